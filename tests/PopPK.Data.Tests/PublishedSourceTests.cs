using System.Globalization;
using PopPK.TestKit;
using Xunit;

namespace PopPK.Data.Tests;

/// <summary>Derives every data set of the repository again from its published source.</summary>
public class PublishedSourceTests
{
    [SkippableTheory]
    [InlineData("theophylline", "theoph")]
    [InlineData("phenobarbital", "phenobarb")]
    [InlineData("indomethacin", "indometh")]
    [InlineData("remifentanil", "remifentanil")]
    public void Datasets_agree_with_their_published_sources(string name, string source)
    {
        var published = Rows(RepositoryFiles.Reference("public", source + ".csv")).ToArray();
        var columns = published[0].Select((column, i) => (column, i)).ToDictionary(c => c.column, c => c.i);
        var rows = published.Skip(1).Select(r => new PublishedRow(columns, r)).ToArray();
        var derived = name switch
        {
            "theophylline" => Theophylline(rows),
            "phenobarbital" => Phenobarbital(rows),
            "indomethacin" => Indomethacin(rows),
            _ => Remifentanil(rows),
        };

        var actual = Rows(RepositoryFiles.Path("datasets", name + ".csv")).Select(r => string.Join(',', r)).ToArray();
        Assert.Equal(derived, actual);
    }

    [SkippableFact]
    public void Phenobarbital_has_the_numbers_that_are_analysed_elsewhere()
    {
        var ours = DatasetReader.Read(RepositoryFiles.Path("datasets", "phenobarbital.csv")).Dataset!;
        var theirs = DatasetReader.Read(RepositoryFiles.Reference("data", "phenobarbital.csv")).Dataset!;

        static IEnumerable<(string, double, RecordKind, double, double, double, double)> Numbers(Dataset data, string weight, string apgar) =>
            from subject in data.Subjects
            from r in subject.Records
            select (subject.Id, r.Time, r.Kind, r.Amount, r.IsObservation ? r.DependentValue : 0, r.Values[data.IndexOf(weight)], r.Values[data.IndexOf(apgar)]);
        Assert.Equal(Numbers(theirs, "WGT", "APGR"), Numbers(ours, "WT", "APGAR"));
    }

    [SkippableFact]
    public void Remifentanil_segments_last_until_the_next_time()
    {
        var published = Rows(RepositoryFiles.Reference("public", "remifentanil.csv")).Skip(1).ToArray();
        foreach (var (row, next) in published.Zip(published.Skip(1)).Where(p => p.First[0] == p.Second[0]))
        {
            var (rate, amount) = (Number(row[4]), Number(row[5]));
            Assert.Equal(amount, rate * (Number(next[2]) - Number(row[2])));
        }
    }

    private static IEnumerable<string> Theophylline(PublishedRow[] rows)
    {
        yield return "ID,TIME,AMT,DV,EVID,WT";
        string? last = null;
        foreach (var r in rows)
        {
            if (r["Subject"] != last)
            {
                last = r["Subject"];
                var amount = Math.Round(Number(r["Dose"]) * Number(r["Wt"]), 3).ToString("0.###", CultureInfo.InvariantCulture);
                yield return $"{last},0,{amount},.,1,{r["Wt"]}";
            }

            yield return $"{last},{r["Time"]},.,{r["conc"]},0,{r["Wt"]}";
        }
    }

    private static IEnumerable<string> Phenobarbital(PublishedRow[] rows)
    {
        yield return "ID,TIME,AMT,DV,EVID,WT,APGAR";
        foreach (var r in rows)
        {
            // Every row of the source has either a dose or a concentration.
            Assert.NotEqual(r["dose"] == ".", r["conc"] == ".");
            yield return $"{r["Subject"]},{r["time"]},{r["dose"]},{r["conc"]},{(r["dose"] == "." ? 0 : 1)},{r["Wt"]},{r["Apgar"]}";
        }
    }

    private static IEnumerable<string> Indomethacin(PublishedRow[] rows)
    {
        yield return "ID,TIME,AMT,DV,EVID";
        string? last = null;
        foreach (var r in rows)
        {
            if (r["Subject"] != last)
            {
                last = r["Subject"];
                yield return $"{last},0,25,.,1";
            }

            yield return $"{last},{r["time"]},.,{r["conc"]},0";
        }
    }

    private static IEnumerable<string> Remifentanil(PublishedRow[] rows)
    {
        yield return "ID,TIME,AMT,RATE,DV,EVID,AGE,SEX,HT,WT,LBM,BSA";
        foreach (var r in rows)
        {
            var sex = r["Sex"] switch
            {
                "Female" => 0,
                "Male" => 1,
                var other => throw new InvalidDataException(other),
            };
            var covariates = $"{r["Age"]},{sex},{r["Ht"]},{r["Wt"]},{r["LBM"]},{r["BSA"]}";
            if (r["conc"] != ".")
            {
                yield return $"{r["ID"]},{r["Time"]},.,.,{r["conc"]},0,{covariates}";
            }

            if (Number(r["Rate"]) > 0)
            {
                yield return $"{r["ID"]},{r["Time"]},{r["Amt"]},{r["Rate"]},.,1,{covariates}";
            }
        }
    }

    private static IEnumerable<string[]> Rows(string path) => File.ReadLines(path).Select(line => line.Split(','));

    /// <summary>Decimal, so that products of published digits are exact.</summary>
    private static decimal Number(string text) => decimal.Parse(text, NumberStyles.Float, CultureInfo.InvariantCulture);

    private sealed record PublishedRow(Dictionary<string, int> Columns, string[] Cells)
    {
        public string this[string column] => Cells[Columns[column]];
    }
}
