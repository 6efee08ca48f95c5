using System.Collections.Immutable;
using PopPK.Symbolics;
using PopPK.Text;

namespace PopPK.Modeling.Regimens;

/// <summary>One line of doses: single ones or series of them. Immutable.</summary>
/// <param name="Amount">The amount of each dose, in terms of covariates; 0 is no dose.</param>
/// <param name="Compartment">Position of the compartment it goes to, from 0.</param>
public sealed record DoseRule(Expr Amount, int Compartment)
{
    /// <summary>When the doses, or the series of them, begin; at least one time.</summary>
    public required ImmutableArray<double> Times { get; init; }

    /// <summary>Time between the doses of a series; 0: single doses.</summary>
    public double Interval { get; init; }

    /// <summary>Number of doses of a series; null: until <see cref="Until"/>, or until the last observation.</summary>
    public int? Count { get; init; }

    /// <summary>No dose of a series is later; null: see <see cref="Count"/>.</summary>
    public double? Until { get; init; }

    /// <summary>How the doses enter the compartment.</summary>
    public DoseRuleInput Input { get; init; }

    /// <summary>The rate or duration where <see cref="Input"/> gives one, in terms of covariates; else null.</summary>
    public Expr? InputValue { get; init; }

    /// <summary>True when the first dose finds the steady state of its series.</summary>
    public bool IsSteadyState { get; init; }

    /// <summary>Where it is written, or null.</summary>
    public DiagnosticLocation? Location { get; init; }
}
