using System.Diagnostics;
using System.Text;
using PopPK.Language.Nonmem;
using PopPK.Language.Poppk.Writing;
using PopPK.TestKit;
using PopPK.Text;
using Xunit;

namespace PopPK.Language.Tests.Nonmem;

public sealed class ControlStreamRobustnessTests
{
    private const int OrdinaryCount = 3000;
    private const int SlowCount = 100_000;

    private static readonly string[] Splinters =
    [
        "$", "$PK", "$ERROR", "$THETA", "$OMEGA BLOCK(2)", "$OMEGA BLOCK(1) SAME(3)", "$PRED", "$DES", "$INCLUDE x", "$MODEL COMP=(A)", "$TABLE ID", "$EST",
        "(", ")", "((", "))", ",", ",,", "=", "==", "/=", ".EQ.", ".AND.", ".NOT.", "<", ">", "**", "*", "/", "+", "-", "&", ";", "; CL", "\"", "'", "!", "\\",
        "\n", "\r\n", "\r", "\t", " ", "\0", "\u00A0", "\uFEFF", "\uD800", "é", "0", "1", "-1", "2", "3", "99", "1E308", "1E999", "1D5", "-INF", "INF", "1000000",
        "99999999999", "FIX", "SD", "xN", "x3", "x99999", "BLOCK(99)", "BLOCK(0)", "SAME", "VALUES(1,2)", "NAMES(A,B)", "THETA(1)", "THETA(99)", "THETA(-1)",
        "ETA(1)", "ETA(2)", "EPS(1)", "ERR(2)", "A(1)", "A(0)", "A(99)", "DADT(1)", "A_0(1)", "IF (", "THEN", "ELSE", "ELSEIF (ID.EQ.1) THEN", "ENDIF", "DO WHILE (",
        "ENDDO", "EXIT 1 2", "CALL", "EXP(", "LOG(", "MOD(", "TIME", "T", "F", "Y=", "S1=", "ALAG1=", "MTIME(1)=", "NEWIND", "ICALL", "F_FLAG=1", "MIXNUM", "ID", "DROP",
        "ADVAN6", "ADVAN13", "ADVAN99", "TRANS9", "TOL=", "IGNORE=(", "ACCEPT=(ID.GT.1)", "METHOD=IMP", "LIKE", "-2LL", "LAPLACE", "METHOD=",
    ];

    [Fact]
    public void No_mutation_of_a_control_stream_throws_or_hangs() => ReadMutations(OrdinaryCount, 20240607);

    [SkippableFact]
    [Trait("Speed", "Slow")]
    public void Many_mutations_of_control_streams_neither_throw_nor_hang()
    {
        Skip.If(Environment.GetEnvironmentVariable("POPPK_SLOW_TESTS") is null, "set POPPK_SLOW_TESTS to run it");
        ReadMutations(SlowCount, 4711);
    }

    [Fact]
    public void Every_prefix_of_a_control_stream_is_read()
    {
        foreach (var text in Texts().Take(4))
        {
            for (var length = 0; length < text.Length; length += 7)
            {
                Check(text[..length]);
            }
        }
    }

    [Theory]
    [InlineData("(", "1", ")")]
    [InlineData("-", "1", "")]
    [InlineData("EXP(", "1", ")")]
    [InlineData("1**", "1", "")]
    [InlineData("1+", "1", "")]
    public void Endless_expressions_end_in_diagnostics_or_a_model(string before, string middle, string after)
    {
        var text = new StringBuilder(Texts()[0]);
        var expression = new StringBuilder().Insert(0, before, 20_000).Append(middle).Insert(0, "", 1);
        for (var i = 0; i < 20_000; i++)
        {
            expression.Append(after);
        }

        text.Replace("V  = THETA(3)", $"V  = THETA(3)*({expression})");
        Check(text.ToString());
    }

    [Theory]
    [InlineData("IF (TIME.GT.0) THEN\n", "ENDIF\n")]
    [InlineData("DO WHILE (TIME.GT.0)\n", "ENDDO\n")]
    public void Endless_blocks_end_in_diagnostics(string begin, string end)
    {
        var block = new StringBuilder().Insert(0, begin, 5_000).Append("X = 1\n").ToString();
        Check(Texts()[0].Replace("  KA = ", block + string.Concat(Enumerable.Repeat(end, 5_000)) + "  KA = ", StringComparison.Ordinal));
    }

    private static void ReadMutations(int count, int seed)
    {
        var texts = Texts();
        var random = new Random(seed);
        var slowest = TimeSpan.Zero;
        for (var i = 0; i < count; i++)
        {
            var text = Mutate(texts[i % texts.Length], random);
            var watch = Stopwatch.StartNew();
            try
            {
                Check(text);
            }
            catch (Exception e) when (e is not Xunit.Sdk.XunitException)
            {
                Assert.Fail($"{e}\nin\n{text}");
            }

            slowest = watch.Elapsed > slowest ? watch.Elapsed : slowest;
            Assert.True(watch.Elapsed < TimeSpan.FromSeconds(20), $"{watch.Elapsed} for\n{text}");
        }
    }

    private static void Check(string text)
    {
        var reading = ControlStreamReader.Read(new SourceText("model.mod", text), _ => null);
        Assert.Equal(reading.Model is null, reading.Diagnostics.Any(d => d.IsError));
        foreach (var diagnostic in reading.Diagnostics)
        {
            _ = DiagnosticRenderer.Render(diagnostic);
        }

        _ = ControlStreamPrinter.Print(reading.Stream) + (reading.Model is { } model ? ModelPrinter.Print(model) : "");
    }

    private static string[] Texts() =>
    [
        .. Directory.GetFiles(RepositoryFiles.Path("tests", "PopPK.Language.Tests", "Nonmem", "Cases", "good"), "model.mod", SearchOption.AllDirectories)
            .Concat(Directory.GetFiles(RepositoryFiles.Path("tests", "PopPK.Estimation.Tests", "ControlStreams"), "*.mod"))
            .Order(StringComparer.Ordinal).Select(File.ReadAllText),
    ];

    private static string Mutate(string text, Random random)
    {
        var mutated = new StringBuilder(text);
        for (var count = random.Next(1, 6); count > 0 && mutated.Length > 1; count--)
        {
            var at = random.Next(mutated.Length);
            switch (random.Next(5))
            {
                case 0:
                    mutated.Remove(at, Math.Min(random.Next(1, 20), mutated.Length - at));
                    break;
                case 1:
                    mutated.Insert(at, Splinters[random.Next(Splinters.Length)]);
                    break;
                case 2:
                    mutated.Insert(at, mutated.ToString(at, Math.Min(random.Next(1, 60), mutated.Length - at)));
                    break;
                case 3:
                    mutated[at] = (char)random.Next(32, 127);
                    break;
                default:
                    // Lines change places, or are lost.
                    var lines = mutated.ToString().Split('\n');
                    var (a, b) = (random.Next(lines.Length), random.Next(lines.Length));
                    (lines[a], lines[b]) = (lines[b], random.Next(3) == 0 ? "" : lines[a]);
                    mutated.Clear().Append(string.Join('\n', lines));
                    break;
            }
        }

        return mutated.ToString();
    }
}
