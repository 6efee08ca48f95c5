using System.Collections.Immutable;
using PopPK.Language.Poppk.Lexing;
using PopPK.Language.Poppk.Syntax;
using PopPK.Text;

namespace PopPK.Language.Poppk.Parsing;

/// <summary>
/// Reads tokens into a syntax tree, section by section. A statement that cannot be read is reported and left out
/// or kept with missing parts; the next one is read as if nothing had happened. The grammar is in models/README.md.
/// </summary>
public static class ModelParser
{
    /// <summary>Reads a model.</summary>
    /// <param name="source">The text, for places in messages.</param>
    /// <param name="tokens">Its tokens, as <see cref="Lexer.Tokenize"/> makes them.</param>
    /// <param name="diagnostics">Takes what is wrong.</param>
    /// <returns>The tree of everything that could be read.</returns>
    public static ModelSyntax Parse(SourceText source, ImmutableArray<Token> tokens, DiagnosticBag diagnostics)
    {
        ArgumentNullException.ThrowIfNull(source);
        ArgumentNullException.ThrowIfNull(diagnostics);
        var cursor = new TokenCursor(source, tokens, diagnostics);
        var sections = ImmutableArray.CreateBuilder<SectionSyntax>();
        if (IsControlStream(cursor))
        {
            return new ModelSyntax([], new TextSpan(0, source.Content.Length));
        }

        SkipStatementsWithoutSection(cursor);
        while (cursor.Current.Kind != TokenKind.EndOfFile)
        {
            if (ParseSection(cursor) is { } section)
            {
                sections.Add(section);
            }

            SkipStatementsWithoutSection(cursor);
        }

        return new ModelSyntax(sections.DrainToImmutable(), new TextSpan(0, source.Content.Length));
    }

    private static SectionSyntax? ParseSection(TokenCursor cursor)
    {
        cursor.BeginStatement();
        var token = cursor.Take();
        var keyword = new NameSyntax(token.Text, token.Span);
        var meant = token.Text;
        if (!Vocabulary.Sections.Contains(meant))
        {
            var suggestion = Suggestion.Nearest(meant, Vocabulary.Sections);
            cursor.Report(LanguageDiagnostics.UnknownSection(cursor.At(token.Span), meant, suggestion));
            // A misspelt section is read as the one that was meant, so that its names are known to the others.
            meant = suggestion ?? "";
        }

        return meant switch
        {
            "model" => HeaderParser.Parse(cursor, keyword),
            "parameters" => DeclarationParser.ParseParameters(cursor, keyword),
            "variability" => VariabilityParser.Parse(cursor, keyword),
            "priors" => PriorsParser.Parse(cursor, keyword),
            "mixture" => MixtureParser.Parse(cursor, keyword),
            "covariates" => DeclarationParser.ParseCovariates(cursor, keyword),
            "individual" => StatementParser.ParseIndividual(cursor, keyword),
            "structure" => StatementParser.ParseStructure(cursor, keyword),
            "observations" => StatementParser.ParseObservations(cursor, keyword),
            _ => Skip(cursor),
        };
    }

    private static SectionSyntax? Skip(TokenCursor cursor)
    {
        cursor.SkipSection();
        return null;
    }

    private static void SkipStatementsWithoutSection(TokenCursor cursor)
    {
        cursor.BeginStatement();
        if (cursor.IsAtSectionEnd)
        {
            return;
        }

        cursor.Report(LanguageDiagnostics.StatementOutsideSection(cursor.At(cursor.Current.Span)));
        cursor.SkipSection();
    }

    private static bool IsControlStream(TokenCursor cursor)
    {
        if (cursor.Current is not { Kind: TokenKind.Unknown, Text: "$" } dollar)
        {
            return false;
        }

        cursor.Report(LanguageDiagnostics.ControlStream(cursor.At(dollar.Span)));
        return true;
    }
}
