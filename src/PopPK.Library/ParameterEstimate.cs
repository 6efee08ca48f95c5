using PopPK.Likelihood;
using PopPK.Reporting;

namespace PopPK;

/// <summary>A parameter of the population and what a fit says about it: a fixed effect, or an element of Omega or Sigma. Immutable.</summary>
public sealed record ParameterEstimate
{
    internal ParameterEstimate(ParameterRow row)
    {
        (Name, Kind, Unit, Description) = (row.Parameter.Name, row.Parameter.Kind, row.Parameter.Unit, row.Parameter.Description);
        (Initial, LowerBound, UpperBound, IsFixed) = (row.Parameter.Initial, row.Parameter.Lower, row.Parameter.Upper, row.Parameter.IsFixed);
        (Estimate, StandardError, RelativeStandardErrorPercent) = (row.Estimate, row.StandardError, row.RelativeStandardErrorPercent);
        (LowerConfidenceLimit, UpperConfidenceLimit) = (row.LowerConfidenceLimit, row.UpperConfidenceLimit);
    }

    /// <summary>The model's name for it; <c>omega(eta_cl)</c> is a variance, <c>omega(eta_v, eta_cl)</c> a covariance.</summary>
    public string Name { get; }

    /// <summary>What it is.</summary>
    public ParameterKind Kind { get; }

    /// <summary>The estimate on the natural scale; the given value when it is fixed; NaN when there is none.</summary>
    public double Estimate { get; }

    /// <summary>Its standard error; NaN when it is fixed or not known.</summary>
    public double StandardError { get; }

    /// <summary>Standard error over the size of the estimate, in percent (RSE); NaN when not known.</summary>
    public double RelativeStandardErrorPercent { get; }

    /// <summary>Lower end of the symmetric 95 % confidence interval, estimate - 1.96 standard errors; NaN when not known.</summary>
    public double LowerConfidenceLimit { get; }

    /// <summary>Upper end of the symmetric 95 % confidence interval, estimate + 1.96 standard errors; NaN when not known.</summary>
    public double UpperConfidenceLimit { get; }

    /// <summary>True when the model gives its value.</summary>
    public bool IsFixed { get; }

    /// <summary>The initial estimate.</summary>
    public double Initial { get; }

    /// <summary>The model's lower bound, or negative infinity.</summary>
    public double LowerBound { get; }

    /// <summary>The model's upper bound, or positive infinity.</summary>
    public double UpperBound { get; }

    /// <summary>The unit, as the model has it, or null.</summary>
    public string? Unit { get; }

    /// <summary>What the model says it is, or null.</summary>
    public string? Description { get; }
}
