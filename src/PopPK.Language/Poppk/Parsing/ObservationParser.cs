using System.Collections.Immutable;
using PopPK.Language.Poppk.Lexing;
using PopPK.Language.Poppk.Syntax;
using PopPK.Text;

namespace PopPK.Language.Poppk.Parsing;

/// <summary>Reads what the section <c>observations</c> has beside definitions: distributions, what is censored, correlations.</summary>
internal static class ObservationParser
{
    private const string Form = "write: DV ~ normal(mean, sd)";

    private const string CensoringForm = "write: censored by CENS, or censored below LLOQ using m4";

    /// <summary>True when a statement is none of definitions.</summary>
    /// <param name="cursor">The tokens behind the statement's first word.</param>
    /// <param name="first">The first word.</param>
    public static bool IsAt(TokenCursor cursor, NameSyntax first) =>
        cursor.Current.Kind is TokenKind.Tilde or TokenKind.OpenBracket || IsCorrelation(cursor, first);

    /// <summary>Reads a statement behind its first word.</summary>
    /// <param name="cursor">The tokens.</param>
    /// <param name="first">The first word.</param>
    public static StatementSyntax Parse(TokenCursor cursor, NameSyntax first) =>
        IsCorrelation(cursor, first) ? ParseCorrelation(cursor, first) : ParseObservation(cursor, first);

    private static bool IsCorrelation(TokenCursor cursor, NameSyntax first) =>
        first.Text == "correlation" && cursor.Current.Kind == TokenKind.OpenParenthesis;

    private static CorrelationSyntax ParseCorrelation(TokenCursor cursor, NameSyntax first)
    {
        var pair = new ExpressionParser(cursor).ParseCall(first);
        cursor.Expect(TokenKind.Assign, "'=' and a correlation", "write: correlation(cp, effect) = rho");
        var value = StatementParser.ParseValue(cursor);
        return new CorrelationSyntax(pair, value, cursor.SpanFrom(first.Span.Start));
    }

    private static ObservationSyntax ParseObservation(TokenCursor cursor, NameSyntax first)
    {
        ExpressionSyntax? selector = null;
        if (cursor.TryTake(TokenKind.OpenBracket))
        {
            selector = new ExpressionParser(cursor).ParseCondition();
            cursor.Expect(TokenKind.CloseBracket, "']' after the condition", "write: DV[DVID == 2] ~ normal(mean, sd)");
        }

        cursor.Expect(TokenKind.Tilde, "'~' and a distribution", Form);
        cursor.SkipLineEndsInside();
        var distribution = ParseDistribution(cursor);
        var censoring = ParseCensoring(cursor);
        return new ObservationSyntax(first, selector, distribution, cursor.SpanFrom(first.Span.Start)) { Censoring = censoring };
    }

    private static CallExpressionSyntax? ParseDistribution(TokenCursor cursor)
    {
        if (cursor.Current.Kind != TokenKind.Identifier || cursor.Next.Kind != TokenKind.OpenParenthesis)
        {
            cursor.FailExpected("a distribution and its arguments", Form);
            return null;
        }

        var name = cursor.Take();
        var call = new ExpressionParser(cursor).ParseCall(new NameSyntax(name.Text, name.Span));
        return cursor.HasFailed ? null : call;
    }

    private static CensoringSyntax? ParseCensoring(TokenCursor cursor)
    {
        cursor.SkipLineEndBefore(Vocabulary.CensoringWords);
        var start = cursor.Current.Span.Start;
        if (!cursor.TryTakeWord("censored"))
        {
            if (cursor.Current.Kind == TokenKind.Identifier && !cursor.IsAtStatementEnd)
            {
                var advice = Vocabulary.CensoringClauses.Contains(cursor.Current.Text)
                    ? CensoringForm
                    : Suggestion.Advice(cursor.Current.Text, Vocabulary.CensoringWords) ?? "is a comma or an operator missing?";
                cursor.FailExpected("'censored' or the end of the line", advice);
            }

            return null;
        }

        var clauses = ImmutableArray.CreateBuilder<CensoringClauseSyntax>();
        do
        {
            cursor.SkipLineEndBefore(Vocabulary.CensoringClauses);
            if (ParseClause(cursor) is { } clause)
            {
                clauses.Add(clause);
                cursor.SkipLineEndBefore(Vocabulary.CensoringClauses);
            }
        }
        while (!cursor.IsAtStatementEnd);
        return new CensoringSyntax(clauses.DrainToImmutable(), cursor.SpanFrom(start));
    }

    private static CensoringClauseSyntax? ParseClause(TokenCursor cursor)
    {
        var word = cursor.Current;
        if (word.Kind != TokenKind.Identifier || !Vocabulary.CensoringClauses.Contains(word.Text))
        {
            cursor.FailExpected("'by', 'below', 'above', 'interval' or 'using'", Suggestion.Advice(word.Text, Vocabulary.CensoringClauses) ?? CensoringForm);
            return null;
        }

        cursor.Take();
        var value = word.Text switch
        {
            "by" => ParseWord(cursor, "the data column that tells what is censored", "write: censored by CENS"),
            "using" => ParseWord(cursor, "m1, m3 or m4", CensoringForm),
            _ => ParseLimit(cursor, word.Text),
        };
        return cursor.HasFailed || value is null
            ? null
            : new CensoringClauseSyntax(new NameSyntax(word.Text, word.Span), value, cursor.SpanFrom(word.Span.Start));
    }

    private static NameExpressionSyntax? ParseWord(TokenCursor cursor, string expected, string advice) =>
        DeclarationParser.ParseName(cursor, expected, advice) is { } name ? new NameExpressionSyntax(name) : null;

    private static ExpressionSyntax ParseLimit(TokenCursor cursor, string word)
    {
        // Not a name when another word follows: below using m3.
        if (Vocabulary.CensoringClauses.Contains(cursor.Current.Text) && cursor.Next.Kind is TokenKind.Identifier or TokenKind.Number)
        {
            cursor.FailExpected($"a limit behind '{word}'", "write a number or a data column: censored below LLOQ");
        }

        return StatementParser.ParseValue(cursor);
    }
}
