using System.Collections.Immutable;
using PopPK.Language.Poppk.Lexing;
using PopPK.Language.Poppk.Parsing;
using PopPK.Language.Poppk.Syntax;
using PopPK.Language.Regimens.Syntax;

namespace PopPK.Language.Regimens.Parsing;

/// <summary>Reads the section <c>population</c>.</summary>
internal static class PopulationParser
{
    private const string Form = "write: WT ~ lognormal(70, 0.2) in (40, 150), SEX ~ bernoulli(0.5), HT = 170, or: from \"people.csv\"";
    private const string CategoryForm = "write: RACE ~ categorical {1: 0.6, 2: 0.3, 3: 0.1}";

    /// <summary>Reads the section behind its keyword.</summary>
    /// <param name="cursor">The tokens.</param>
    /// <param name="keyword">The word that introduced it.</param>
    public static PopulationSyntax Parse(TokenCursor cursor, NameSyntax keyword)
    {
        var items = ImmutableArray.CreateBuilder<PopulationItemSyntax>();
        var (count, separate) = ParseSize(cursor, items);
        cursor.EndStatement("'separate', 'from' or the end of the line", "write: population 500, and covariates in lines of their own");
        for (cursor.BeginStatement(); !cursor.IsAtSectionEnd; cursor.BeginStatement())
        {
            if (ParseItem(cursor) is { } item)
            {
                items.Add(item);
            }

            cursor.EndStatement("'in' and bounds, or the end of the line", Form);
        }

        return new PopulationSyntax(keyword, count, separate, items.DrainToImmutable());
    }

    /// <summary>Reads a line by itself: the number of people, or where a covariate comes from.</summary>
    /// <param name="cursor">The tokens.</param>
    public static PopulationSyntax ParseLine(TokenCursor cursor)
    {
        var keyword = new NameSyntax("", cursor.Current.Span);
        var items = ImmutableArray.CreateBuilder<PopulationItemSyntax>();
        var isSize = cursor.TryTakeWord("population") || cursor.Current.Kind == TokenKind.Number || cursor.IsWord("separate") || cursor.IsWord("from");
        var (count, separate) = isSize ? ParseSize(cursor, items) : (null, null);
        if (!isSize && ParseItem(cursor) is { } item)
        {
            items.Add(item);
        }

        return new PopulationSyntax(keyword, count, separate, items.DrainToImmutable());
    }

    private static (NumberSyntax? Count, NameSyntax? Separate) ParseSize(
        TokenCursor cursor, ImmutableArray<PopulationItemSyntax>.Builder items)
    {
        var count = TimesParser.IsNumber(cursor) ? DeclarationParser.ParseNumber(cursor, "the number of people", Form) : null;
        var separate = cursor.IsWord("separate") ? TimesParser.TakeWord(cursor) : null;
        if (cursor.IsWord("from") && ParseItem(cursor) is { } source)
        {
            items.Add(source);
        }

        return (count, separate);
    }

    private static PopulationItemSyntax? ParseItem(TokenCursor cursor)
    {
        var start = cursor.Current.Span.Start;
        PopulationItemSyntax? item;
        if (cursor.IsWord("from"))
        {
            cursor.Take();
            item = ParseFile(cursor);
        }
        else
        {
            var names = DeclarationParser.ParseNames(cursor, "the name of a covariate", Form);
            item = cursor.HasFailed ? null
                : names.Length == 1 && cursor.TryTake(TokenKind.Assign) ? ParseComputed(cursor, names[0])
                : ParseDrawn(cursor, names);
        }

        return cursor.HasFailed || item is null ? null : item with { Span = cursor.SpanFrom(start) };
    }

    private static PopulationFileSyntax? ParseFile(TokenCursor cursor)
    {
        if (cursor.Current is { Kind: TokenKind.Text } text)
        {
            cursor.Take();
            return new PopulationFileSyntax(new TextSyntax(text.Text, text.Span), text.Span);
        }

        if (cursor.TryTakeWord("data"))
        {
            return new PopulationFileSyntax(null, cursor.Current.Span);
        }

        cursor.FailExpected("a file in quotes, or 'data' for the model's own data", "write: from \"people.csv\", or: from data");
        return null;
    }

    private static ComputedSyntax ParseComputed(TokenCursor cursor, NameSyntax name)
    {
        cursor.SkipLineEndsInside();
        return new ComputedSyntax(name, new ExpressionParser(cursor).Parse(), name.Span);
    }

    private static DrawnSyntax? ParseDrawn(TokenCursor cursor, ImmutableArray<NameSyntax> names)
    {
        cursor.Expect(TokenKind.Tilde, "'~' and a distribution, or '=' and a value", Form);
        cursor.SkipLineEndsInside();
        if (DeclarationParser.ParseName(cursor, "a distribution", Form) is not { } distribution)
        {
            return null;
        }

        var drawn = new DrawnSyntax(names, distribution, distribution.Span);
        drawn = cursor.Current.Kind == TokenKind.OpenBrace ? ParseCategories(cursor, drawn)
            : names.Length > 1 ? ParseJoint(cursor, drawn)
            : drawn with { Arguments = new ExpressionParser(cursor).ParseCall(distribution).Arguments };
        TimesParser.ContinueBefore(cursor, "in");
        return cursor.TryTakeWord("in") ? drawn with { Bounds = DeclarationParser.ParseBounds(cursor) } : drawn;
    }

    private static DrawnSyntax ParseCategories(TokenCursor cursor, DrawnSyntax drawn)
    {
        var categories = ImmutableArray.CreateBuilder<(NumberSyntax?, NameSyntax?, ExpressionSyntax)>();
        cursor.Take();
        do
        {
            var label = cursor.Current.Kind == TokenKind.Identifier ? TimesParser.TakeWord(cursor) : null;
            var value = label is null ? DeclarationParser.ParseNumber(cursor, "a value or its label", CategoryForm) : null;
            cursor.Expect(TokenKind.Colon, "':' and the probability", CategoryForm);
            categories.Add((value, label, new ExpressionParser(cursor).Parse()));
        }
        while (cursor.TryTake(TokenKind.Comma));
        cursor.Expect(TokenKind.CloseBrace, "',' or '}' after a category", CategoryForm);
        return drawn with { Categories = categories.DrainToImmutable() };
    }

    // normal([70, 170], [100; 40, 64])
    private static DrawnSyntax ParseJoint(TokenCursor cursor, DrawnSyntax drawn)
    {
        const string JointForm = "write: WT, HT ~ normal([70, 170], [100; 40, 64]), with the lower triangle of the covariance matrix";
        var centres = ImmutableArray.CreateBuilder<ExpressionSyntax>();
        cursor.Expect(TokenKind.OpenParenthesis, $"'(' after '{drawn.Distribution.Text}'", JointForm);
        cursor.Expect(TokenKind.OpenBracket, "'[' and a centre for each covariate", JointForm);
        do
        {
            centres.Add(new ExpressionParser(cursor).Parse());
        }
        while (cursor.TryTake(TokenKind.Comma));
        cursor.Expect(TokenKind.CloseBracket, "',' or ']' after a centre", JointForm);
        cursor.Expect(TokenKind.Comma, "',' and the covariance matrix", JointForm);
        var covariance = CovarianceParser.Parse(cursor, JointForm);
        cursor.Expect(TokenKind.CloseParenthesis, "')' after the covariance matrix", JointForm);
        return drawn with { Centres = centres.DrainToImmutable(), Covariance = covariance };
    }
}
