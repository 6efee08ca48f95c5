namespace PopPK.Text;

/// <summary>A text somebody wrote, with the positions of its lines. Immutable; safe to share between threads.</summary>
public sealed class SourceText
{
    private readonly int[] _lineStarts;

    /// <summary>Wraps a text.</summary>
    /// <param name="path">Where the text came from, as the user named it; used only in messages.</param>
    /// <param name="content">The text; lines may end in LF or CRLF.</param>
    public SourceText(string path, string content)
    {
        ArgumentNullException.ThrowIfNull(path);
        ArgumentNullException.ThrowIfNull(content);
        Path = path;
        Content = content;
        _lineStarts = FindLineStarts(content);
    }

    /// <summary>Where the text came from, as the user named it.</summary>
    public string Path { get; }

    /// <summary>The whole text.</summary>
    public string Content { get; }

    /// <summary>Number of lines; at least 1.</summary>
    public int LineCount => _lineStarts.Length;

    /// <summary>Reads a file.</summary>
    /// <param name="path">Path of a UTF-8 text file.</param>
    /// <returns>The text, named by <paramref name="path"/>.</returns>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public static SourceText Read(string path) => new(path, File.ReadAllText(path));

    /// <summary>The line and column of an offset, both counted from 1.</summary>
    /// <param name="offset">Offset in <see cref="Content"/>, 0 to its length inclusive; values outside are clamped.</param>
    public LinePosition PositionOf(int offset)
    {
        offset = Math.Clamp(offset, 0, Content.Length);
        var line = Array.BinarySearch(_lineStarts, offset);
        if (line < 0)
        {
            line = ~line - 1;
        }

        return new LinePosition(line + 1, offset - _lineStarts[line] + 1);
    }

    /// <summary>The text of a line without its line end.</summary>
    /// <param name="line">Line number, counted from 1.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is no such line.</exception>
    public string LineText(int line)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(line, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(line, LineCount);
        var start = _lineStarts[line - 1];
        var end = line < LineCount ? _lineStarts[line] : Content.Length;
        return Content[start..end].TrimEnd('\r', '\n');
    }

    /// <summary>The text a span covers.</summary>
    /// <param name="span">A span inside this text.</param>
    public string TextOf(TextSpan span) => Content.Substring(span.Start, span.Length);

    private static int[] FindLineStarts(string content)
    {
        var starts = new List<int> { 0 };
        for (var i = 0; i < content.Length; i++)
        {
            if (content[i] == '\n')
            {
                starts.Add(i + 1);
            }
        }

        return [.. starts];
    }
}
