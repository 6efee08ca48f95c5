using PopPK.Evaluation;
using PopPK.Language.Nonmem;
using PopPK.TestKit;
using PopPK.Text;
using Xunit;

namespace PopPK.Estimation.Tests;

/// <summary>What variables of control streams are at records, against the tables NONMEM wrote.</summary>
public class ControlStreamTableTests
{
    [SkippableTheory]
    [InlineData("php_pheno_real", new[] { "IPRED", "TAD" })]
    [InlineData("bauer_402", new[] { "CL", "V1", "Q", "V2" })]
    [InlineData("wbc_friberg", new[] { "IPRED" })]
    public void Variables_at_records_are_nonmems(string id, string[] variables)
    {
        var run = NonmemCase.Read(id, "");
        var table = new NumericTable(RepositoryFiles.Reference("tables", id + ".csv"));
        var reading = ControlStreamReader.Read(SourceText.Read(RepositoryFiles.Path("tests", "PopPK.Estimation.Tests", "ControlStreams", id + ".mod")));
        var model = ControlStreams.At(reading.Model!, run.Estimates());
        var result = Estimator.Evaluate(ControlStreams.Bind(model, run), NonmemModels.Options(run));
        var asked = variables.Select(v => reading.Variables[v]).ToArray();
        var values = RecordValueCalculator.Compute(result, ResidualCalculator.Compute(result), asked).ToArray();
        Assert.Equal(table.Count, values.Length);
        for (var i = 0; i < values.Length; i++)
        {
            for (var k = 0; k < variables.Length; k++)
            {
                var expected = table[i, variables[k]];
                Assert.Equal(expected, values[i].Of(asked[k]), Tolerance.TableAtRoundedEstimates * (1 + Math.Abs(expected)));
            }

            if (table.Has("ETA1"))
            {
                Assert.Equal(table[i, "ETA1"], values[i].Eta(0), Tolerance.TableAtRoundedEstimates);
            }
        }
    }
}
