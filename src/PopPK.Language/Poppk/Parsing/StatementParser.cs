using System.Collections.Immutable;
using PopPK.Language.Poppk.Lexing;
using PopPK.Language.Poppk.Syntax;
using PopPK.Text;

namespace PopPK.Language.Poppk.Parsing;

/// <summary>Reads the sections made of expressions: <c>individual</c>, <c>structure</c>, <c>observations</c>.</summary>
internal static class StatementParser
{
    private const string Operators = "an operator, a unit in [ ] or the end of the line";

    /// <summary>Reads the section <c>individual</c> behind its keyword.</summary>
    /// <param name="cursor">The tokens.</param>
    /// <param name="keyword">The word that introduced it.</param>
    public static IndividualSyntax ParseIndividual(TokenCursor cursor, NameSyntax keyword) =>
        new(keyword, ParseStatements(cursor, ParseDefinitionStatement));

    /// <summary>Reads the section <c>structure</c> behind its keyword.</summary>
    /// <param name="cursor">The tokens.</param>
    /// <param name="keyword">The word that introduced it.</param>
    public static StructureSyntax ParseStructure(TokenCursor cursor, NameSyntax keyword) =>
        new(keyword, ParseStatements(cursor, ParseStructureStatement));

    /// <summary>Reads the section <c>observations</c> behind its keyword.</summary>
    /// <param name="cursor">The tokens.</param>
    /// <param name="keyword">The word that introduced it.</param>
    public static ObservationsSyntax ParseObservations(TokenCursor cursor, NameSyntax keyword) =>
        new(keyword, ParseStatements(cursor, ParseObservationStatement));

    /// <summary>Reads the expression behind a <c>=</c>; it may begin in the next line.</summary>
    /// <param name="cursor">The tokens.</param>
    /// <returns>The expression; a missing one after a failure.</returns>
    public static ExpressionSyntax ParseValue(TokenCursor cursor)
    {
        cursor.SkipLineEndsInside();
        return cursor.HasFailed
            ? new MissingExpressionSyntax(new TextSpan(cursor.LastEnd, 0))
            : new ExpressionParser(cursor).Parse();
    }

    private static ImmutableArray<TStatement> ParseStatements<TStatement>(TokenCursor cursor, Func<TokenCursor, NameSyntax, TStatement?> parse)
        where TStatement : StatementSyntax
    {
        var statements = ImmutableArray.CreateBuilder<TStatement>();
        for (cursor.BeginStatement(); !cursor.IsAtSectionEnd; cursor.BeginStatement())
        {
            if (ParseFirstName(cursor) is { } name && parse(cursor, name) is { } statement)
            {
                statements.Add(statement);
            }

            cursor.EndStatement(Operators, "is an operator such as '*' missing?");
        }

        return statements.DrainToImmutable();
    }

    private static NameSyntax? ParseFirstName(TokenCursor cursor)
    {
        if (cursor.IsWord("if"))
        {
            cursor.Fail(LanguageDiagnostics.StatementIf(cursor.At(cursor.Current.Span)));
        }

        return DeclarationParser.ParseName(cursor, "a name", "write: name = expression");
    }

    private static DefinitionSyntax ParseDefinitionStatement(TokenCursor cursor, NameSyntax name)
    {
        if (cursor.Current.Kind == TokenKind.Less && cursor.Next.Kind == TokenKind.Minus)
        {
            cursor.FailExpected($"'=' after '{name.Text}'", $"write: {name.Text} = expression");
        }

        cursor.Expect(TokenKind.Assign, $"'=' after '{name.Text}'", $"write: {name.Text} = expression");
        var value = ParseValue(cursor);
        var unit = cursor.Current.Kind == TokenKind.OpenBracket ? DeclarationParser.ParseUnit(cursor) : null;
        return new DefinitionSyntax(name, value, unit, cursor.SpanFrom(name.Span.Start));
    }

    private static StatementSyntax ParseStructureStatement(TokenCursor cursor, NameSyntax first)
    {
        if (first.Text == "d" && cursor.Current.Kind == TokenKind.Slash && cursor.Next is { Kind: TokenKind.Identifier, Text: "dt" })
        {
            return ParseEquation(cursor, first);
        }

        if (first.Text == "none" && cursor.IsAtStatementEnd)
        {
            return new NoStructureSyntax(first.Span);
        }

        if (first.Text == "solver" && cursor.Current.Kind is not (TokenKind.Assign or TokenKind.OpenParenthesis))
        {
            return SolverParser.Parse(cursor, first);
        }

        if (cursor.Current.Kind != TokenKind.OpenParenthesis)
        {
            return cursor.Current.Kind == TokenKind.Assign
                ? ParseDefinitionStatement(cursor, first)
                : FailStructure(
                    cursor, first, $"'(' or '=' after '{first.Text}'", "write a closed form such as one_compartment(cl, v, ka), or equations: d/dt central = ...");
        }

        var call = new ExpressionParser(cursor).ParseCall(first);
        if (Vocabulary.CompartmentProperties.Find(first.Text) is not null && cursor.Current.Kind != TokenKind.Assign)
        {
            return FailStructure(cursor, first, "'=' and an expression", $"write: {first.Text}(compartment) = expression");
        }

        return cursor.TryTake(TokenKind.Assign) ? ParseProperty(cursor, call) : new ClosedFormSyntax(call);
    }

    private static UnreadableStatementSyntax FailStructure(TokenCursor cursor, NameSyntax first, string expected, string advice)
    {
        cursor.FailExpected(expected, advice);
        return new UnreadableStatementSyntax(cursor.SpanFrom(first.Span.Start));
    }

    private static StatementSyntax ParseEquation(TokenCursor cursor, NameSyntax first)
    {
        const string Form = "write: d/dt central = expression";
        cursor.Take();
        cursor.Take();
        var isParenthesised = cursor.TryTake(TokenKind.OpenParenthesis);
        var compartment = DeclarationParser.ParseName(cursor, "the name of a compartment after 'd/dt'", Form);
        if (isParenthesised)
        {
            cursor.Expect(TokenKind.CloseParenthesis, "')' after the compartment", Form);
        }

        cursor.Expect(TokenKind.Assign, "'=' after the compartment", Form);
        var rate = ParseValue(cursor);
        var span = cursor.SpanFrom(first.Span.Start);
        return compartment is null ? new UnreadableStatementSyntax(span) : new EquationSyntax(compartment, rate, span);
    }

    private static StatementSyntax ParseProperty(TokenCursor cursor, CallExpressionSyntax call)
    {
        var value = ParseValue(cursor);
        var span = cursor.SpanFrom(call.Span.Start);
        switch (call.Arguments)
        {
            case [{ Name: null, Value: NumberExpressionSyntax { Value: 0 } }]:
                return new CompartmentPropertySyntax(new NameSyntax("initial", call.Function.Span), call.Function, value, span);
            case [{ Name: null, Value: NameExpressionSyntax compartment }]:
                return new CompartmentPropertySyntax(call.Function, compartment.Name, value, span);
            default:
                cursor.Fail(LanguageDiagnostics.NotAProperty(cursor.At(call.Span), call.Function.Text));
                return new UnreadableStatementSyntax(span);
        }
    }

    private static StatementSyntax ParseObservationStatement(TokenCursor cursor, NameSyntax first) =>
        ObservationParser.IsAt(cursor, first) ? ObservationParser.Parse(cursor, first) : ParseDefinitionStatement(cursor, first);
}
