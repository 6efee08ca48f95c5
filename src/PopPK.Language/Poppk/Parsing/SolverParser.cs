using System.Collections.Immutable;
using PopPK.Language.Poppk.Lexing;
using PopPK.Language.Poppk.Syntax;
using PopPK.Text;

namespace PopPK.Language.Poppk.Parsing;

/// <summary>Reads the statement <c>solver</c> of the section <c>structure</c>.</summary>
internal static class SolverParser
{
    private const string Form = "write: solver stiff, rtol = 1e-8, atol = 1e-12";

    /// <summary>Reads the statement behind its keyword.</summary>
    /// <param name="cursor">The tokens.</param>
    /// <param name="keyword">The word that introduced it.</param>
    public static SolverSyntax Parse(TokenCursor cursor, NameSyntax keyword)
    {
        var options = ImmutableArray.CreateBuilder<SolverOptionSyntax>();
        do
        {
            if (ParseOption(cursor) is { } option)
            {
                options.Add(option);
            }
        }
        while (TryTakeComma(cursor));
        if (!cursor.IsAtStatementEnd)
        {
            cursor.FailExpected("',' or the end of the line", Form);
        }

        return new SolverSyntax(keyword, options.DrainToImmutable(), cursor.SpanFrom(keyword.Span.Start));
    }

    // A tolerance in the next line looks like a definition; behind a comma it is none.
    private static bool TryTakeComma(TokenCursor cursor)
    {
        var isTaken = cursor.TryTakeComma();
        if (isTaken && cursor.Current.Kind == TokenKind.NewLine && Vocabulary.SolverTolerances.Contains(cursor.Next.Text))
        {
            cursor.SkipLineEnds();
        }

        return isTaken;
    }

    private static SolverOptionSyntax? ParseOption(TokenCursor cursor)
    {
        if (cursor.IsAtStatementEnd || DeclarationParser.ParseName(cursor, "a method or a tolerance", Form) is not { } name)
        {
            cursor.FailExpected("a method or a tolerance", Form);
            return null;
        }

        if (Vocabulary.SolverTolerances.Contains(name.Text) && cursor.Current.Kind != TokenKind.Assign)
        {
            cursor.FailExpected($"'=' and a number after '{name.Text}'", $"write: {name.Text} = 1e-8");
        }

        else if (Vocabulary.SolverMethods.Find(name.Text) is not null && cursor.Current.Kind == TokenKind.Assign)
        {
            cursor.FailExpected("',' or the end of the line", $"write the method alone: {name.Text}");
        }

        var value = cursor.TryTake(TokenKind.Assign)
            ? DeclarationParser.ParseNumber(cursor, $"the tolerance '{name.Text}' (a number)", Form)
            : null;
        return cursor.HasFailed ? null : new SolverOptionSyntax(name, value, cursor.SpanFrom(name.Span.Start));
    }
}
