using System.Collections.Immutable;
using PopPK.Text;

namespace PopPK.Language.Nonmem.Records;

/// <summary>
/// Cuts records that are not code into words, signs and comments: blanks, line ends and a <c>&amp;</c> at the end of a line separate,
/// <c>;</c> begins a comment. Stateless.
/// </summary>
internal static class RecordLexer
{
    /// <summary>Cuts a record into tokens.</summary>
    /// <param name="record">The record.</param>
    /// <returns>The tokens, the last one <see cref="RecordTokenKind.End"/>, and the comments.</returns>
    public static (ImmutableArray<RecordToken> Tokens, ImmutableArray<RecordComment> Comments) Tokenize(RawRecord record)
    {
        var tokens = ImmutableArray.CreateBuilder<RecordToken>();
        var comments = ImmutableArray.CreateBuilder<RecordComment>();
        for (var line = 0; line < record.Lines.Length; line++)
        {
            ReadLine(record.Lines[line], line, tokens, comments);
        }

        var last = record.Lines[^1];
        var end = tokens.Count > 0 ? tokens[^1].Location : record.Location;
        tokens.Add(new RecordToken(RecordTokenKind.End, "", new TextLocation(end.Source, new TextSpan(end.Span.End, 0)))
        {
            FollowsBlank = true,
            Line = record.Lines.IndexOf(last),
        });
        return (tokens.ToImmutable(), comments.ToImmutable());
    }

    private static void ReadLine(
        RecordLine line,
        int number,
        ImmutableArray<RecordToken>.Builder tokens,
        ImmutableArray<RecordComment>.Builder comments)
    {
        var text = line.Text;
        var position = 0;
        var followsBlank = true;
        while (position < text.Length)
        {
            var character = text[position];
            if (char.IsWhiteSpace(character) || (character == '&' && RestIsBlank(text, position + 1)))
            {
                position++;
                followsBlank = true;
                continue;
            }

            if (character == ';')
            {
                comments.Add(new RecordComment(text[(position + 1)..].Trim(), number, line.At(position, text.Length - position)));
                return;
            }

            var (kind, start, length, whole) = Next(text, position);
            tokens.Add(new RecordToken(kind, text.Substring(start, length), line.At(position, whole)) { FollowsBlank = followsBlank, Line = number });
            position += whole;
            followsBlank = false;
        }
    }

    private static (RecordTokenKind Kind, int Start, int Length, int Whole) Next(string text, int position)
    {
        switch (text[position])
        {
            case '=':
                return (RecordTokenKind.Equals, position, 1, 1);
            case '(':
                return (RecordTokenKind.Open, position, 1, 1);
            case ')':
                return (RecordTokenKind.Close, position, 1, 1);
            case ',':
                return (RecordTokenKind.Comma, position, 1, 1);
            case '"' or '\'':
                var close = text.IndexOf(text[position], position + 1);
                if (close > 0)
                {
                    return (RecordTokenKind.Quoted, position + 1, close - position - 1, close - position + 1);
                }

                break;
        }

        var end = position + 1;
        while (end < text.Length && !IsSeparator(text[end]) && !(text[end] == '&' && RestIsBlank(text, end + 1)))
        {
            end++;
        }

        return (RecordTokenKind.Word, position, end - position, end - position);
    }

    private static bool IsSeparator(char character) => char.IsWhiteSpace(character) || character is '=' or '(' or ')' or ',' or ';';

    private static bool RestIsBlank(string text, int start)
    {
        var rest = text.AsSpan(start).TrimStart();
        return rest.IsEmpty || rest[0] == ';';
    }
}

/// <summary>A comment of a record.</summary>
/// <param name="Text">Its text behind the <c>;</c>.</param>
/// <param name="Line">Number of its line within the record, from 0.</param>
/// <param name="Location">Its place.</param>
internal sealed record RecordComment(string Text, int Line, TextLocation Location);
