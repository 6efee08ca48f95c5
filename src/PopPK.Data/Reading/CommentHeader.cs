using PopPK.Data.Diagnostics;
using PopPK.Text;

namespace PopPK.Data.Reading;

/// <summary>
/// The line of names that many files begin with though they are read as files without a header. It names nothing, but where it has the
/// name of a column in another place, something was likely mixed up.
/// </summary>
internal static class CommentHeader
{
    /// <summary>Warns when a comment has most of the names of the columns, but one of them in another place.</summary>
    /// <param name="line">The comment.</param>
    /// <param name="number">Its number.</param>
    /// <param name="format">The format.</param>
    /// <param name="tally">Receives the warning.</param>
    public static void Compare(string line, int number, HeaderlessFormat format, DiagnosticTally tally)
    {
        var names = new List<string>();
        FieldlessText.Split(line.TrimStart(' ', '#', '@', '"'), names);
        names = [.. names.Select(n => n.Trim('"', '\''))];
        if (names.Count < 2 || 2 * format.Columns.Count(c => names.Exists(n => IsNameOf(n, c))) <= format.Columns.Length)
        {
            return;
        }

        for (var i = 0; i < format.Columns.Length; i++)
        {
            var column = format.Columns[i];
            var place = names.FindIndex(n => IsNameOf(n, column));
            if (column.IsDropped || place < 0 || (i < names.Count && IsNameOf(names[i], column)))
            {
                continue;
            }

            var here = i < names.Count ? names[i] : "nothing";
            tally.Add(DataDiagnostics.OtherNameInComment(new CellLocation(tally.File, number, column.Name, here), column.Name, i + 1, place + 1));
            return;
        }
    }

    private static bool IsNameOf(string name, HeaderlessColumn column) =>
        name.Equals(column.Name, StringComparison.OrdinalIgnoreCase) || (column.Synonym is { } other && name.Equals(other, StringComparison.OrdinalIgnoreCase));
}
