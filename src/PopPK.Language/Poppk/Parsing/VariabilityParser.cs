using System.Collections.Immutable;
using PopPK.Language.Poppk.Lexing;
using PopPK.Language.Poppk.Syntax;

namespace PopPK.Language.Poppk.Parsing;

/// <summary>Reads the sections <c>variability</c>: random effects and their covariance matrices.</summary>
internal static class VariabilityParser
{
    private const string EffectForm = "write: eta_cl ~ 0.1, or eta_cl, eta_v ~ [0.1; 0.01, 0.1]";

    private const string SameForm = "write: kappa2 ~ same kappa1";

    /// <summary>Reads a section behind its keyword.</summary>
    /// <param name="cursor">The tokens.</param>
    /// <param name="keyword">The word that introduced it.</param>
    public static VariabilitySyntax Parse(TokenCursor cursor, NameSyntax keyword)
    {
        const string Form = "write: variability by ID";
        NameSyntax? grouping = null;
        NameSyntax? within = null;
        if (cursor.TryTakeWord("by"))
        {
            grouping = DeclarationParser.ParseName(cursor, "the data column that tells the groups apart", Form);
            within = cursor.TryTakeWord("within") ? DeclarationParser.ParseName(cursor, "the grouping that contains this one", "write: variability by OCC within ID") : null;
        }
        else
        {
            cursor.FailExpected("'by' and a data column", Form);
        }

        if (cursor.HasFailed || cursor.Current.Kind == TokenKind.NewLine)
        {
            cursor.EndStatement("the end of the line", Form);
        }

        var blocks = ImmutableArray.CreateBuilder<RandomEffectSyntax>();
        for (cursor.BeginStatement(); !cursor.IsAtSectionEnd; cursor.BeginStatement())
        {
            if (ParseRandomEffects(cursor) is { } block)
            {
                blocks.Add(block);
            }

            cursor.EndStatement("'fixed' or the end of the line", EffectForm);
        }

        return new VariabilitySyntax(keyword, grouping, within, blocks.DrainToImmutable());
    }

    private static RandomEffectSyntax? ParseRandomEffects(TokenCursor cursor)
    {
        var start = cursor.Current.Span.Start;
        var names = DeclarationParser.ParseNames(cursor, "the name of a random effect", EffectForm);
        if (names.IsEmpty)
        {
            return null;
        }

        var effects = new RandomEffectSyntax(names, default);
        cursor.Expect(TokenKind.Tilde, "'~' and the variance", EffectForm);
        cursor.SkipLineEndsInside();
        if (cursor.TryTakeWord("same"))
        {
            effects = effects with { SameAs = DeclarationParser.ParseNames(cursor, "the random effects whose covariance matrix these share", SameForm) };
            if (cursor.IsWord("fixed"))
            {
                cursor.FailExpected("the end of the line", "effects that share a matrix are fixed where the others are; remove 'fixed'");
            }
        }
        else
        {
            effects = effects with { Covariance = CovarianceParser.Parse(cursor, EffectForm) };
            effects = effects with { IsFixed = cursor.TryTakeWord("fixed") };
        }

        return effects with { Span = cursor.SpanFrom(start) };
    }
}
