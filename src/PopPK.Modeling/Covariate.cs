using System.Collections.Immutable;
using PopPK.Symbolics;
using PopPK.Text;

namespace PopPK.Modeling;

/// <summary>A data column that expressions use.</summary>
/// <param name="Symbol">Stands for it in expressions; its name is the column's name.</param>
public sealed record Covariate(Symbol Symbol)
{
    /// <summary>Name of the data column.</summary>
    public string Name => Symbol.Name;

    /// <summary>Unit as the user wrote it, or null.</summary>
    public string? Unit { get; init; }

    /// <summary>Labels of the admissible values of a categorical covariate; empty when continuous.</summary>
    public ImmutableSortedDictionary<double, string> Categories { get; init; } = ImmutableSortedDictionary<double, string>.Empty;

    /// <summary>Which value holds between two records.</summary>
    public CovariateInterpolation Interpolation { get; init; }

    /// <summary>Where it is declared, or null.</summary>
    public DiagnosticLocation? Location { get; init; }
}
