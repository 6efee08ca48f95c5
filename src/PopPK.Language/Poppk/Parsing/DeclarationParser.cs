using System.Collections.Immutable;
using PopPK.Language.Poppk.Lexing;
using PopPK.Language.Poppk.Syntax;
using PopPK.Text;

namespace PopPK.Language.Poppk.Parsing;

/// <summary>Reads the sections that declare names with their values: <c>parameters</c>, <c>covariates</c>.</summary>
internal static class DeclarationParser
{
    /// <summary>Reads the section <c>parameters</c> behind its keyword.</summary>
    /// <param name="cursor">The tokens.</param>
    /// <param name="keyword">The word that introduced it.</param>
    public static ParametersSyntax ParseParameters(TokenCursor cursor, NameSyntax keyword)
    {
        var parameters = ImmutableArray.CreateBuilder<ParameterSyntax>();
        for (cursor.BeginStatement(); !cursor.IsAtSectionEnd; cursor.BeginStatement())
        {
            if (ParseName(cursor, "the name of a parameter", "write: name = initial in (lower, upper)") is { } name)
            {
                parameters.Add(ParseParameter(cursor, name));
            }

            cursor.EndStatement(
                "'in' and bounds, 'fixed', a description in quotes, a unit in [ ], or the end of the line",
                "write: name = initial in (lower, upper) \"description\" [unit]");
        }

        return new ParametersSyntax(keyword, parameters.DrainToImmutable());
    }

    /// <summary>Reads the section <c>covariates</c> behind its keyword.</summary>
    /// <param name="cursor">The tokens.</param>
    /// <param name="keyword">The word that introduced it.</param>
    public static CovariatesSyntax ParseCovariates(TokenCursor cursor, NameSyntax keyword)
    {
        var covariates = ImmutableArray.CreateBuilder<CovariateSyntax>();
        for (cursor.BeginStatement(); !cursor.IsAtSectionEnd; cursor.BeginStatement())
        {
            do
            {
                if (ParseCovariate(cursor) is { } covariate)
                {
                    covariates.Add(covariate);
                }
            }
            while (cursor.TryTakeComma());
            cursor.EndStatement("a unit in [ ], 'in' and categories, ',' or the end of the line", CovariateAdvice(cursor.Current));
        }

        return new CovariatesSyntax(keyword, covariates.DrainToImmutable());
    }

    /// <summary>Reads a unit between brackets, whatever characters it has.</summary>
    /// <param name="cursor">The tokens; the current one opens the bracket.</param>
    public static TextSyntax? ParseUnit(TokenCursor cursor)
    {
        var start = cursor.Current.Span.Start;
        return cursor.TakeRawBrackets() is { } span
            ? new TextSyntax(cursor.At(span).Source.TextOf(span).Trim(), cursor.SpanFrom(start))
            : null;
    }

    /// <summary>Reads names separated by commas; fails where there is none.</summary>
    /// <param name="cursor">The tokens.</param>
    /// <param name="expected">What they name, for the message.</param>
    /// <param name="advice">What to do.</param>
    public static ImmutableArray<NameSyntax> ParseNames(TokenCursor cursor, string expected, string advice)
    {
        var names = ImmutableArray.CreateBuilder<NameSyntax>();
        do
        {
            if (ParseName(cursor, expected, advice) is { } name)
            {
                names.Add(name);
            }
        }
        while (cursor.TryTakeComma());
        return names.DrainToImmutable();
    }

    /// <summary>Reads a name or fails.</summary>
    /// <param name="cursor">The tokens.</param>
    /// <param name="expected">What it names, for the message.</param>
    /// <param name="advice">What to do.</param>
    public static NameSyntax? ParseName(TokenCursor cursor, string expected, string advice) =>
        cursor.Expect(TokenKind.Identifier, expected, advice) is { } token ? new NameSyntax(token.Text, token.Span) : null;

    private static ParameterSyntax ParseParameter(TokenCursor cursor, NameSyntax name)
    {
        var parameter = new ParameterSyntax(name, name.Span);
        cursor.Expect(TokenKind.Assign, $"'=' and the initial estimate of '{name.Text}'", "write: name = initial in (lower, upper)");
        parameter = parameter with { Initial = ParseNumber(cursor, $"the initial estimate of '{name.Text}' (a number)", $"write: {name.Text} = 1 in (0, 10)") };
        while (!cursor.IsAtStatementEnd && ParseParameterClause(cursor, parameter) is { } longer)
        {
            parameter = longer;
        }

        return parameter with { Span = cursor.SpanFrom(name.Span.Start) };
    }

    private static ParameterSyntax? ParseParameterClause(TokenCursor cursor, ParameterSyntax parameter)
    {
        var token = cursor.Current;
        switch (token.Kind)
        {
            case TokenKind.Identifier when token.Text == "in" && parameter.Bounds is null:
                cursor.Take();
                return parameter with { Bounds = ParseBounds(cursor) };
            case TokenKind.Identifier when token.Text == "fixed" && !parameter.IsFixed:
                cursor.Take();
                return parameter with { IsFixed = true };
            case TokenKind.Text when parameter.Description is null:
                cursor.Take();
                return parameter with { Description = new TextSyntax(token.Text, token.Span) };
            case TokenKind.OpenBracket when parameter.Unit is null:
                return parameter with { Unit = ParseUnit(cursor) };
            default:
                return null;
        }
    }

    /// <summary>Reads bounds from their opening to their closing bracket.</summary>
    /// <param name="cursor">The tokens.</param>
    public static BoundsSyntax? ParseBounds(TokenCursor cursor)
    {
        const string Form = "write: in (lower, upper), with inf where there is no bound";
        var open = cursor.Current;
        if (open.Kind is not (TokenKind.OpenParenthesis or TokenKind.OpenBracket))
        {
            cursor.FailExpected("'(' or '[' and two bounds", Form);
            return null;
        }

        cursor.Take();
        var lower = ParseNumber(cursor, "the lower bound (a number)", Form);
        cursor.Expect(TokenKind.Comma, "',' between the bounds", Form);
        var upper = ParseNumber(cursor, "the upper bound (a number)", Form);
        var close = cursor.Current;
        if (close.Kind is not (TokenKind.CloseParenthesis or TokenKind.CloseBracket))
        {
            cursor.FailExpected("')' or ']' after the bounds", Form);
        }

        if (cursor.HasFailed || lower is null || upper is null)
        {
            return null;
        }

        cursor.Take();
        return new BoundsSyntax(
            lower, open.Kind == TokenKind.OpenBracket, upper, close.Kind == TokenKind.CloseBracket, cursor.SpanFrom(open.Span.Start));
    }

    /// <summary>Reads a number with its sign or fails.</summary>
    /// <param name="cursor">The tokens.</param>
    /// <param name="expected">What it is for, for the message.</param>
    /// <param name="advice">What to do.</param>
    public static NumberSyntax? ParseNumber(TokenCursor cursor, string expected, string advice)
    {
        var start = cursor.Current.Span.Start;
        var isNegative = cursor.TryTake(TokenKind.Minus);
        if (!isNegative)
        {
            cursor.TryTake(TokenKind.Plus);
        }

        if (cursor.TryTakeWord("inf"))
        {
            return new NumberSyntax(isNegative ? double.NegativeInfinity : double.PositiveInfinity, cursor.SpanFrom(start));
        }

        return cursor.Expect(TokenKind.Number, expected, advice) is { } token
            ? new NumberSyntax(isNegative ? -token.Value : token.Value, cursor.SpanFrom(start))
            : null;
    }

    private static CovariateSyntax? ParseCovariate(TokenCursor cursor)
    {
        if (ParseName(cursor, "the name of a data column", "write: WT [kg], or SEX in {0: female, 1: male}") is not { } name)
        {
            return null;
        }

        var covariate = new CovariateSyntax(name, name.Span);
        while (!cursor.IsAtStatementEnd && ParseCovariateClause(cursor, covariate) is { } longer)
        {
            covariate = longer;
        }

        return covariate with { Span = cursor.SpanFrom(name.Span.Start) };
    }

    private static CovariateSyntax? ParseCovariateClause(TokenCursor cursor, CovariateSyntax covariate)
    {
        var token = cursor.Current;
        switch (token.Kind)
        {
            case TokenKind.Identifier when covariate.Interpolation is null && Vocabulary.Interpolations.Find(token.Text) is not null:
                cursor.Take();
                return covariate with { Interpolation = new NameSyntax(token.Text, token.Span) };
            case TokenKind.OpenBracket when covariate.Unit is null:
                return covariate with { Unit = ParseUnit(cursor) };
            case TokenKind.Identifier when token.Text == "in" && covariate.Categories.IsEmpty:
                cursor.Take();
                return covariate with { Categories = ParseCategories(cursor) };
            default:
                return null;
        }
    }

    private static string CovariateAdvice(Token found)
    {
        const string Form = "units are written in brackets: WT [kg]; covariates are separated by ','";
        return Vocabulary.Interpolations.Find(found.Text) is not null
            ? $"one of {string.Join(", ", Vocabulary.Interpolations.Words)} is enough"
            : Suggestion.Advice(found.Text, Vocabulary.Interpolations.Words.Where(w => found.Text.Length > 2)) ?? Form;
    }

    private static ImmutableArray<(NumberSyntax Value, NameSyntax Label)> ParseCategories(TokenCursor cursor)
    {
        const string Form = "write: SEX in {0: female, 1: male}";
        var categories = ImmutableArray.CreateBuilder<(NumberSyntax Value, NameSyntax Label)>();
        cursor.Expect(TokenKind.OpenBrace, "'{' and the categories", Form);
        do
        {
            var value = ParseNumber(cursor, "the value of a category (a number)", Form);
            cursor.Expect(TokenKind.Colon, "':' and the category's label", Form);
            if (ParseName(cursor, "the category's label (a word)", Form) is { } label && value is not null)
            {
                categories.Add((value, label));
            }
        }
        while (cursor.TryTake(TokenKind.Comma));
        cursor.Expect(TokenKind.CloseBrace, "',' or '}' after a category", Form);
        return categories.DrainToImmutable();
    }
}
