using System.Collections.Immutable;
using PopPK.Language.Poppk.Lexing;
using PopPK.Language.Poppk.Parsing;
using PopPK.Language.Poppk.Syntax;
using PopPK.Language.Regimens.Syntax;
using PopPK.Text;

namespace PopPK.Language.Regimens.Parsing;

/// <summary>Reads the statements of regimens and arms.</summary>
internal static class RegimenStatementParser
{
    private const string SampleForm = "write: sample cp at 0, 1, 2 to 24 by 2; without a name all endpoints are sampled";
    private const string TitrationForm = "write: titrate at 72, 144 on DV: if (DV > 20) 0.75*dose else dose";

    /// <summary>Reads the statements up to the next section.</summary>
    /// <param name="cursor">The tokens.</param>
    public static ImmutableArray<RegimenStatementSyntax> ParseAll(TokenCursor cursor)
    {
        var statements = ImmutableArray.CreateBuilder<RegimenStatementSyntax>();
        for (cursor.BeginStatement(); !cursor.IsAtSectionEnd; cursor.BeginStatement())
        {
            if (Parse(cursor) is { } statement)
            {
                statements.Add(statement);
            }

            cursor.EndStatement("the end of the line", AdviceFor(cursor.Current));
        }

        return statements.DrainToImmutable();
    }

    /// <summary>Reads a statement with its keyword.</summary>
    /// <param name="cursor">The tokens.</param>
    /// <returns>The statement, or null after a failure.</returns>
    public static RegimenStatementSyntax? Parse(TokenCursor cursor)
    {
        var first = cursor.Current;
        if (first.Kind == TokenKind.Identifier && cursor.Next.Kind == TokenKind.Assign)
        {
            return ParseCourse(cursor);
        }

        if (first.Kind != TokenKind.Identifier || !RegimenWords.Statements.Contains(first.Text))
        {
            cursor.Fail(RegimenDiagnostics.UnknownStatement(cursor.At(first.Span), first.Text, Suggestion.Nearest(first.Text, RegimenWords.Statements)));
            return null;
        }

        cursor.Take();
        RegimenStatementSyntax? statement = first.Text switch
        {
            "dose" => DoseParser.Parse(cursor),
            "sample" => ParseSample(cursor),
            "titrate" => ParseTitration(cursor),
            "occasion" => ParseOccasion(cursor),
            _ => ParseReset(cursor),
        };
        return cursor.HasFailed ? null : statement;
    }

    /// <summary>Reads what is sampled behind the keyword.</summary>
    /// <param name="cursor">The tokens.</param>
    public static SampleSyntax? ParseSample(TokenCursor cursor)
    {
        var start = cursor.Current.Span.Start;
        var endpoints = ImmutableArray<NameSyntax>.Empty;
        if (cursor.Current.Kind == TokenKind.Identifier && !cursor.IsWord("at"))
        {
            endpoints = DeclarationParser.ParseNames(cursor, "the name of an endpoint", SampleForm);
            if (!cursor.IsWord("at"))
            {
                cursor.FailExpected("'at' and times", SampleForm);
            }
        }

        cursor.TryTakeWord("at");
        var times = TimesParser.Parse(cursor);
        var isBefore = cursor.TryTakeWord("before");
        if (isBefore && !cursor.TryTakeWord("doses"))
        {
            cursor.FailExpected("'doses'", "write: before doses");
        }

        return times is null ? null : new SampleSyntax(endpoints, times, isBefore, cursor.SpanFrom(start));
    }

    private static TitrationSyntax? ParseTitration(TokenCursor cursor)
    {
        var start = cursor.Current.Span.Start;
        NameSyntax? compartment = null;
        if (cursor.TryTakeWord("into"))
        {
            compartment = DeclarationParser.ParseName(cursor, "the name of a compartment", TitrationForm);
        }

        if (!cursor.TryTakeWord("at"))
        {
            cursor.FailExpected("'at' and times", TitrationForm);
        }

        var times = TimesParser.Parse(cursor);
        if (!cursor.TryTakeWord("on"))
        {
            cursor.FailExpected("'on' and what is looked at", TitrationForm);
        }

        var observed = cursor.IsWord("observed") && cursor.Next.Kind == TokenKind.Identifier ? TimesParser.TakeWord(cursor) : null;
        var value = DeclarationParser.ParseName(cursor, "the name of an endpoint, or DV", TitrationForm);
        cursor.Expect(TokenKind.Colon, "':' and the new dose", TitrationForm);
        cursor.SkipLineEndsInside();
        var dose = new ExpressionParser(cursor).Parse();
        if (times is null || value is null || cursor.HasFailed)
        {
            return null;
        }

        var titration = new TitrationSyntax(times, value, dose, dose.Span) { Observed = observed, Compartment = compartment };
        TimesParser.ContinueBefore(cursor, "in");
        while (!cursor.HasFailed && (cursor.IsWord("in") || (cursor.Current.Kind == TokenKind.Comma && cursor.Next is { Text: "in" })))
        {
            cursor.TryTakeComma();
            titration = ParseLimit(cursor, titration);
            TimesParser.ContinueBefore(cursor, "in");
        }

        return titration with { Span = cursor.SpanFrom(start) };
    }

    private static TitrationSyntax ParseLimit(TokenCursor cursor, TitrationSyntax titration)
    {
        var word = cursor.Take();
        var isStep = cursor.IsWord("steps");
        if (isStep ? titration.Step is not null : titration.Limits is not null)
        {
            cursor.Fail(RegimenDiagnostics.ClauseTwice(cursor.At(word.Span), isStep ? "in steps of" : "in"));
        }

        if (!isStep)
        {
            return titration with { Limits = DeclarationParser.ParseBounds(cursor) };
        }

        cursor.Take();
        if (!cursor.TryTakeWord("of"))
        {
            cursor.FailExpected("'of' and a number", "write: in steps of 25");
        }

        return titration with { Step = DeclarationParser.ParseNumber(cursor, "what doses are a multiple of (a number)", "write: in steps of 25") };
    }

    private static OccasionSyntax? ParseOccasion(TokenCursor cursor)
    {
        const string Form = "write: occasion OCC at 0, 168, or: occasion OCC every 24";
        var start = cursor.Current.Span.Start;
        if (DeclarationParser.ParseName(cursor, "the name of a data column", Form) is not { } name)
        {
            return null;
        }

        if (cursor.TryTakeWord("every"))
        {
            var interval = DeclarationParser.ParseNumber(cursor, "how long an occasion is (a number)", Form);
            return new OccasionSyntax(name, null, interval, cursor.SpanFrom(start));
        }

        if (!cursor.TryTakeWord("at"))
        {
            cursor.FailExpected("'at' and times, or 'every' and an interval", Form);
        }

        var times = TimesParser.Parse(cursor);
        return new OccasionSyntax(name, times, null, cursor.SpanFrom(start));
    }

    private static ResetSyntax? ParseReset(TokenCursor cursor)
    {
        var start = cursor.Current.Span.Start;
        if (!cursor.TryTakeWord("at"))
        {
            cursor.FailExpected("'at' and times", "write: reset at 168");
        }

        return TimesParser.Parse(cursor) is { } times ? new ResetSyntax(times, cursor.SpanFrom(start)) : null;
    }

    private static CourseSyntax? ParseCourse(TokenCursor cursor)
    {
        var start = cursor.Current.Span.Start;
        var name = TimesParser.TakeWord(cursor);
        cursor.Take();
        cursor.SkipLineEndsInside();
        var steps = ImmutableArray.CreateBuilder<(ExpressionSyntax, NumberSyntax?)>();
        do
        {
            var value = new ExpressionParser(cursor).Parse();
            var from = cursor.TryTakeWord("from")
                ? DeclarationParser.ParseNumber(cursor, "the time it holds from (a number)", "write: FORM = 0 from 0, 1 from 168")
                : null;
            steps.Add((value, from));
        }
        while (cursor.TryTakeComma());
        return cursor.HasFailed ? null : new CourseSyntax(name, steps.DrainToImmutable(), cursor.SpanFrom(start));
    }

    private static string AdviceFor(Token found) =>
        found.Kind == TokenKind.Identifier && Suggestion.Advice(found.Text, RegimenWords.DoseClauses) is { } advice
            ? advice
            : "units are not written, and a statement ends with its line; doses go on with into, at, over, every, times, until";
}
