using PopPK.Text;

namespace PopPK.Language.Nonmem.Records;

/// <summary>Puts the lines of a control stream and of the files it includes into one sequence.</summary>
/// <param name="include">Finds the text of an included file by its name as written; null: there are none to be had.</param>
/// <param name="diagnostics">Receives what is wrong.</param>
internal sealed class LineExpansion(Func<string, SourceText?>? include, DiagnosticBag diagnostics)
{
    private const int Deepest = 10;
    private const int MostCopies = 100;
    private const int MostLines = 200_000;
    private const string Statement = "INCLUDE";
    private const string ReservedNames = "nonmem_reserved_general";

    private readonly List<RecordLine> _lines = [];

    /// <summary>Expands a text.</summary>
    /// <param name="source">The text.</param>
    /// <returns>All lines in their order, those that include replaced by what they include.</returns>
    public IReadOnlyList<RecordLine> Expand(SourceText source)
    {
        Add(source, 0);
        return _lines;
    }

    private void Add(SourceText source, int depth)
    {
        var content = source.Content;
        var start = content.StartsWith('\uFEFF') ? 1 : 0;
        while (start < content.Length)
        {
            var end = content.IndexOf('\n', start);
            var next = end < 0 ? content.Length : end + 1;
            end = end < 0 ? content.Length : end;
            while (end > start && content[end - 1] == '\r')
            {
                end--;
            }

            AddLine(new RecordLine(source, new TextSpan(start, end - start)), depth);
            start = next;
        }
    }

    private void AddLine(RecordLine line, int depth)
    {
        if (_lines.Count >= MostLines)
        {
            return;
        }

        if ((RecordSplitter.NameAt(line) ?? IncludeStatement(line)) is not { } name || RecordNames.Find(name.Name) != RecordKind.Include)
        {
            _lines.Add(line);
            return;
        }

        var (file, copies, place) = ReadInclude(line, name);
        if (file is not null && file.EndsWith(ReservedNames, StringComparison.OrdinalIgnoreCase))
        {
            // It only declares names, which are known or plain variables here.
            diagnostics.Add(RecordDiagnostics.ReservedNamesIncluded(place));
            return;
        }

        if (file is null)
        {
            diagnostics.Add(RecordDiagnostics.IncludeWithoutFile(name.Location));
            return;
        }

        if (depth >= Deepest)
        {
            diagnostics.Add(RecordDiagnostics.IncludeTooDeep(place, Deepest));
            return;
        }

        if (include?.Invoke(file) is not { } included)
        {
            diagnostics.Add(RecordDiagnostics.IncludeMissing(place, file));
            return;
        }

        for (var i = 0; i < copies; i++)
        {
            Add(included, depth + 1);
        }
    }

    /// <summary>The word of a line <c>INCLUDE file</c> of abbreviated code, or null.</summary>
    private static RecordName? IncludeStatement(RecordLine line)
    {
        var text = line.Text;
        var start = text.Length - text.TrimStart().Length;
        var end = start + Statement.Length;
        var isStatement = text.AsSpan(start).StartsWith(Statement, StringComparison.OrdinalIgnoreCase)
            && end < text.Length && char.IsWhiteSpace(text[end]) && text.AsSpan(end).TrimStart() is [not ('=' or ';'), ..];
        return isStatement ? new RecordName(Statement, line.At(start, Statement.Length), end) : null;
    }

    private static (string? File, int Copies, TextLocation Place) ReadInclude(RecordLine line, RecordName name)
    {
        var (tokens, _) = RecordLexer.Tokenize(new RawRecord(RecordKind.Include, name.Name, name.Location, [name.Rest(line)]));
        var file = tokens[0];
        if (file.Kind is not (RecordTokenKind.Word or RecordTokenKind.Quoted))
        {
            return (null, 0, name.Location);
        }

        var copies = tokens[1].Kind == RecordTokenKind.Word && int.TryParse(tokens[1].Text, out var number) ? Math.Clamp(number, 1, MostCopies) : 1;
        return (file.Text, copies, file.Location);
    }
}
