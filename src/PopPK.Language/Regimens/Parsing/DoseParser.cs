using PopPK.Language.Poppk.Lexing;
using PopPK.Language.Poppk.Parsing;
using PopPK.Language.Regimens.Syntax;

namespace PopPK.Language.Regimens.Parsing;

/// <summary>Reads a line of doses behind its keyword.</summary>
internal static class DoseParser
{
    /// <summary>How such a line is written, for messages.</summary>
    public const string Form = "write: dose AMOUNT into COMPARTMENT at TIMES every INTERVAL times NUMBER over DURATION";

    /// <summary>Reads it.</summary>
    /// <param name="cursor">The tokens.</param>
    public static DoseSyntax Parse(TokenCursor cursor)
    {
        var start = cursor.Current.Span.Start;
        if (cursor.Current.Kind == TokenKind.Identifier && RegimenWords.DoseClauses.Contains(cursor.Current.Text))
        {
            cursor.FailExpected("an amount", Form);
        }

        var dose = new DoseSyntax(new ExpressionParser(cursor).Parse(), cursor.SpanFrom(start));
        TimesParser.ContinueBefore(cursor, RegimenWords.DoseClauses.AsSpan());
        while (!cursor.HasFailed && !cursor.IsAtStatementEnd && ParseClause(cursor, dose) is { } longer)
        {
            dose = longer;
            TimesParser.ContinueBefore(cursor, RegimenWords.DoseClauses.AsSpan());
        }

        return dose with { Span = cursor.SpanFrom(start) };
    }

    private static DoseSyntax? ParseClause(TokenCursor cursor, DoseSyntax dose)
    {
        var token = cursor.Current;
        if (token.Kind != TokenKind.Identifier || !RegimenWords.DoseClauses.Contains(token.Text))
        {
            return null;
        }

        var word = TimesParser.TakeWord(cursor);
        switch (word.Text)
        {
            case "into":
                CheckOnce(cursor, token, dose.Compartment is not null || dose.CompartmentNumber is not null);
                return cursor.Current.Kind == TokenKind.Number
                    ? dose with { CompartmentNumber = DeclarationParser.ParseNumber(cursor, "the number of a compartment", Form) }
                    : dose with { Compartment = DeclarationParser.ParseName(cursor, "the name or number of a compartment", Form) };
            case "every":
                CheckOnce(cursor, token, dose.Interval is not null);
                return dose with { Interval = DeclarationParser.ParseNumber(cursor, "the time between two doses (a number)", Form) };
            case "times":
                CheckOnce(cursor, token, dose.Count is not null || dose.Until is not null);
                return dose with { Count = DeclarationParser.ParseNumber(cursor, "the number of doses", Form) };
            case "for":
                CheckOnce(cursor, token, dose.Count is not null || dose.Until is not null);
                var count = DeclarationParser.ParseNumber(cursor, "the number of doses", Form);
                if (!cursor.TryTakeWord("doses"))
                {
                    cursor.FailExpected("'doses'", "write: for 10 doses, or: until 240");
                }

                return dose with { Count = count };
            case "until":
                CheckOnce(cursor, token, dose.Count is not null || dose.Until is not null);
                return dose with { Until = DeclarationParser.ParseNumber(cursor, "the time behind which there are no doses (a number)", Form) };
            case "over":
                CheckOnce(cursor, token, IsInfusion(dose));
                return cursor.IsWord("modelled")
                    ? dose with { ModelledDuration = TakeModelled(cursor, "duration") }
                    : dose with { Duration = new ExpressionParser(cursor).Parse() };
            default:
                return ParseAt(cursor, token, dose);
        }
    }

    // at 0, 24 | at rate 20 | at modelled rate | at steady state
    private static DoseSyntax ParseAt(TokenCursor cursor, Token at, DoseSyntax dose)
    {
        if (cursor.IsWord("rate"))
        {
            CheckOnce(cursor, at, IsInfusion(dose));
            cursor.Take();
            return dose with { Rate = new ExpressionParser(cursor).Parse() };
        }

        if (cursor.IsWord("modelled"))
        {
            CheckOnce(cursor, at, IsInfusion(dose));
            return dose with { ModelledRate = TakeModelled(cursor, "rate") };
        }

        if (cursor.IsWord("steady"))
        {
            CheckOnce(cursor, at, dose.SteadyState is not null);
            var steady = TimesParser.TakeWord(cursor);
            if (!cursor.TryTakeWord("state"))
            {
                cursor.FailExpected("'state'", "write: at steady state");
            }

            return dose with { SteadyState = steady };
        }

        CheckOnce(cursor, at, dose.Times is not null);
        return dose with { Times = TimesParser.Parse(cursor) };
    }

    private static Poppk.Syntax.NameSyntax TakeModelled(TokenCursor cursor, string what)
    {
        var word = TimesParser.TakeWord(cursor);
        if (!cursor.TryTakeWord(what))
        {
            cursor.FailExpected($"'{what}'", "write: at modelled rate, or: over modelled duration");
        }

        return word;
    }

    private static bool IsInfusion(DoseSyntax dose) =>
        dose.Rate is not null || dose.Duration is not null || dose.ModelledRate is not null || dose.ModelledDuration is not null;

    private static void CheckOnce(TokenCursor cursor, Token word, bool isGiven)
    {
        if (isGiven)
        {
            cursor.Fail(RegimenDiagnostics.ClauseTwice(cursor.At(word.Span), word.Text));
        }
    }
}
