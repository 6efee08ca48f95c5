using System.Text;
using PopPK.Text;
using Xunit;

namespace PopPK.Data.Tests;

public class HeaderlessFuzzTests
{
    private const string Sound = """
        ID TIME AMT RATE DV WT SEX EVID
        # a comment
        1,0,100,0,.,70.5,0,1
        1 1.5 . . 9.25 . F 0
        1	3	.	.	4E0	.	M	0
        2,8:30,100,25,,50,1,1

        2,9:15,,,7.5,50,1,0
        2, 10:00 ,0,0, 1D1 ,50,1,0,77
        3,10/1/86,1,0,5,50,1,2
        """;

    private static readonly string[] Splinters =
        [",", ",,", " ", "\t", "\n", "\r\n", "\r", ".", "-", "-1", "0", "1", "100", "101", "1e308", "1e999", "1D5", "1.5-3", "NA", "NaN", "INF", "@", "#", "C", "é",
            "\uFEFF", "\uD800", "\0", "\f", "\u001A", "8:30", "33:15", "::", "10/1", "10-1-86", "2024/02/30", "\"", "'", "()", "x"];

    private static readonly string?[] Formats = [null, null, null, "F4.0,2F8.2,1X,F6.0", "3(F2.0,1X)/5F4.1", "T3,I2,A4", "2(2(F3.0)),X,E12.4", "(", "9999X,F1.0", ""];

    [Fact]
    public void No_mutation_of_a_file_throws_or_hangs() => ReadMutations(3000, 20240607);

    [SkippableFact]
    [Trait("Speed", "Slow")]
    public void Many_mutations_of_files_neither_throw_nor_hang()
    {
        Skip.If(Environment.GetEnvironmentVariable("POPPK_SLOW_TESTS") is null, "set POPPK_SLOW_TESTS to run it");
        ReadMutations(100_000, 4711);
    }

    private static void ReadMutations(int count, int seed)
    {
        var random = new Random(seed);
        for (var i = 0; i < count; i++)
        {
            var (text, format) = (Mutate(Sound, random), RandomFormat(random));
            try
            {
                var reading = DatasetReader.Read(
                    new StringReader(text), "data", new DatasetReadingOptions { Headerless = format, RequiredColumns = [new RequiredColumn("WT")] });
                Assert.Equal(reading.Dataset is null, reading.Diagnostics.Any(d => d.IsError));
                foreach (var diagnostic in reading.Diagnostics)
                {
                    _ = DiagnosticRenderer.Render(diagnostic);
                }
            }
            catch (Exception e) when (e is not Xunit.Sdk.XunitException)
            {
                Assert.Fail($"{e}\nwith {format} in\n{text}");
            }
        }
    }

    private static HeaderlessFormat RandomFormat(Random random)
    {
        string[] names = ["ID", "TIME", "AMT", "RATE", "DV", "WT", "SEX", "EVID", "DATE", "MDV", "II", "ADDL", "SS", "CMT"];
        return new HeaderlessFormat
        {
            Columns = [.. names.Take(random.Next(4, names.Length + 1)).Select(n => new HeaderlessColumn(n) { IsDropped = random.Next(8) == 0, Synonym = random.Next(5) == 0 ? n + "2" : null })],
            CommentCharacter = "@#C1"[random.Next(4)],
            Conditions = random.Next(3) > 0 ? [] : [new RowCondition(names[random.Next(8)], (RowComparison)random.Next(8), random.Next(2) == 0 ? "1" : "x")],
            KeepsMatching = random.Next(3) == 0,
            MostRows = random.Next(4) == 0 ? random.Next(1, 6) : null,
            RowsOf = random.Next(6) == 0 ? "ID" : null,
            MissingValues = random.Next(4) == 0 ? [1] : [],
            LastYearOf2000 = random.Next(-1, 100),
            TimeDivisor = random.Next(4) == 0 ? 24 : 1,
            IntervalDivisor = random.Next(4) == 0 ? 24 : 1,
            HasEvents = random.Next(3) > 0,
            Fortran = Formats[random.Next(Formats.Length)],
        };
    }

    private static string Mutate(string text, Random random)
    {
        var mutated = new StringBuilder(random.Next(2) == 0 ? text : text.Replace("10/1/86", "11:00", StringComparison.Ordinal).Replace("F ", "0 ", StringComparison.Ordinal));
        for (var count = random.Next(0, 5); count > 0 && mutated.Length > 1; count--)
        {
            var at = random.Next(mutated.Length);
            switch (random.Next(4))
            {
                case 0:
                    mutated.Remove(at, Math.Min(random.Next(1, 12), mutated.Length - at));
                    break;
                case 1:
                    mutated.Insert(at, Splinters[random.Next(Splinters.Length)]);
                    break;
                case 2:
                    mutated.Insert(at, mutated.ToString(at, Math.Min(random.Next(1, 60), mutated.Length - at)));
                    break;
                default:
                    mutated[at] = (char)random.Next(9, 127);
                    break;
            }
        }

        return mutated.ToString();
    }
}
