using System.Collections.Immutable;
using PopPK.Language.Poppk.Lexing;
using PopPK.Language.Poppk.Syntax;
using PopPK.Text;

namespace PopPK.Language.Poppk.Parsing;

/// <summary>Reads the section <c>model</c>: name, title, data clauses and method, on one line or several.</summary>
internal static class HeaderParser
{
    private const string ItemsExpected = "a title in quotes, 'data', 'where', 'drop', 'rename' or 'method'";

    private const string ItemsAdvice = "write for example: data \"file.csv\"; texts and paths are put in quotes";

    /// <summary>Reads the section behind its keyword.</summary>
    /// <param name="cursor">The tokens.</param>
    /// <param name="keyword">The word that introduced it.</param>
    public static HeaderSyntax Parse(TokenCursor cursor, NameSyntax keyword)
    {
        var name = ParseName(cursor);
        var items = ImmutableArray.CreateBuilder<HeaderItemSyntax>();
        while (true)
        {
            if (cursor.HasFailed || cursor.Current.Kind == TokenKind.NewLine)
            {
                cursor.EndStatement(ItemsExpected, ItemsAdvice);
                cursor.BeginStatement();
            }

            if (cursor.IsAtSectionEnd)
            {
                return new HeaderSyntax(keyword, name, items.DrainToImmutable());
            }

            if (ParseItem(cursor) is { } item)
            {
                items.Add(item);
            }
        }
    }

    private static NameSyntax? ParseName(TokenCursor cursor)
    {
        if (cursor.Current.Kind is TokenKind.Identifier or TokenKind.Text && !cursor.IsAtStatementEnd)
        {
            var token = cursor.Take();
            return new NameSyntax(token.Text, token.Span);
        }

        cursor.FailExpected("the model's name", "write: model NAME");
        return null;
    }

    private static HeaderItemSyntax? ParseItem(TokenCursor cursor)
    {
        var token = cursor.Current;
        if (token.Kind == TokenKind.Text)
        {
            cursor.Take();
            return new TitleSyntax(new TextSyntax(token.Text, token.Span));
        }

        if (token.Kind != TokenKind.Identifier || !Vocabulary.HeaderClauses.Contains(token.Text))
        {
            var advice = token.Kind == TokenKind.Minus ? "put a name with other characters in quotes: model \"run-12\"" : Suggestion.Advice(token.Text, Vocabulary.HeaderClauses) ?? ItemsAdvice;
            cursor.FailExpected(ItemsExpected, advice);
            return null;
        }

        cursor.Take();
        return token.Text switch
        {
            "data" => ParseData(cursor, token),
            "where" => ParseWhere(cursor, token),
            "drop" => ParseDrop(cursor, token),
            "rename" => ParseRename(cursor, token),
            _ => ParseMethod(cursor, token),
        };
    }

    private static DataSyntax ParseData(TokenCursor cursor, Token keyword)
    {
        var path = cursor.Expect(TokenKind.Text, "the path of the data file in quotes", "write: data \"file.csv\"");
        return new DataSyntax(path is null ? null : new TextSyntax(path.Text, path.Span), cursor.SpanFrom(keyword.Span.Start));
    }

    private static WhereSyntax ParseWhere(TokenCursor cursor, Token keyword)
    {
        var condition = new ExpressionParser(cursor).ParseCondition();
        return new WhereSyntax(condition, cursor.SpanFrom(keyword.Span.Start));
    }

    private static DropSyntax ParseDrop(TokenCursor cursor, Token keyword)
    {
        var columns = ImmutableArray.CreateBuilder<NameSyntax>();
        do
        {
            if (ParseColumn(cursor) is { } column)
            {
                columns.Add(column);
            }
        }
        while (cursor.TryTakeComma());
        return new DropSyntax(columns.DrainToImmutable(), cursor.SpanFrom(keyword.Span.Start));
    }

    private static RenameSyntax ParseRename(TokenCursor cursor, Token keyword)
    {
        var pairs = ImmutableArray.CreateBuilder<(NameSyntax Name, NameSyntax Column)>();
        do
        {
            var name = ParseColumn(cursor);
            cursor.Expect(TokenKind.Assign, "'=' and the column's name in the file", "write: rename DV = LNDV");
            if (name is not null && ParseColumn(cursor) is { } column)
            {
                pairs.Add((name, column));
            }
        }
        while (cursor.TryTakeComma());
        return new RenameSyntax(pairs.DrainToImmutable(), cursor.SpanFrom(keyword.Span.Start));
    }

    private static NameSyntax? ParseColumn(TokenCursor cursor)
    {
        if (cursor.Current.Kind is TokenKind.Identifier or TokenKind.Text && !cursor.IsAtStatementEnd)
        {
            var token = cursor.Take();
            return new NameSyntax(token.Text, token.Span);
        }

        cursor.FailExpected("the name of a data column", "write: drop COLUMN, or rename DV = COLUMN; names with other characters in quotes");
        return null;
    }

    private static MethodSyntax ParseMethod(TokenCursor cursor, Token keyword)
    {
        var steps = ImmutableArray.CreateBuilder<MethodStepSyntax>();
        do
        {
            if (ParseMethodStep(cursor) is { } step)
            {
                steps.Add(step);
            }
        }
        while (cursor.TryTakeComma());
        return new MethodSyntax(steps.DrainToImmutable(), cursor.SpanFrom(keyword.Span.Start));
    }

    private static MethodStepSyntax? ParseMethodStep(TokenCursor cursor)
    {
        var advice = "write one of: " + string.Join(", ", Vocabulary.Methods);
        if (cursor.Expect(TokenKind.Identifier, "an estimation method", advice) is not { } first)
        {
            return null;
        }

        var text = first.Text;
        while (cursor.TryTake(TokenKind.Minus) && cursor.Expect(TokenKind.Identifier, "the rest of the method's name", advice) is { } part)
        {
            text += "-" + part.Text;
        }

        var name = new NameSyntax(text, cursor.SpanFrom(first.Span.Start));
        NumberSyntax? nodes = null;
        if (cursor.TryTake(TokenKind.OpenParenthesis))
        {
            nodes = DeclarationParser.ParseNumber(cursor, "a number of nodes", "write: method agq(5)");
            cursor.Expect(TokenKind.CloseParenthesis, "')' after the number of nodes", "write: method agq(5)");
        }

        return new MethodStepSyntax(name, nodes, cursor.SpanFrom(first.Span.Start));
    }
}
