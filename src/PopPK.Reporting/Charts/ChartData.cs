using System.Collections.Immutable;
using System.Text;

namespace PopPK.Reporting.Charts;

/// <summary>A table that charts draw from by name. Immutable.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Columns">Its columns, all of one length.</param>
internal sealed record ChartData(string Name, ImmutableArray<ChartColumn> Columns)
{
    /// <summary>Number of rows.</summary>
    public int Count => Columns.IsEmpty ? 0 : Columns[0].Count;

    /// <summary>Appends the table as an object with an array per column.</summary>
    /// <param name="json">Where to.</param>
    public void AppendColumns(StringBuilder json)
    {
        var separator = "{";
        foreach (var column in Columns)
        {
            json.Append(separator).Append(Vega.Text(column.Name)).Append(":[");
            for (var row = 0; row < column.Count; row++)
            {
                json.Append(row == 0 ? "" : ",").Append(column.Cell(row));
            }

            json.Append(']');
            separator = ",\n";
        }

        json.Append(Columns.IsEmpty ? "{}" : "}");
    }

    /// <summary>Appends the table as an array of objects, which Vega-Lite reads by itself.</summary>
    /// <param name="json">Where to.</param>
    public void AppendRows(StringBuilder json)
    {
        json.Append('[');
        for (var row = 0; row < Count; row++)
        {
            json.Append(row == 0 ? "\n" : ",\n");
            for (var c = 0; c < Columns.Length; c++)
            {
                json.Append(c == 0 ? "{" : ",").Append(Vega.Text(Columns[c].Name)).Append(':').Append(Columns[c].Cell(row));
            }

            json.Append('}');
        }

        json.Append(']');
    }
}
