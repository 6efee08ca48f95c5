using System.Diagnostics;
using System.Text;
using PopPK.Language.Poppk.Lexing;
using PopPK.Language.Poppk.Syntax;
using PopPK.TestKit;
using Xunit;

namespace PopPK.Language.Tests;

public sealed class RobustnessTests
{
    private const int MutationCount = 5000;
    private const string Characters = "()[]{}<>=~+-*/^,;:.#\"'! \n\r\t$%&|\\@_aeinDVW0129\u2212\u00E9\u0441\u00B5\u201C\u0000";

    [Fact]
    public void No_mutation_of_a_model_throws_or_hangs()
    {
        var texts = ModelText.RepositoryModels
            .Concat(Directory.GetFiles(RepositoryFiles.Path("tests", "PopPK.Language.Tests", "Cases", "good"), "*.poppk").Order(StringComparer.Ordinal))
            .Select(File.ReadAllText).ToArray();
        var random = new Random(20240607);
        var watch = Stopwatch.StartNew();
        for (var i = 0; i < MutationCount; i++)
        {
            var text = Mutate(texts[i % texts.Length], random);
            var reading = ModelText.Read(text);
            Assert.Equal(reading.Model is null, reading.Diagnostics.Any(d => d.IsError));
            _ = ModelText.Rendered(reading) + SyntaxPrinter.Print(reading.Syntax) + TokenPrinter.Print(reading.Tokens, reading.Source);
            if (reading.Model is { } model)
            {
                ModelEquality.AssertSame(model, ModelText.ReadGood(ModelText.Written(model)));
            }
        }

        Assert.True(watch.Elapsed < TimeSpan.FromMinutes(1), $"{MutationCount} models took {watch.Elapsed}");
    }

    [Theory]
    [InlineData("(", "a", "")]
    [InlineData("-", "a", "")]
    [InlineData("exp(", "a", ")")]
    [InlineData("if (a < 1) ", "a", " else a")]
    [InlineData("a^", "a", "")]
    [InlineData("a + ", "a", "")]
    [InlineData("not ", "a", "")]
    public void Endless_expressions_are_refused(string before, string middle, string after)
    {
        var text = new StringBuilder().Insert(0, before, 20_000).Append(middle).Insert(0, "", 1);
        for (var i = 0; i < 20_000; i++)
        {
            text.Append(after);
        }

        var reading = ModelText.Read(ModelText.WithExpression(text.ToString()));
        Assert.Contains(reading.Diagnostics, d => d.Code == "PK1107");
    }

    [Fact]
    public void Every_prefix_of_a_model_is_read()
    {
        var text = File.ReadAllText(ModelText.RepositoryModels[0]);
        for (var length = 0; length < text.Length; length++)
        {
            var reading = ModelText.Read(text[..length]);
            Assert.Equal(TokenKind.EndOfFile, reading.Tokens[^1].Kind);
        }
    }

    private static string Mutate(string text, Random random)
    {
        var mutated = new StringBuilder(text);
        for (var count = random.Next(1, 6); count > 0; count--)
        {
            var at = random.Next(mutated.Length);
            switch (random.Next(5))
            {
                case 0:
                    mutated.Remove(at, Math.Min(random.Next(1, 12), mutated.Length - at));
                    break;
                case 1:
                    mutated.Insert(at, Characters[random.Next(Characters.Length)]);
                    break;
                case 2:
                    mutated[at] = Characters[random.Next(Characters.Length)];
                    break;
                case 3:
                    var from = random.Next(text.Length);
                    mutated.Insert(at, text.AsSpan(from, Math.Min(random.Next(1, 60), text.Length - from)));
                    break;
                default:
                    mutated.Insert(at, '\n');
                    break;
            }
        }

        return mutated.ToString();
    }
}
