using System.Text;

namespace PopPK.Reporting.Html;

/// <summary>A table of a page; columns in which no number exists are left out. One owner.</summary>
/// <param name="columns">Headings in HTML, and whether the column holds numbers.</param>
internal sealed class HtmlTable(params (string Heading, bool IsNumber)[] columns)
{
    private readonly List<(IReadOnlyList<string> Cells, string Attributes)> _rows = [];

    /// <summary>Number of rows.</summary>
    public int Count => _rows.Count;

    /// <summary>Adds a row.</summary>
    /// <param name="cells">A cell per column, in HTML.</param>
    /// <param name="attributes">Attributes of the row, with a space in front.</param>
    public void Add(IReadOnlyList<string> cells, string attributes = "") => _rows.Add((cells, attributes));

    /// <summary>The table in HTML.</summary>
    public override string ToString()
    {
        var shown = Enumerable.Range(0, columns.Length).Where(c => _rows.Exists(r => r.Cells[c] is not ("" or HtmlText.None))).ToArray();
        var html = new StringBuilder("<div class=\"wide\"><table><thead><tr>");
        foreach (var c in shown)
        {
            html.Append($"<th{Class(c)}>{columns[c].Heading}</th>");
        }

        html.Append("</tr></thead><tbody>\n");
        foreach (var (cells, attributes) in _rows)
        {
            html.Append($"<tr{attributes}>");
            foreach (var c in shown)
            {
                html.Append($"<td{Class(c)}>{cells[c]}</td>");
            }

            html.Append("</tr>\n");
        }

        return html.Append("</tbody></table></div>\n").ToString();
    }

    private string Class(int column) => columns[column].IsNumber ? " class=\"number\"" : "";
}
