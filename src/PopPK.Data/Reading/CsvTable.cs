using System.Collections.Immutable;

namespace PopPK.Data.Reading;

/// <summary>A data file cut into cells; nothing is known yet of what they mean.</summary>
/// <param name="File">The file, as the user named it.</param>
/// <param name="Header">The row with the columns' names.</param>
/// <param name="Rows">The rows below it that have as many cells as the header.</param>
internal sealed record CsvTable(string File, CsvRow Header, ImmutableArray<CsvRow> Rows);

/// <summary>A row of a data file.</summary>
/// <param name="Line">Line of the file, from 1.</param>
/// <param name="Cells">Its cells without quotes and surrounding blanks.</param>
internal readonly record struct CsvRow(int Line, string[] Cells);
