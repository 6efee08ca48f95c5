using PopPK.Evaluation;

namespace PopPK.Reporting.Exchange;

/// <summary>Writes tables of records as <c>$TABLE</c> asks for them. Stateless.</summary>
internal static class TableFileWriter
{
    private const int RowsPerHeader = 900;

    /// <summary>Writes a table.</summary>
    /// <param name="number">Its number, from 1.</param>
    /// <param name="table">What is asked for.</param>
    /// <param name="values">The run's values, record by record.</param>
    /// <param name="writer">Where to.</param>
    public static void Write(int number, TableRequest table, IEnumerable<RecordValues> values, TextWriter writer)
    {
        var row = 0;
        var ordered = table.SortedBy.Aggregate(
            (IOrderedEnumerable<RecordValues>?)null, (sorted, by) => sorted is null ? values.OrderBy(by.Value) : sorted.ThenBy(by.Value));
        foreach (var record in ordered ?? values)
        {
            var isFirst = record.Record == 0;
            var isLast = record.Record == record.Count - 1;
            if (table.ExcludedBy.Any(c => c.Value(record) != 0) || !((isFirst && table.ShowsFirst) || (isLast && table.ShowsLast) || (!isFirst && !isLast && table.ShowsOthers)))
            {
                continue;
            }

            if (row == 0 || (!table.HasOneHeader && row % RowsPerHeader == 0))
            {
                Header(number, table, writer);
            }

            foreach (var column in table.Columns)
            {
                writer.Write(table.Format.Number(column.Value(record)));
            }

            writer.Write("\n");
            row++;
        }
    }

    private static void Header(int number, TableRequest table, TextWriter writer)
    {
        if (table.HasTitle)
        {
            writer.Write($"TABLE NO. {number,2}\n");
        }

        if (table.HasLabels)
        {
            writer.Write(string.Concat(table.Columns.Select(c => table.Format.Label(c.Name))).TrimEnd() + "\n");
        }
    }
}
