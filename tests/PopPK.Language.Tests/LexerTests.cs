using PopPK.Language.Poppk.Lexing;
using PopPK.Text;
using Xunit;

namespace PopPK.Language.Tests;

public sealed class LexerTests
{
    [Fact]
    public void Tokens_cover_names_numbers_texts_and_operators()
    {
        var tokens = Tokens("cl2 = tv.cl*(WT/70)^.75 # comment\n\"a \"\"b\"\"\" <= >= != == < > ~ [;] {:} , + -");
        Assert.Equal("cl2 = tv.cl * ( WT / 70 ) ^ .75  a \"b\" <= >= != == < > ~ [ ; ] { : } , + -  ", string.Join(" ", tokens.Select(t => t.Text)));
        Assert.All(tokens, t => Assert.Null(t.Problem));
        Assert.Equal(TokenKind.EndOfFile, tokens[^1].Kind);
    }

    [Theory]
    [InlineData("1", 1)]
    [InlineData("1.5", 1.5)]
    [InlineData(".5", 0.5)]
    [InlineData("5.", 5)]
    [InlineData("1e-3", 0.001)]
    [InlineData("2.5E+2", 250)]
    public void Numbers_have_values(string text, double value)
    {
        var token = Tokens(text)[0];
        Assert.Equal((TokenKind.Number, value), (token.Kind, token.Value));
        Assert.Null(token.Problem);
    }

    [Theory]
    [InlineData("70kg")]
    [InlineData("1.2.3")]
    [InlineData("1e")]
    [InlineData("1e999")]
    public void Malformed_numbers_are_one_token_with_a_problem(string text)
    {
        var tokens = Tokens(text);
        Assert.Equal([TokenKind.Number, TokenKind.NewLine, TokenKind.EndOfFile], tokens.Select(t => t.Kind));
        Assert.Equal("PK1006", tokens[0].Problem?.Code);
    }

    [Theory]
    [InlineData("a \u2212 b", TokenKind.Minus)]
    [InlineData("a \u00D7 b", TokenKind.Star)]
    [InlineData("a \u2264 b", TokenKind.LessOrEqual)]
    [InlineData("a ** b", TokenKind.Caret)]
    public void Look_alikes_are_read_as_what_they_look_like(string text, TokenKind expected)
    {
        var token = Tokens(text)[1];
        Assert.Equal(expected, token.Kind);
        Assert.NotNull(token.Problem);
    }

    [Fact]
    public void Letters_of_other_alphabets_are_read_as_the_latin_ones_they_look_like()
    {
        var token = Tokens("\u0441l")[0];
        Assert.Equal("cl", token.Text);
        Assert.Equal("PK1003", token.Problem?.Code);
    }

    [Theory]
    [InlineData("a\tb\u00A0c")]
    [InlineData("\uFEFFa b c")]
    [InlineData("a b c\r\n")]
    [InlineData("\n\n  a b c\n\n\n")]
    public void Blanks_blank_lines_and_line_endings_do_not_matter(string text)
    {
        Assert.Equal(["a", "b", "c", "", ""], Tokens(text).Select(t => t.Text));
    }

    [Fact]
    public void The_first_token_of_a_line_and_the_first_column_are_marked()
    {
        var tokens = Tokens("a b\n  c").Where(t => t.Kind == TokenKind.Identifier).ToArray();
        Assert.Equal([true, false, true], tokens.Select(t => t.IsFirstOnLine));
        Assert.Equal([true, false, false], tokens.Select(t => t.IsAtColumnOne));
    }

    [Fact]
    public void Every_character_belongs_to_at_most_one_token()
    {
        var end = 0;
        foreach (var token in Tokens("model m \"t\"\nparameters\n a = 1 in (0, 2) [µg/L] # x\n"))
        {
            Assert.True(token.Span.Start >= end);
            end = token.Span.End;
        }
    }

    [Fact]
    public void The_token_printer_shows_place_kind_and_text()
    {
        var source = new SourceText("m.poppk", "a = 1");
        Assert.Equal(
            "1:1      Identifier       a\n1:3      Assign           =\n1:5      Number           1\n1:6      NewLine\n1:6      EndOfFile\n",
            TokenPrinter.Print(Lexer.Tokenize(source), source));
    }

    private static Token[] Tokens(string text) => [.. Lexer.Tokenize(new SourceText("m.poppk", text))];
}
