using System.Collections.Immutable;
using PopPK.Language.Poppk.Lexing;
using PopPK.Language.Poppk.Syntax;

namespace PopPK.Language.Poppk.Parsing;

/// <summary>Reads a variance, a standard deviation or the lower triangle of a covariance matrix.</summary>
internal static class CovarianceParser
{
    /// <summary>Reads it.</summary>
    /// <param name="cursor">The tokens.</param>
    /// <param name="advice">How the statement is written, for messages.</param>
    /// <returns>The matrix, or null after a failure.</returns>
    public static CovarianceSyntax? Parse(TokenCursor cursor, string advice)
    {
        var start = cursor.Current.Span.Start;
        if (cursor.Current.Kind != TokenKind.OpenBracket)
        {
            var isStandardDeviation = cursor.TryTakeWord("sd");
            var number = isStandardDeviation
                ? DeclarationParser.ParseNumber(cursor, "a standard deviation (a number)", "matrices hold variances and covariances: [0.1; 0.01, 0.1]")
                : DeclarationParser.ParseNumber(cursor, "a variance, or '[' and the lower triangle of a covariance matrix", advice);
            return number is null ? null : new CovarianceSyntax([[number]], cursor.SpanFrom(start)) { IsStandardDeviation = isStandardDeviation };
        }

        cursor.Take();
        var rows = ImmutableArray.CreateBuilder<ImmutableArray<NumberSyntax>>();
        do
        {
            rows.Add(ParseNumbers(cursor, "a variance or covariance (a number)", advice));
        }
        while (cursor.TryTake(TokenKind.Semicolon));
        cursor.Expect(TokenKind.CloseBracket, "',' or ';' or ']'", "rows of the lower triangle are separated by ';': [0.1; 0.01, 0.1]");
        return cursor.HasFailed ? null : new CovarianceSyntax(rows.DrainToImmutable(), cursor.SpanFrom(start)) { IsTriangle = true };
    }

    /// <summary>Reads numbers separated by commas.</summary>
    /// <param name="cursor">The tokens.</param>
    /// <param name="expected">What a number is, for messages.</param>
    /// <param name="advice">How the statement is written, for messages.</param>
    public static ImmutableArray<NumberSyntax> ParseNumbers(TokenCursor cursor, string expected, string advice)
    {
        var numbers = ImmutableArray.CreateBuilder<NumberSyntax>();
        do
        {
            if (DeclarationParser.ParseNumber(cursor, expected, advice) is { } number)
            {
                numbers.Add(number);
            }
        }
        while (cursor.TryTake(TokenKind.Comma));
        return numbers.DrainToImmutable();
    }
}
