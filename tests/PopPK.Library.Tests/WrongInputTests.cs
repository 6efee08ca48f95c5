using PopPK.TestKit;
using PopPK.Text;
using Xunit;

namespace PopPK.Library.Tests;

public sealed class WrongInputTests(TheophyllineFit theophylline) : IClassFixture<TheophyllineFit>
{
    [Fact]
    public void A_model_that_is_wrong_says_everything_at_once()
    {
        var text = theophylline.Model.Text
            .Replace("tvka * exp", "tvkaa * exp", StringComparison.Ordinal)
            .Replace("tvv  * exp", "tvvv * exp", StringComparison.Ordinal);
        var problem = Assert.Throws<ModelException>(() => PharmacometricModel.Parse(text, "wrong.poppk"));
        Assert.Equal(2, problem.Diagnostics.Count(d => d is { IsError: true, Code: "PK1301" }));
        Assert.Contains("--> wrong.poppk:", problem.Message, StringComparison.Ordinal);
        Assert.Contains("did you mean 'tvv'?", problem.Render(), StringComparison.Ordinal);

        Assert.False(PharmacometricModel.TryParse(text, "wrong.poppk", out var model, out var diagnostics));
        Assert.Null(model);
        Assert.Equal(problem.Diagnostics.Select(d => d.Message), diagnostics.Select(d => d.Message));
    }

    [Fact]
    public void A_file_that_is_missing_is_a_diagnostic_too()
    {
        var path = RepositoryFiles.Path("models", "theophyline.poppk");
        var problem = Assert.Throws<ModelException>(() => PharmacometricModel.Load(path));
        Assert.Contains("theophylline.poppk", Assert.Single(problem.Diagnostics).Advice, StringComparison.Ordinal);
    }

    [Fact]
    public void Values_of_data_are_no_part_of_the_message()
    {
        var csv = File.ReadAllText(RepositoryFiles.Path("datasets", "theophylline.csv"));
        var line = csv.Split('\n')[1];
        var wrong = csv.Replace(line, line[..line.LastIndexOf(',')] + ",secret", StringComparison.Ordinal).Replace("10.5", "10.5.1", StringComparison.Ordinal);
        var problem = Assert.Throws<ModelException>(() => theophylline.Model.ReadData(new StringReader(wrong), "wrong.csv"));
        Assert.Contains(problem.Diagnostics, d => d is { IsError: true, Location: CellLocation });
        Assert.Contains("10.5.1", problem.Render(), StringComparison.Ordinal);
        Assert.DoesNotContain("10.5.1", problem.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Data_that_cannot_be_read_are_told_of_without_throwing()
    {
        Assert.False(theophylline.Model.TryReadData("no-such-file.csv", out var data, out var diagnostics));
        Assert.Null(data);
        Assert.Contains(diagnostics, d => d.IsError);
        Assert.True(theophylline.Model.TryReadData(RepositoryFiles.Path("datasets", "theophylline.csv"), out data, out diagnostics));
        Assert.Equal(theophylline.Data.RecordCount, data.RecordCount);
        Assert.DoesNotContain(diagnostics, d => d.IsError);
    }

    [Fact]
    public void What_the_program_gets_wrong_is_an_argument()
    {
        var (model, data) = (theophylline.Model, theophylline.Data);
        var other = PharmacometricModel.Parse(model.Text);
        Assert.Contains("another model", Assert.Throws<ArgumentException>(() => other.Fit(data)).Message, StringComparison.Ordinal);
        Assert.Contains("did you mean 'foce'", Assert.Throws<ArgumentException>(() => model.Fit(data, new FitOptions { Method = "focie" })).Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentOutOfRangeException>(() => model.Fit(data, new FitOptions { Threads = 0 }));
        Assert.Throws<ArgumentOutOfRangeException>(() => model.Fit(data, new FitOptions { Seed = -1 }));
        Assert.Throws<ArgumentOutOfRangeException>(() => model.Simulate(data, new SimulationSettings { Replicates = 0 }));
        Assert.Throws<ArgumentException>(() => model.Simulate(data, new SimulationSettings { HasParameterUncertainty = true }));
        Assert.Throws<ArgumentNullException>(() => model.Fit(null!));
        Assert.Throws<ArgumentException>(() => new ModelException([]));
        Assert.Contains("tvcl", Assert.Throws<KeyNotFoundException>(() => theophylline.Fit.Parameters["tvlc"]).Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentOutOfRangeException>(() => theophylline.Fit.Omega[0, 3]);
    }

    [Fact]
    public void A_method_that_cannot_compute_with_the_model_is_the_models_matter()
    {
        var text = theophylline.Model.Text.Replace("DV ~ combined(cp, add, prop)", "DV ~ student_t(cp, add + prop, 4)", StringComparison.Ordinal);
        var model = PharmacometricModel.Parse(text);
        var data = model.ReadData(RepositoryFiles.Path("datasets", "theophylline.csv"));
        var problem = Assert.Throws<ModelException>(() => model.Fit(data, new FitOptions { Method = "fo" }));
        Assert.Contains(problem.Diagnostics, d => d.IsError);
    }
}
