using System.Text.Json;
using PopPK.TestKit;
using Xunit;

namespace PopPK.Library.Tests;

public sealed class FitTests(TheophyllineFit theophylline) : IClassFixture<TheophyllineFit>
{
    private FitResult Fit => theophylline.Fit;

    [Fact]
    public void A_fit_tells_what_a_modeller_asks_for()
    {
        Assert.True(Fit.IsConverged, Fit.Termination);
        Assert.Equal("focei", Fit.Method);
        Assert.Equal(132, theophylline.Data.ObservationCount);
        Assert.Equal(["tvka", "tvcl", "tvv", "add", "prop", "omega(eta_ka)", "omega(eta_cl)", "omega(eta_v)"], Fit.Parameters.Select(p => p.Name));
        Assert.All(Fit.Parameters, p => Assert.InRange(p.Estimate, p.LowerConfidenceLimit, p.UpperConfidenceLimit));
        Assert.All(Fit.Parameters, p => Assert.Equal(p.RelativeStandardErrorPercent, 100 * p.StandardError / p.Estimate, Tolerance.Algebra));
        Assert.Equal(Fit.Parameters["omega(eta_cl)"].Estimate, Fit.Omega["eta_cl", "eta_cl"]);
        Assert.Equal(0, Fit.Omega["eta_cl", "eta_v"]);
        Assert.Equal(Math.Pow(Fit.Parameters["tvcl"].StandardError, 2), Fit.Covariance!["tvcl", "tvcl"], Tolerance.Algebra);
        Assert.Equal(["eta_ka", "eta_cl", "eta_v"], Fit.EtaShrinkage.Keys);
        Assert.All(Fit.EtaShrinkage.Values, s => Assert.InRange(s, -0.5, 1));
        Assert.Equal(2 * Fit.Parameters.Count(p => !p.IsFixed), Fit.Aic - Fit.Minus2LogLikelihood, Tolerance.Algebra * Math.Abs(Fit.Aic) * 10);
    }

    [Fact]
    public void Subjects_and_records_agree_with_the_population()
    {
        Assert.Equal(theophylline.Data.SubjectIds, Fit.Individuals.Select(i => i.Id));
        Assert.Equal(Fit.Ofv, Fit.Individuals.Sum(i => i.Ofv), Tolerance.Algebra * Math.Abs(Fit.Ofv) * 10);
        Assert.All(Fit.Individuals, i =>
            Assert.Equal(Fit.Parameters["tvcl"].Estimate * Math.Exp(i.Etas["eta_cl"]), i.Parameters["cl"], Tolerance.Algebra * 10));
        Assert.Equal(theophylline.Data.RecordCount, Fit.Records.Length);
        Assert.All(Fit.Records.Where(r => r.IsObservation), r => Assert.Equal(r.Dv - r.Pred, r.Res, Tolerance.Algebra * 100));
    }

    [Fact]
    public void An_evaluation_at_the_estimates_finds_the_fit_again()
    {
        var initial = theophylline.Model.Evaluate(theophylline.Data, new FitOptions { Threads = 1 });
        Assert.True(initial.Ofv > Fit.Ofv + 1);
        Assert.All(initial.Parameters, p => Assert.Equal(p.Initial, p.Estimate));
        Assert.Null(initial.Covariance);

        var text = theophylline.Model.Text;
        foreach (var (name, digits) in new[] { ("tvka = 1.5 ", "tvka"), ("tvcl = 2.7 ", "tvcl"), ("tvv  = 32 ", "tvv"), ("add  = 0.3 ", "add"), ("prop = 0.1 ", "prop") })
        {
            Assert.Contains(name, text, StringComparison.Ordinal);
            text = text.Replace(name, $"{digits} = {Fit.Parameters[digits].Estimate:R} ", StringComparison.Ordinal);
        }

        foreach (var (name, effect) in new[] { ("eta_ka ~ 0.4", "eta_ka"), ("eta_cl ~ 0.1", "eta_cl"), ("eta_v  ~ 0.02", "eta_v") })
        {
            Assert.Contains(name, text, StringComparison.Ordinal);
            text = text.Replace(name, $"{effect} ~ {Fit.Omega[effect, effect]:R}", StringComparison.Ordinal);
        }

        var model = PharmacometricModel.Parse(text);
        var evaluation = model.Evaluate(model.ReadData(RepositoryFiles.Path("datasets", "theophylline.csv")));
        Assert.Equal(Fit.Ofv, evaluation.Ofv, Tolerance.Derivative);
    }

    [Fact]
    public void A_saved_fit_is_the_folder_the_command_line_writes()
    {
        var folder = Directory.CreateTempSubdirectory("poppk-library-");
        try
        {
            var saved = Fit.Save(Path.Combine(folder.FullName, "run"));
            Assert.Equal(["fit.json", "individuals.csv", "iterations.csv", "model.poppk", "predictions.csv", "report.json"],
                Directory.GetFiles(saved).Select(f => Path.GetFileName(f)!).Where(f => f != "report.html").Order(StringComparer.Ordinal));
            using var json = JsonDocument.Parse(File.ReadAllText(Path.Combine(saved, "fit.json")));
            Assert.Equal(Fit.Ofv, json.RootElement.GetProperty("objective").GetProperty("ofv").GetDouble());
            Assert.Equal(theophylline.Model.Text, File.ReadAllText(Path.Combine(saved, "model.poppk")));

            File.WriteAllText(Path.Combine(folder.FullName, "mine.txt"), "");
            Assert.Contains("PK5301", Assert.Throws<IOException>(() => Fit.Save(folder.FullName)).Message, StringComparison.Ordinal);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    [Fact]
    public void Threads_do_not_change_a_bit()
    {
        var alone = theophylline.Model.Fit(theophylline.Data, new FitOptions { Threads = 1 });
        Assert.Equal(Fit.Parameters.Select(p => (p.Estimate, p.StandardError)), alone.Parameters.Select(p => (p.Estimate, p.StandardError)));
    }

    [Fact]
    public void Progress_names_the_stages_and_ends_at_the_objective()
    {
        var heard = new List<FitProgress>();
        var fit = theophylline.Model.Fit(theophylline.Data, new FitOptions { Method = "fo,focei", Threads = 1 }, new Listener<FitProgress>(heard.Add));
        Assert.Equal(["fo", "focei", "covariance step"], heard.Select(p => p.Stage).Distinct());
        Assert.All(heard.Where(p => p.Stage == "covariance step"), p => Assert.InRange(p.Share!.Value, 0, 1));
        var last = heard.Last(p => p.Iteration is not null);
        Assert.Equal((fit.Iterations, "focei"), (last.Iteration!.Value, last.Stage));
        Assert.Equal(fit.Ofv, last.Ofv, Tolerance.Derivative);
    }

    [Fact]
    public async Task A_cancelled_fit_keeps_what_exists()
    {
        using var source = new CancellationTokenSource();
        var iterations = new Listener<FitProgress>(p =>
        {
            if (p.Iteration == 2)
            {
                source.Cancel();
            }
        });
        var interrupted = await Assert.ThrowsAsync<FitInterruptedException>(() =>
            theophylline.Model.FitAsync(theophylline.Data, new FitOptions { Threads = 1 }, iterations, source.Token));
        Assert.False(interrupted.Partial.IsConverged);
        Assert.InRange(interrupted.Partial.Ofv, Fit.Ofv, double.MaxValue);
        Assert.Contains(interrupted.Partial.Findings, f => f.Code == "PK5002");
    }

    [Fact]
    public void Without_standard_errors_there_are_none()
    {
        var fit = theophylline.Model.Fit(theophylline.Data, new FitOptions { StandardErrors = StandardErrorMethod.None });
        Assert.Null(fit.Covariance);
        Assert.All(fit.Parameters, p => Assert.True(double.IsNaN(p.StandardError)));
        Assert.Equal(Fit.Parameters.Select(p => p.Estimate), fit.Parameters.Select(p => p.Estimate));
    }

    private sealed class Listener<T>(Action<T> hear) : IProgress<T>
    {
        public void Report(T value) => hear(value);
    }
}
