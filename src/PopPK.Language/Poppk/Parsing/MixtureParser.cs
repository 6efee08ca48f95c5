using System.Collections.Immutable;
using PopPK.Language.Poppk.Lexing;
using PopPK.Language.Poppk.Syntax;

namespace PopPK.Language.Poppk.Parsing;

/// <summary>Reads the section <c>mixture</c>: the classes of subjects and their probabilities.</summary>
internal static class MixtureParser
{
    /// <summary>Reads the section behind its keyword.</summary>
    /// <param name="cursor">The tokens.</param>
    /// <param name="keyword">The word that introduced it.</param>
    public static MixtureSyntax Parse(TokenCursor cursor, NameSyntax keyword)
    {
        const string Form = "write: mixture POP, and the classes below: slow = pslow";
        NameSyntax? name = null;
        if (cursor.IsAtStatementEnd)
        {
            cursor.FailExpected("a name that stands for the class", Form);
        }
        else
        {
            name = DeclarationParser.ParseName(cursor, "a name that stands for the class", Form);
        }

        if (cursor.HasFailed || cursor.Current.Kind == TokenKind.NewLine)
        {
            cursor.EndStatement("the end of the line", Form);
        }

        var classes = ImmutableArray.CreateBuilder<MixtureClassSyntax>();
        for (cursor.BeginStatement(); !cursor.IsAtSectionEnd; cursor.BeginStatement())
        {
            if (DeclarationParser.ParseName(cursor, "the name of a class", "write: slow = pslow") is { } label)
            {
                cursor.Expect(TokenKind.Assign, $"'=' and the probability of '{label.Text}'", $"write: {label.Text} = probability, or {label.Text} = rest");
                var probability = StatementParser.ParseValue(cursor);
                classes.Add(new MixtureClassSyntax(label, probability, cursor.SpanFrom(label.Span.Start)));
            }

            cursor.EndStatement("an operator or the end of the line", "is an operator such as '*' missing?");
        }

        return new MixtureSyntax(keyword, name, classes.DrainToImmutable());
    }
}
