using System.Collections.Immutable;
using PopPK.Data.Diagnostics;
using PopPK.Text;

namespace PopPK.Data.Reading;

/// <summary>Checks the required columns of a subject's records and fills their missing cells.</summary>
/// <param name="layout">Where everything stands in a row.</param>
/// <param name="allowMissing">True to keep NaN where a subject has no value at all.</param>
/// <param name="tally">Receives what is wrong.</param>
internal sealed class CovariateReader(ColumnLayout layout, bool allowMissing, DiagnosticTally tally)
{
    private static readonly ImmutableArray<string> ZeroWhenMissing = ["AMT", "RATE", "II", "ADDL", "SS", "EVID", "MDV", "CMT"];

    /// <summary>Reads the required columns.</summary>
    /// <param name="records">A subject's records in the order of the file; at least one.</param>
    /// <returns>The same records with the missing cells of required columns filled in <see cref="DataRecord.Values"/>.</returns>
    public ImmutableArray<DataRecord> Read(ImmutableArray<DataRecord> records)
    {
        foreach (var (column, position) in layout.Required)
        {
            if (!CheckCells(records, column, position))
            {
                continue;
            }

            records = column.Name.ToUpperInvariant() switch
            {
                "DV" => records,
                _ when column.KeepsMissing => records,
                var name when ZeroWhenMissing.Contains(name) => Replace(records, position, ZeroFill(records, position)),
                _ => FillFromNeighbours(records, column, position),
            };
        }

        return records;
    }

    /// <summary>Reports texts and values that are not admissible; false when there was a text, which must not be taken for a missing cell.</summary>
    private bool CheckCells(ImmutableArray<DataRecord> records, RequiredColumn column, int position)
    {
        var isReadable = true;
        foreach (var record in records)
        {
            var value = record.Values[position];
            var content = double.IsNaN(value) ? NumberText.Parse(record.Cells[position]).Content : CellContent.Number;
            if (content == CellContent.Number)
            {
                if (!column.AdmissibleValues.IsEmpty && !column.AdmissibleValues.ContainsKey(value))
                {
                    tally.Add(DataDiagnostics.NotAdmissible(Location(record, position), column));
                }
            }
            else if (content != CellContent.Missing)
            {
                isReadable = false;
                tally.Add(DataDiagnostics.BadCovariate(Location(record, position), content, column));
            }
            else if (record.Cells[position] == NumberText.NotAvailable)
            {
                tally.Count(nameof(DataDiagnostics.NotAvailable), Location(record, position), DataDiagnostics.NotAvailable);
            }
        }

        return isReadable;
    }

    private ImmutableArray<DataRecord> FillFromNeighbours(ImmutableArray<DataRecord> records, RequiredColumn column, int position)
    {
        var values = records.Select(r => r.Values[position]).ToArray();
        var first = Array.FindIndex(values, v => !double.IsNaN(v));
        if (first < 0)
        {
            tally.Add(DataDiagnostics.NoValue(Location(records[0], position), column, records.Length, allowMissing));
            return records;
        }

        var current = values[first];
        for (var i = 0; i < values.Length; i++)
        {
            if (double.IsNaN(values[i]))
            {
                tally.Count(nameof(DataDiagnostics.Filled) + column.Name, Location(records[i], position), DataDiagnostics.Filled);
                values[i] = current;
            }

            current = values[i];
        }

        return Replace(records, position, values);
    }

    private static double[] ZeroFill(ImmutableArray<DataRecord> records, int position) =>
        [.. records.Select(r => double.IsNaN(r.Values[position]) ? 0 : r.Values[position])];

    private static ImmutableArray<DataRecord> Replace(ImmutableArray<DataRecord> records, int position, double[] values) =>
        [.. records.Select((r, i) => r.Values[position].Equals(values[i]) ? r : r with { Values = r.Values.SetItem(position, values[i]) })];

    private CellLocation Location(DataRecord record, int position) =>
        new(tally.File, record.Row, layout.Columns[position].FileName, record.Cells[position]);
}
