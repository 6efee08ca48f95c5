using System.Collections.Immutable;
using PopPK.Language.Poppk.Lexing;
using PopPK.Language.Poppk.Parsing;
using PopPK.Language.Poppk.Syntax;
using PopPK.Language.Regimens.Syntax;

namespace PopPK.Language.Regimens.Parsing;

/// <summary>Reads lists of times and other numbers of regimen texts.</summary>
internal static class TimesParser
{
    private const string Form = "write times like: 0, 1, 2 to 24 by 2";

    /// <summary>Reads times: single ones and ranges, separated by commas.</summary>
    /// <param name="cursor">The tokens.</param>
    /// <returns>The times, or null after a failure.</returns>
    public static TimesSyntax? Parse(TokenCursor cursor)
    {
        var start = cursor.Current.Span.Start;
        var items = ImmutableArray.CreateBuilder<(NumberSyntax, NumberSyntax?, NumberSyntax?)>();
        do
        {
            if (DeclarationParser.ParseNumber(cursor, "a time (a number)", Form) is not { } from)
            {
                return null;
            }

            if (!cursor.TryTakeWord("to"))
            {
                items.Add((from, null, null));
                continue;
            }

            var to = DeclarationParser.ParseNumber(cursor, "the last time of the range (a number)", Form);
            if (!cursor.TryTakeWord("by"))
            {
                cursor.FailExpected("'by' and the distance of the times", Form);
            }

            items.Add((from, to, DeclarationParser.ParseNumber(cursor, "the distance of the times (a number)", Form)));
        }
        while (cursor.TryTakeComma());
        return cursor.HasFailed ? null : new TimesSyntax(items.DrainToImmutable(), cursor.SpanFrom(start));
    }

    /// <summary>Takes the current token as a name.</summary>
    /// <param name="cursor">The tokens.</param>
    public static NameSyntax TakeWord(TokenCursor cursor)
    {
        var token = cursor.Take();
        return new NameSyntax(token.Text, token.Span);
    }

    /// <summary>Goes over a line end when the next line begins with one of some words, which go on with a statement.</summary>
    /// <param name="cursor">The tokens.</param>
    /// <param name="words">The words.</param>
    public static void ContinueBefore(TokenCursor cursor, params ReadOnlySpan<string> words)
    {
        if (cursor.Current.Kind == TokenKind.NewLine && cursor.Next.Kind == TokenKind.Identifier && words.Contains(cursor.Next.Text))
        {
            cursor.SkipLineEnds();
        }
    }

    /// <summary>True when the current token is a number or its sign.</summary>
    /// <param name="cursor">The tokens.</param>
    public static bool IsNumber(TokenCursor cursor) => cursor.Current.Kind is TokenKind.Number or TokenKind.Minus or TokenKind.Plus;
}
