using PopPK.Symbolics;
using PopPK.Text;

namespace PopPK.Modeling;

/// <summary>A fixed effect (theta): one number shared by all subjects, on its natural scale.</summary>
/// <param name="Symbol">Stands for it in expressions.</param>
/// <param name="Initial">Initial estimate.</param>
public sealed record FixedEffect(Symbol Symbol, double Initial)
{
    /// <summary>The name the user gave.</summary>
    public string Name => Symbol.Name;

    /// <summary>Lower bound, or negative infinity.</summary>
    public double Lower { get; init; } = double.NegativeInfinity;

    /// <summary>Upper bound, or positive infinity.</summary>
    public double Upper { get; init; } = double.PositiveInfinity;

    /// <summary>True when the value is given and not estimated.</summary>
    public bool IsFixed { get; init; }

    /// <summary>Where it stands in the covariance matrix of the residual errors, or null for a plain fixed effect.</summary>
    public ResidualElement? Residual { get; init; }

    /// <summary>Unit as the user wrote it, or null.</summary>
    public string? Unit { get; init; }

    /// <summary>Description as the user wrote it, or null.</summary>
    public string? Description { get; init; }

    /// <summary>Where it is declared, or null.</summary>
    public DiagnosticLocation? Location { get; init; }
}
