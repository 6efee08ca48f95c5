using System.Collections.Immutable;
using PopPK.Text;

namespace PopPK.Language.Nonmem.Records;

/// <summary>Cuts a control stream into records: each begins with a name behind <c>$</c>, the first word of its line. Stateless.</summary>
internal static class RecordSplitter
{
    /// <summary>Cuts a control stream into records.</summary>
    /// <param name="source">The text.</param>
    /// <param name="include">Finds the text of an included file by its name as written; null: there are none to be had.</param>
    /// <param name="diagnostics">Receives what is wrong.</param>
    public static ImmutableArray<RawRecord> Split(SourceText source, Func<string, SourceText?>? include, DiagnosticBag diagnostics)
    {
        var records = ImmutableArray.CreateBuilder<RawRecord>();
        RecordName? current = null;
        var lines = ImmutableArray.CreateBuilder<RecordLine>();
        foreach (var line in new LineExpansion(include, diagnostics).Expand(source))
        {
            if (NameAt(line) is { } name)
            {
                Close(current, lines, records, diagnostics);
                current = name;
                lines.Clear();
                lines.Add(name.Rest(line));
            }
            else if (current is not null)
            {
                lines.Add(line);
            }
            else if (!IsBlankOrComment(line.Text))
            {
                diagnostics.Add(RecordDiagnostics.BeforeFirstRecord(Trimmed(line)));
                return [];
            }
        }

        Close(current, lines, records, diagnostics);
        return records.ToImmutable();
    }

    /// <summary>The record's name with which a line begins, or null.</summary>
    /// <param name="line">The line.</param>
    public static RecordName? NameAt(RecordLine line)
    {
        var text = line.Text;
        var start = 0;
        while (start < text.Length && char.IsWhiteSpace(text[start]))
        {
            start++;
        }

        if (start >= text.Length || text[start] != '$')
        {
            return null;
        }

        var end = start + 1;
        while (end < text.Length && (char.IsAsciiLetterOrDigit(text[end]) || text[end] == '_'))
        {
            end++;
        }

        return new RecordName(text[(start + 1)..end], line.At(start, end - start), end);
    }

    /// <summary>True for a line without content.</summary>
    /// <param name="text">The line's text.</param>
    public static bool IsBlankOrComment(string text)
    {
        var trimmed = text.AsSpan().TrimStart();
        return trimmed.IsEmpty || trimmed[0] == ';';
    }

    /// <summary>The place of a line's characters without the blanks around them.</summary>
    /// <param name="line">The line.</param>
    public static TextLocation Trimmed(RecordLine line)
    {
        var text = line.Text;
        var lead = text.Length - text.TrimStart().Length;
        return line.At(lead, text.Trim().Length);
    }

    private static void Close(
        RecordName? name,
        ImmutableArray<RecordLine>.Builder lines,
        ImmutableArray<RawRecord>.Builder records,
        DiagnosticBag diagnostics)
    {
        if (name is null)
        {
            return;
        }

        var kind = RecordNames.Find(name.Name);
        if (kind == RecordKind.Unknown)
        {
            diagnostics.Add(RecordDiagnostics.UnknownRecord(name.Location, name.Name, RecordNames.Nearest(name.Name)));
            return;
        }

        records.Add(new RawRecord(kind, name.Name, name.Location, lines.ToImmutable()));
    }
}

/// <summary>The name of a record where it stands.</summary>
/// <param name="Name">The name without <c>$</c>.</param>
/// <param name="Location">Its place, with <c>$</c>.</param>
/// <param name="End">Position in its line just behind it.</param>
internal sealed record RecordName(string Name, TextLocation Location, int End)
{
    /// <summary>What stands behind the name in its line.</summary>
    /// <param name="line">The line.</param>
    public RecordLine Rest(RecordLine line) => new(line.Source, new TextSpan(line.Span.Start + End, line.Span.Length - End));
}
