using System.Collections.Immutable;
using PopPK.Language.Poppk.Lexing;
using PopPK.Language.Poppk.Parsing;
using PopPK.Language.Poppk.Syntax;
using PopPK.Language.Regimens.Syntax;
using PopPK.Text;

namespace PopPK.Language.Regimens.Parsing;

/// <summary>
/// Reads a regimen text, or a line of one, into its syntax. What cannot be read is reported and left out. The grammar is in models/regimens.md.
/// </summary>
internal static class RegimenParser
{
    /// <summary>Reads a whole text.</summary>
    /// <param name="source">The text.</param>
    /// <param name="diagnostics">Takes what is wrong.</param>
    public static RegimenSyntax Parse(SourceText source, DiagnosticBag diagnostics)
    {
        var cursor = new TokenCursor(source, Lexer.Tokenize(source), diagnostics, RegimenWords.IsSectionAt);
        var sections = ImmutableArray.CreateBuilder<RegimenSectionSyntax>();
        SkipStatementsWithoutSection(cursor);
        while (cursor.Current.Kind != TokenKind.EndOfFile)
        {
            if (ParseSection(cursor) is { } section)
            {
                sections.Add(section);
            }

            SkipStatementsWithoutSection(cursor);
        }

        return new RegimenSyntax(source, sections.DrainToImmutable());
    }

    /// <summary>Reads a line by itself.</summary>
    /// <param name="source">The line.</param>
    /// <param name="kind">What it says.</param>
    /// <param name="diagnostics">Takes what is wrong.</param>
    public static RegimenSyntax ParseLine(SourceText source, RegimenLineKind kind, DiagnosticBag diagnostics)
    {
        var cursor = new TokenCursor(source, Lexer.Tokenize(source), diagnostics, (_, _) => false);
        cursor.BeginStatement();
        var keyword = new NameSyntax("", new TextSpan(0, 0));
        RegimenSectionSyntax? section = kind switch
        {
            RegimenLineKind.Population => PopulationParser.ParseLine(cursor),
            RegimenLineKind.Arm => ParseArmLine(cursor, keyword),
            _ => ParseStatementLine(cursor, kind) is { } statement ? new RegimenHeaderSyntax(keyword, null, null, [statement]) : null,
        };
        cursor.EndStatement("the end of the line", kind == RegimenLineKind.Dose ? DoseParser.Form : "one statement is enough; give the option once more for another one");
        cursor.BeginStatement();
        if (cursor.Current.Kind != TokenKind.EndOfFile)
        {
            cursor.FailExpected("the end of the line", "one statement is enough; give the option once more for another one");
        }

        return new RegimenSyntax(source, section is null ? [] : [section]);
    }

    private static RegimenStatementSyntax? ParseStatementLine(TokenCursor cursor, RegimenLineKind kind)
    {
        var isNamed = cursor.Current.Kind == TokenKind.Identifier && RegimenWords.Statements.Contains(cursor.Current.Text);
        return isNamed || kind == RegimenLineKind.Statement ? RegimenStatementParser.Parse(cursor)
            : kind == RegimenLineKind.Dose ? DoseParser.Parse(cursor)
            : RegimenStatementParser.ParseSample(cursor);
    }

    // "low": 100 every 24; 200 at 0
    private static ArmSyntax? ParseArmLine(TokenCursor cursor, NameSyntax keyword)
    {
        cursor.TryTakeWord("arm");
        var name = ParseText(cursor);
        var people = TimesParser.IsNumber(cursor) ? DeclarationParser.ParseNumber(cursor, "the number of people", ArmForm) : null;
        if (name is null)
        {
            cursor.FailExpected("the arm's name", ArmForm);
        }

        cursor.Expect(TokenKind.Colon, "':' and what the arm is given", ArmForm);
        var statements = ImmutableArray.CreateBuilder<RegimenStatementSyntax>();
        do
        {
            if (!cursor.HasFailed && ParseArmStatement(cursor) is { } statement)
            {
                statements.Add(statement);
            }
        }
        while (cursor.TryTake(TokenKind.Semicolon));
        return new ArmSyntax(keyword, name, people, statements.DrainToImmutable());
    }

    private const string ArmForm = "write: arm low: 100 every 24, or: \"100 mg daily\": 100 every 24; several statements are separated by ';'";

    private static RegimenStatementSyntax? ParseArmStatement(TokenCursor cursor) =>
        cursor.Next.Kind == TokenKind.Assign || (cursor.Current.Kind == TokenKind.Identifier && RegimenWords.Statements.Contains(cursor.Current.Text))
            ? RegimenStatementParser.Parse(cursor)
            : DoseParser.Parse(cursor);

    private static RegimenSectionSyntax? ParseSection(TokenCursor cursor)
    {
        cursor.BeginStatement();
        var keyword = TimesParser.TakeWord(cursor);
        switch (keyword.Text)
        {
            case "regimen":
                return ParseHeader(cursor, keyword);
            case "population":
                return PopulationParser.Parse(cursor, keyword);
            case "arm":
                return ParseArm(cursor, keyword);
            default:
                cursor.Report(RegimenDiagnostics.UnknownSection(cursor.At(keyword.Span), keyword.Text, Suggestion.Nearest(keyword.Text, [.. RegimenWords.Sections, .. RegimenWords.Statements])));
                cursor.SkipSection();
                return null;
        }
    }

    private static RegimenHeaderSyntax ParseHeader(TokenCursor cursor, NameSyntax keyword)
    {
        var name = ParseText(cursor);
        cursor.EndStatement("the end of the line", "write: regimen NAME, and statements in lines of their own");
        cursor.BeginStatement();
        TextSyntax? title = null;
        if (cursor.Current.Kind == TokenKind.Text)
        {
            title = ParseText(cursor);
            cursor.EndStatement("the end of the line", "the title stands alone");
        }

        return new RegimenHeaderSyntax(keyword, name, title, RegimenStatementParser.ParseAll(cursor));
    }

    private static ArmSyntax ParseArm(TokenCursor cursor, NameSyntax keyword)
    {
        var name = ParseText(cursor);
        if (name is null)
        {
            cursor.FailExpected("the arm's name", "write: arm \"100 mg daily\", or: arm \"100 mg daily\" 50 for one of 50 people");
        }

        var people = TimesParser.IsNumber(cursor) ? DeclarationParser.ParseNumber(cursor, "the number of people", "write: arm \"100 mg daily\" 50") : null;
        cursor.EndStatement("the number of people or the end of the line", "write: arm \"100 mg daily\" 50, and statements in lines of their own");
        return new ArmSyntax(keyword, name, people, RegimenStatementParser.ParseAll(cursor));
    }

    // A name or a text in quotes, or null when there is neither.
    private static TextSyntax? ParseText(TokenCursor cursor)
    {
        if (cursor.Current.Kind is not (TokenKind.Identifier or TokenKind.Text))
        {
            return null;
        }

        var token = cursor.Take();
        return new TextSyntax(token.Text, token.Span);
    }

    private static void SkipStatementsWithoutSection(TokenCursor cursor)
    {
        cursor.BeginStatement();
        if (!cursor.IsAtSectionEnd)
        {
            cursor.Report(RegimenDiagnostics.StatementOutsideSection(cursor.At(cursor.Current.Span)));
            cursor.SkipSection();
        }
    }
}
