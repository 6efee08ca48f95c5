using System.Diagnostics;
using PopPK.Likelihood.Capabilities;
using PopPK.Prediction;
using PopPK.TestKit;
using Xunit;

namespace PopPK.Likelihood.Tests;

/// <summary>What the objective says where it does not exist, and that it recovers.</summary>
public class BadInputTests
{
    private const string Combined = "DV ~ combined(f, s1, s2)";
    private static readonly string[] Methods = ["fo", "foi", "foce", "focei", "laplace", "laplace-nointer", "agq(2)"];

    [Theory]
    [InlineData(-0.1, 0.02, 0.05)]
    [InlineData(0.1, 0.08, 0.05)]
    [InlineData(0, 0, 0.05)]
    [InlineData(double.NaN, 0.02, 0.05)]
    public void A_matrix_that_is_not_positive_definite_has_no_objective_and_leaves_no_trace(double first, double off, double second)
    {
        var cohort = Sites("occasions", Combined);
        foreach (var method in Methods)
        {
            var objective = new PopulationObjective(cohort, MarginalApproximation.Find(method)!);
            var good = objective.Layout.InitialFree();
            double[] bad = [.. good[..^3], first, off, second];
            var before = objective.Evaluate(good, withGradient: true);
            var there = objective.Evaluate(bad, withGradient: true);
            Assert.False(there.IsPointAdmissible);
            Assert.False(there.Exists);
            Assert.True(double.IsNaN(there.Ofv));
            Assert.All(there.Gradient, g => Assert.Equal(0, g));
            Near.Equal(before.Ofv, objective.Evaluate(good, withGradient: true).Ofv, Tolerance.SameModel, what: method);
            Assert.False(objective.EvaluateBestModes(bad, out var improved).Exists);
            Assert.Equal(0, improved);
            Assert.Empty(objective.FindModes(bad));
        }
    }

    [Theory]
    [InlineData(1.2)]
    [InlineData(-0.1)]
    public void Probabilities_outside_0_to_1_are_told_of_every_subject(double probability)
    {
        var text = DecayModel.Text("occasions", Combined, more: "mixture POP\n  slow = q\n  fast = rest", extra: "(if (POP == slow) 0 else 0.5)")
            .Replace("lambda = 0.4", "q = 0.4", StringComparison.Ordinal);
        var cohort = CohortOf.TextAndData(text, Join(DecayModel.Rows(4)));
        foreach (var method in Methods)
        {
            var objective = new PopulationObjective(cohort, MarginalApproximation.Find(method)!);
            var point = objective.Layout.InitialFree();
            var fresh = objective.Evaluate(point, withGradient: true).Ofv;
            double[] bad = [.. point];
            bad[objective.Layout.FreeThetaCount - 1] = probability;
            var evaluation = objective.Evaluate(bad, withGradient: true);
            Assert.False(evaluation.Exists);
            Assert.Equal(["1", "2", "3", "4"], evaluation.Failures.Select(f => f.Id));
            Assert.All(evaluation.Failures, f => Assert.Equal(EtaModeStatus.ClassProbabilitiesInvalid, f.Status));
            Assert.Contains("probabilities of the classes", evaluation.Failures[0].ToString(), StringComparison.Ordinal);
            Near.Equal(fresh, objective.Evaluate(point, withGradient: true).Ofv, Tolerance.SameModel, what: method);
        }
    }

    [Theory]
    [InlineData("sites")]
    [InlineData("all levels")]
    public void Of_a_site_the_subject_without_a_prediction_is_named_with_its_row(string levels)
    {
        // Subject 5's covariate has no logarithm; subjects 5 to 7 are of one site.
        var rows = DecayModel.Rows(8).Select((r, i) => i == 0 ? r + ",X" : r + (r.StartsWith("5,", StringComparison.Ordinal) ? ",-1" : ",1")).ToArray();
        var text = DecayModel.Text(levels, Combined, more: "covariates\n  X", extra: "log(X)");
        var cohort = CohortOf.TextAndData(text, Join(rows));
        Assert.Contains(cohort.Clusters, c => c.Subjects.Contains(4) && c.Subjects.Length > 1);
        foreach (var method in levels == "sites" ? Methods : Methods[..^1])
        {
            foreach (var withGradient in new[] { false, true })
            {
                var objective = new PopulationObjective(cohort, MarginalApproximation.Find(method)!);
                var evaluation = objective.Evaluate(objective.Layout.InitialFree(), withGradient);
                var failure = Assert.Single(evaluation.Failures);
                Assert.False(evaluation.Exists);
                Assert.Equal("5", failure.Id);
                Assert.Equal(EtaModeStatus.PredictionFailed, failure.Status);
                Assert.NotEqual(PredictionStatus.Success, failure.Prediction);
            }
        }
    }

    [Theory]
    [InlineData("sites")]
    [InlineData("all levels")]
    public void Of_a_site_the_record_whose_variance_is_zero_is_named(string levels)
    {
        var rows = DecayModel.Rows(8).Select((r, i) => i == 0 ? r + ",X" : r + (r.StartsWith("6,2,", StringComparison.Ordinal) ? ",0" : ",1")).ToArray();
        var text = DecayModel.Text(levels, "DV ~ proportional(f*X, s2)", more: "covariates\n  X");
        var cohort = CohortOf.TextAndData(text, Join(rows));
        foreach (var method in levels == "sites" ? Methods : Methods[..^1])
        {
            var objective = new PopulationObjective(cohort, MarginalApproximation.Find(method)!);
            var failure = Assert.Single(objective.Evaluate(objective.Layout.InitialFree(), withGradient: true).Failures);
            Assert.Equal("6", failure.Id);
            Assert.Equal(PredictionStatus.VarianceNotPositive, failure.Prediction);
            Assert.Equal(1 + Array.FindIndex(rows, r => r.StartsWith("6,2,", StringComparison.Ordinal)), failure.Row);
        }
    }

    [Fact]
    public void A_quadrature_nobody_can_wait_for_is_refused_at_once()
    {
        var effects = string.Concat(Enumerable.Range(1, 6).Select(i => $"  e{i} ~ 0.1\n"));
        var text = DecayModel.Text("subjects", Combined, extra: "e1 + e2 + e3 + e4 + e5 + e6")
            .Replace("variability by ID\n", "variability by ID\n" + effects, StringComparison.Ordinal);
        var cohort = CohortOf.TextAndData(text, DecayModel.Data());
        var objective = new PopulationObjective(cohort, MarginalApproximation.Quadrature(100));
        var watch = Stopwatch.StartNew();
        var evaluation = objective.Evaluate(objective.Layout.InitialFree(), withGradient: true);
        Assert.True(watch.Elapsed < TimeSpan.FromSeconds(5));
        Assert.False(evaluation.Exists);
        Assert.Equal(["1", "2", "3"], evaluation.Failures.Select(f => f.Id));
        Assert.All(evaluation.Failures, f => Assert.Equal(EtaModeStatus.GridTooLarge, f.Status));
        Assert.Null(MarginalApproximation.Find("agq(101)"));
        Assert.Null(MarginalApproximation.Find("agq(0)"));
        Assert.Null(MarginalApproximation.Find("agq(-3)"));
        Assert.Null(MarginalApproximation.Find("agq()"));
    }

    [Fact]
    public void A_mixture_of_sites_is_refused()
    {
        var text = DecayModel.Text("sites", Combined, more: "mixture POP\n  slow = q\n  fast = rest", extra: "(if (POP == slow) 0 else 0.5)")
            .Replace("lambda = 0.4", "q = 0.4", StringComparison.Ordinal);
        Assert.Equal("PK4007", Assert.Single(MethodCheck.Check(CohortOf.Model(text))).Code);
        Assert.Throws<ArgumentException>(() => new PopulationObjective(CohortOf.TextAndData(text, DecayModel.Data()), MarginalApproximation.Focei));

        // Of sites with one subject each nobody shares anything.
        var alone = CohortOf.TextAndData(text, Join(DecayModel.Rows(4, (id, occasion, site) => $"{id},{occasion},{id}")));
        var objective = new PopulationObjective(alone, MarginalApproximation.Focei);
        Assert.True(objective.Evaluate(objective.Layout.InitialFree(), withGradient: true).Exists);
    }

    [Theory]
    [InlineData("laplace")]
    [InlineData("laplace-nointer")]
    [InlineData("agq(3)")]
    public void A_search_that_ends_between_two_modes_is_told(string method)
    {
        // The density has a minimum at 0, where the search begins, and no slope to leave it by.
        var text = DecayModel.Text("subjects", "DV ~ loglikelihood(50*ek^2 - 50*ek^4 + 0*f)");
        var objective = new PopulationObjective(CohortOf.TextAndData(text, DecayModel.Data()), MarginalApproximation.Find(method)!);
        var evaluation = objective.Evaluate(objective.Layout.InitialFree(), withGradient: true);
        Assert.False(evaluation.Exists);
        Assert.Equal(["1", "2", "3"], evaluation.Failures.Select(f => f.Id));
        Assert.All(evaluation.Failures, f => Assert.Equal(EtaModeStatus.CurvatureNotPositiveDefinite, f.Status));
    }

    [Fact]
    public void A_likelihood_that_is_not_finite_is_told_of_its_subject()
    {
        // Beside the mode the likelihood is e^2000 times what it is there.
        var text = DecayModel.Text("subjects", "DV ~ loglikelihood((if (ek > 0.3 and DV > 8) 2000 else 0) + 0*f)");
        var objective = new PopulationObjective(CohortOf.TextAndData(text, DecayModel.Data()), MarginalApproximation.Quadrature(5));
        var evaluation = objective.Evaluate(objective.Layout.InitialFree(), withGradient: false);
        Assert.False(evaluation.Exists);
        Assert.NotEmpty(evaluation.Failures);
        Assert.All(evaluation.Failures, f => Assert.Contains("likelihood is not a finite number", f.ToString(), StringComparison.Ordinal));
    }

    [Fact]
    public void A_search_that_does_not_end_names_no_record_that_failed_at_another_point()
    {
        var rows = DecayModel.Rows(8).Select((r, i) => i == 0 ? r + ",X" : r + (r.StartsWith("6,", StringComparison.Ordinal) ? ",0.5" : ",1")).ToArray();
        var cohort = CohortOf.TextAndData(DecayModel.Text("sites", Combined, more: "covariates\n  X", extra: "sqrt(X - lambda)"), Join(rows));
        var objective = new PopulationObjective(cohort, MarginalApproximation.Focei, 1, new EtaModeOptions { MaximumEvaluations = 1 });
        var good = objective.Layout.InitialFree();
        double[] bad = [.. good];
        bad[objective.Layout.FreeThetaCount - 1] = 0.6;
        Assert.Equal("6", Assert.Single(objective.Evaluate(bad, withGradient: true).Failures).Id);
        var inexact = objective.Evaluate(good, withGradient: true).InexactSubjects;
        Assert.Equal(cohort.Clusters.Select(c => cohort.Subjects[c.Subjects[0]].Id), inexact.Select(f => f.Id));
        Assert.All(inexact, f => Assert.Null(f.Row));
    }

    [Fact]
    public void Sites_and_subjects_without_observations_add_nothing()
    {
        var rows = DecayModel.Rows(5).ToArray();
        var silent = rows.Select((r, i) => r + (i == 0 ? ",MDV" : ",0")).Concat(["90,1,50,1,.,1", "91,1,50,1,.,1", "92,1,2,1,.,1"]);
        foreach (var levels in new[] { "sites", "all levels" })
        {
            foreach (var method in levels == "sites" ? Methods : Methods[..^1])
            {
                var (a, b) = (Evaluate(rows, levels, method), Evaluate(silent, levels, method));
                Near.Equal(a.Ofv, b.Ofv, Tolerance.SameModel, what: method);
                Near.Equal(a.Gradient.AsSpan(), b.Gradient.AsSpan(), Tolerance.Derivative, scale: 1, what: method);
            }
        }
    }

    private static PopulationEvaluation Evaluate(IEnumerable<string> rows, string levels, string method)
    {
        var objective = new PopulationObjective(CohortOf.TextAndData(DecayModel.Text(levels, Combined), Join(rows)), MarginalApproximation.Find(method)!);
        return objective.Evaluate(objective.Layout.InitialFree(), withGradient: true);
    }

    private static Cohort Sites(string levels, string distribution) =>
        CohortOf.TextAndData(DecayModel.Text(levels, distribution), Join(DecayModel.Rows(5)));

    private static string Join(IEnumerable<string> rows) => string.Join('\n', rows) + "\n";
}
