using System.Collections.Immutable;
using PopPK.Symbolics;
using PopPK.Text;

namespace PopPK.Modeling.Regimens;

/// <summary>The values of a data column in the course of time: an occasion's number, a formulation. Immutable.</summary>
/// <param name="Name">The column's name.</param>
/// <param name="Steps">Values in terms of covariates and the times they hold from, in order of time; the first one holds before its time too.</param>
public sealed record ColumnCourse(string Name, ImmutableArray<(Expr Value, double From)> Steps)
{
    /// <summary>Not 0: there are no steps, and the values are 1, 2, ... in intervals of this length from time 0 on.</summary>
    public double Interval { get; init; }

    /// <summary>Where it is written, or null.</summary>
    public DiagnosticLocation? Location { get; init; }
}
