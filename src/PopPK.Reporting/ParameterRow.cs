using PopPK.Likelihood;

namespace PopPK.Reporting;

/// <summary>A population parameter with all that is known about it: a row of result tables.</summary>
/// <param name="Parameter">The parameter.</param>
/// <param name="Estimate">Its estimate on the natural scale; the given value when it is fixed; NaN when there is none.</param>
/// <param name="StandardError">Its standard error; NaN when it is fixed or unknown.</param>
/// <param name="Gradient">Derivative of the objective by it; NaN when it is fixed or unknown.</param>
public sealed record ParameterRow(PopulationParameter Parameter, double Estimate, double StandardError, double Gradient)
{
    /// <summary>Number of standard errors between an estimate and the ends of its 95 % interval: the normal distribution's 97.5 % quantile.</summary>
    public const double IntervalHalfWidth = 1.959963984540054;

    /// <summary>Standard error over the size of the estimate, in percent; NaN when unknown.</summary>
    public double RelativeStandardErrorPercent => 100 * StandardError / Math.Abs(Estimate);

    /// <summary>Lower end of the symmetric 95 % interval on the natural scale, estimate - 1.96 standard errors; NaN when unknown.</summary>
    public double LowerConfidenceLimit => Estimate - IntervalHalfWidth * StandardError;

    /// <summary>Upper end of the symmetric 95 % interval on the natural scale, estimate + 1.96 standard errors; NaN when unknown.</summary>
    public double UpperConfidenceLimit => Estimate + IntervalHalfWidth * StandardError;
}
