using System.Collections.Immutable;
using PopPK.Text;

namespace PopPK.Data;

/// <summary>A column a model needs beside the standard ones: a covariate. Immutable.</summary>
/// <param name="Name">The column's name, after renaming; case is ignored.</param>
public sealed record RequiredColumn(string Name)
{
    /// <summary>The values it may have, with a label each (which may be empty); no entries: any number.</summary>
    public ImmutableSortedDictionary<double, string> AdmissibleValues { get; init; } = ImmutableSortedDictionary<double, string>.Empty;

    /// <summary>True when a missing cell says something by itself and must not take a value from another row.</summary>
    public bool KeepsMissing { get; init; }

    /// <summary>Where the need for it is written, so that messages can say what needs it; null when there is no such place.</summary>
    public DiagnosticLocation? Declaration { get; init; }
}
