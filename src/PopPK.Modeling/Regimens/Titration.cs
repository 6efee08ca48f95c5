using System.Collections.Immutable;
using PopPK.Symbolics;
using PopPK.Text;

namespace PopPK.Modeling.Regimens;

/// <summary>
/// A rule that changes doses by what is found: at each of its times, before a dose at that time, a value is taken, and every dose from then
/// on becomes what <see cref="Dose"/> makes of it. Immutable.
/// </summary>
/// <param name="Times">When it is decided, in order.</param>
/// <param name="Endpoint">Position of the endpoint that is looked at, from 0.</param>
/// <param name="Dose">The new amount, in terms of <see cref="Current"/>, <see cref="Observed"/> and covariates; 0 or less: no dose.</param>
public sealed record Titration(ImmutableArray<double> Times, int Endpoint, Expr Dose)
{
    /// <summary>Stands for the amount of a dose as it is, earlier changes included.</summary>
    public required Symbol Current { get; init; }

    /// <summary>Stands for the value that was found.</summary>
    public required Symbol Observed { get; init; }

    /// <summary>True when the value has residual error; false for the prediction itself.</summary>
    public bool HasResidual { get; init; }

    /// <summary>Position of the compartment whose doses change, from 0; null: all doses.</summary>
    public int? Compartment { get; init; }

    /// <summary>Amounts that change are rounded to whole multiples of this; 0: they are not.</summary>
    public double Step { get; init; }

    /// <summary>Amounts that change are then at least this; 0 or less stays no dose.</summary>
    public double Lower { get; init; }

    /// <summary>Amounts that change are then at most this.</summary>
    public double Upper { get; init; } = double.PositiveInfinity;

    /// <summary>Where it is written, or null.</summary>
    public DiagnosticLocation? Location { get; init; }
}
