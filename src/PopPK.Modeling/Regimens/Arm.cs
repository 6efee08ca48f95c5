using System.Collections.Immutable;
using PopPK.Text;

namespace PopPK.Modeling.Regimens;

/// <summary>What one group of people is given, and when they are observed. Immutable.</summary>
/// <param name="Name">What tells it apart for people.</param>
public sealed record Arm(string Name)
{
    /// <summary>How many people it has; null: as many as the population.</summary>
    public int? People { get; init; }

    /// <summary>What they are given.</summary>
    public ImmutableArray<DoseRule> Doses { get; init; } = [];

    /// <summary>When all amounts are set to zero; doses go on.</summary>
    public ImmutableArray<double> Resets { get; init; } = [];

    /// <summary>How doses change by what is observed.</summary>
    public ImmutableArray<Titration> Titrations { get; init; } = [];

    /// <summary>When they are observed; at least one.</summary>
    public ImmutableArray<SampleRule> Samples { get; init; } = [];

    /// <summary>Columns whose values the arm gives, such as occasions; a column occurs once.</summary>
    public ImmutableArray<ColumnCourse> Courses { get; init; } = [];

    /// <summary>Where it is written, or null.</summary>
    public DiagnosticLocation? Location { get; init; }
}
