using System.Collections.Immutable;
using PopPK.Text;

namespace PopPK.Data;

/// <summary>What reading a data file gave: the data, or the reasons why there are none. Immutable.</summary>
/// <param name="Dataset">The data; null when at least one diagnostic is an error, for nothing is run on bad data.</param>
/// <param name="Diagnostics">Everything found: errors, warnings and notes, in the order of the work (file, columns, rows, subjects).</param>
public sealed record DatasetReading(Dataset? Dataset, ImmutableArray<Diagnostic> Diagnostics);
