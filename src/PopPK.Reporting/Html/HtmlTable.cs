using System.Text;

namespace PopPK.Reporting.Html;

/// <summary>A table of a page. One owner.</summary>
/// <param name="columns">Headings, and whether the column holds numbers.</param>
internal sealed class HtmlTable(params (string Heading, bool IsNumber)[] columns)
{
    private readonly StringBuilder _rows = new();

    /// <summary>Number of rows.</summary>
    public int Count { get; private set; }

    /// <summary>Adds a row.</summary>
    /// <param name="cells">A cell per column, in HTML.</param>
    /// <param name="attributes">Attributes of the row, with a space in front.</param>
    public void Add(IReadOnlyList<string> cells, string attributes = "")
    {
        Count++;
        _rows.Append($"<tr{attributes}>");
        for (var i = 0; i < cells.Count; i++)
        {
            _rows.Append(columns[i].IsNumber ? "<td class=\"number\">" : "<td>").Append(cells[i]).Append("</td>");
        }

        _rows.Append("</tr>\n");
    }

    /// <summary>The table in HTML.</summary>
    public override string ToString()
    {
        var head = string.Concat(columns.Select(c => $"<th{(c.IsNumber ? " class=\"number\"" : "")}>{c.Heading}</th>"));
        return $"<div class=\"wide\"><table><thead><tr>{head}</tr></thead><tbody>\n{_rows}</tbody></table></div>\n";
    }
}
