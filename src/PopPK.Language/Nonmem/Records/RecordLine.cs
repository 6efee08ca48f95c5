using PopPK.Text;

namespace PopPK.Language.Nonmem.Records;

/// <summary>A line, or the part of one behind the record's name, of a control stream or of a file it includes. Immutable.</summary>
/// <param name="Source">The text the line belongs to.</param>
/// <param name="Span">Its characters without the line end.</param>
public sealed record RecordLine(SourceText Source, TextSpan Span)
{
    /// <summary>The line's text, with its comment.</summary>
    public string Text => Source.TextOf(Span);

    /// <summary>The place of some of its characters.</summary>
    /// <param name="start">The first, from 0, in <see cref="Text"/>.</param>
    /// <param name="length">Their number.</param>
    public TextLocation At(int start, int length) => new(Source, new TextSpan(Span.Start + start, length));
}
