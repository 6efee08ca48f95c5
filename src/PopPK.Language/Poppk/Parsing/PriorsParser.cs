using System.Collections.Immutable;
using PopPK.Language.Poppk.Lexing;
using PopPK.Language.Poppk.Syntax;
using PopPK.Text;

namespace PopPK.Language.Poppk.Parsing;

/// <summary>Reads the section <c>priors</c>.</summary>
internal static class PriorsParser
{
    private const string NormalForm = "write: tvcl ~ normal(5, sd 1), or tvcl, tvv ~ normal([5, 50], [0.04; 0.01, 0.2])";

    private const string WishartForm = "write: eta_cl, eta_v ~ inverse_wishart([0.3; 0.01, 0.3], 20)";

    /// <summary>Reads the section behind its keyword.</summary>
    /// <param name="cursor">The tokens.</param>
    /// <param name="keyword">The word that introduced it.</param>
    public static PriorsSyntax Parse(TokenCursor cursor, NameSyntax keyword)
    {
        var priors = ImmutableArray.CreateBuilder<PriorSyntax>();
        for (cursor.BeginStatement(); !cursor.IsAtSectionEnd; cursor.BeginStatement())
        {
            if (ParsePrior(cursor) is { } prior)
            {
                priors.Add(prior);
            }

            cursor.EndStatement("the end of the line", NormalForm);
        }

        return new PriorsSyntax(keyword, priors.DrainToImmutable());
    }

    private static PriorSyntax? ParsePrior(TokenCursor cursor)
    {
        var start = cursor.Current.Span.Start;
        var names = DeclarationParser.ParseNames(cursor, "the name of a parameter or random effect", NormalForm);
        cursor.Expect(TokenKind.Tilde, "'~' and a distribution", NormalForm);
        cursor.SkipLineEndsInside();
        if (DeclarationParser.ParseName(cursor, "the distribution 'normal' or 'inverse_wishart'", NormalForm) is not { } distribution)
        {
            return null;
        }

        switch (distribution.Text)
        {
            case "normal":
                return ParseNormal(cursor, names, start);
            case "inverse_wishart":
                return ParseInverseWishart(cursor, names, start);
            default:
                cursor.Fail(LanguageDiagnostics.UnknownPrior(
                    cursor.At(distribution.Span), distribution.Text, Suggestion.Nearest(distribution.Text, Vocabulary.Priors)));
                return null;
        }
    }

    private static NormalPriorSyntax? ParseNormal(TokenCursor cursor, ImmutableArray<NameSyntax> names, int start)
    {
        cursor.Expect(TokenKind.OpenParenthesis, "'(' after 'normal'", NormalForm);
        var meansStart = cursor.Current.Span.Start;
        var isList = cursor.TryTake(TokenKind.OpenBracket);
        var means = isList
            ? CovarianceParser.ParseNumbers(cursor, "a mean (a number)", NormalForm)
            : DeclarationParser.ParseNumber(cursor, "the mean (a number), or '[' and several", NormalForm) is { } mean ? [mean] : [];
        if (isList)
        {
            cursor.Expect(TokenKind.CloseBracket, "',' or ']' after a mean", NormalForm);
        }

        var meansSpan = cursor.SpanFrom(meansStart);
        cursor.Expect(TokenKind.Comma, "',' and the variance", NormalForm);
        var covariance = CovarianceParser.Parse(cursor, NormalForm);
        cursor.Expect(TokenKind.CloseParenthesis, "')' after the variance", NormalForm);
        return cursor.HasFailed || covariance is null
            ? null
            : new NormalPriorSyntax(names, means, meansSpan, covariance, cursor.SpanFrom(start));
    }

    private static InverseWishartPriorSyntax? ParseInverseWishart(TokenCursor cursor, ImmutableArray<NameSyntax> names, int start)
    {
        cursor.Expect(TokenKind.OpenParenthesis, "'(' after 'inverse_wishart'", WishartForm);
        if (cursor.IsWord("sd"))
        {
            cursor.FailExpected("a number, or '[' and the lower triangle of the scale matrix", WishartForm);
        }

        var scale = CovarianceParser.Parse(cursor, WishartForm);
        cursor.Expect(TokenKind.Comma, "',' and the degrees of freedom", WishartForm);
        var degrees = DeclarationParser.ParseNumber(cursor, "the degrees of freedom (a number)", WishartForm);
        cursor.Expect(TokenKind.CloseParenthesis, "')' after the degrees of freedom", WishartForm);
        return cursor.HasFailed || scale is null || degrees is null
            ? null
            : new InverseWishartPriorSyntax(names, scale, degrees, cursor.SpanFrom(start));
    }
}
