using System.Collections.Immutable;
using System.Diagnostics;
using PopPK.Cli.Pipeline;
using PopPK.Estimation;
using PopPK.Evaluation;
using PopPK.Likelihood;
using PopPK.Prediction;
using PopPK.Reporting;
using PopPK.TestKit;
using PopPK.Uncertainty;
using Xunit;

namespace PopPK.Cli.Tests;

/// <summary>Judgements of a real, unobtrusive fit that is changed in one respect at a time.</summary>
public sealed class FindingsTests(FindingsTests.PhenobarbitalFit fit) : IClassFixture<FindingsTests.PhenobarbitalFit>
{
    private RunReport Report => fit.Report;

    private CovarianceResult Covariance => Report.Covariance!;

    [Fact]
    public void Unobtrusive_fit_has_no_findings() => Assert.Empty(Findings.Of(Report));

    [Fact]
    public void Estimation_that_did_not_converge_is_said_with_its_reason()
    {
        var report = Report with { Estimation = Report.Estimation with { Status = EstimationStatus.NotConverged, Termination = "no progress" }, Covariance = null };
        Assert.Equal(["PK5001", "PK5105"], Codes(report));
        Assert.Contains("no progress", Findings.Of(report)[0].Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Objective_that_vanishes_at_the_result_is_not_convergence()
    {
        var report = Report with { Estimation = Report.Estimation with { Ofv = double.NaN }, Covariance = null, Shrinkage = null };
        Assert.False(report.IsConverged);
        Assert.Equal(["PK5005", "PK5105"], Codes(report));
    }

    [Fact]
    public void Failed_subjects_are_named_and_counted()
    {
        var failure = new SubjectFailure("17", EtaModeStatus.NotConverged, default, 3);
        var report = Report with { Estimation = Report.Estimation with { Failures = [failure, failure with { Id = "19" }, failure with { Id = "23" }] } };
        Assert.Equal(["PK5004"], Codes(report));
        Assert.Contains("subject 17 (row 3)", Findings.Of(report)[0].Message, StringComparison.Ordinal);
        Assert.Contains("and for subjects 19 and 23", Findings.Of(report)[0].Message, StringComparison.Ordinal);

        var many = Report with { Estimation = Report.Estimation with { Failures = [.. Enumerable.Range(1, 14).Select(i => failure with { Id = $"{i}" })] } };
        Assert.Contains("(and for subjects 2, 3, 4, 5, 6, 7, 8, 9, 10, 11 and 3 more)", Findings.Of(many)[0].Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(EstimationStatus.Converged)]
    [InlineData(EstimationStatus.EvaluatedOnly)]
    public void Subject_whose_random_effects_were_not_found_is_named(EstimationStatus status)
    {
        var inexact = new SubjectFailure("17", EtaModeStatus.NotConverged, default, null);
        var report = Report with { Estimation = Report.Estimation with { Status = status, InexactSubjects = [inexact, inexact with { Id = "18" }] } };
        Assert.Equal(["PK5012"], Codes(report));
        Assert.Contains("subject 17", Findings.Of(report)[0].Message, StringComparison.Ordinal);
        Assert.Contains("and for subject 18", Findings.Of(report)[0].Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Poor_certificate_is_a_warning()
    {
        var certificate = Report.Certificate!;
        Assert.Equal(["PK5013"], Codes(Report with { Certificate = certificate with { AtEnd = new TaylorTest(2e-4, "7", 0.9) } }));
        Assert.Equal(["PK5013"], Codes(Report with { Certificate = certificate with { AtStart = null } }));
        Assert.Equal(["PK5014"], Codes(Report with { Certificate = certificate with { OdeTolerance = 1e-6, OdeSensitivity = 0.002 } }));
        Assert.Equal(["PK5014"], Codes(Report with { Certificate = certificate with { OdeTolerance = 1e-6 } }));
        Assert.Equal([], Codes(Report with { Certificate = certificate with { OdeTolerance = 1e-6, OdeSensitivity = 0.0005 } }));
    }

    [Fact]
    public void Restarts_that_end_elsewhere_or_were_not_begun_are_said()
    {
        var fit = new RestartedFit(0, [], [], 100, EstimationStatus.Converged, "", 10);
        var summary = new RestartSummary(0, 3, 1, 0, [fit, fit with { Number = 1, Ofv = 100.04 }]);
        Assert.Equal([], Codes(Report with { Restarts = summary }));
        Assert.Equal(["PK5015"], Codes(Report with { Restarts = summary with { Fits = [fit, fit with { Ofv = 101 }] } }));
        Assert.Equal(["PK5016"], Codes(Report with { Restarts = summary with { Requested = 2 } }));
    }

    [Fact]
    public void Failed_covariance_step_is_said_with_its_reason()
    {
        var failed = new CovarianceResult { Succeeded = false, Reason = "R is singular", Kind = CovarianceMatrixKind.R };
        var report = Report with { Covariance = failed };
        Assert.False(report.IsComplete);
        Assert.Equal(["PK5101"], Codes(report));
        Assert.Contains("R is singular", Findings.Of(report)[0].Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Large_condition_number_is_a_warning() =>
        Assert.Equal(["PK5102"], Codes(Report with { Covariance = Covariance with { ConditionNumber = 1001 } }));

    [Fact]
    public void Sandwich_of_too_few_subjects_is_said_and_not_blamed_on_the_model()
    {
        var few = Report.Estimation with { Cohort = FirstSubjects(Report.Estimation.Cohort, Report.Estimation.Layout.Free.Length) };
        var singular = Covariance with { ConditionNumber = 1e17 };
        Assert.Equal(["PK5106"], Codes(Report with { Estimation = few, Covariance = singular }));
        Assert.Equal(["PK5102"], Codes(Report with { Estimation = few, Covariance = singular with { Kind = CovarianceMatrixKind.R } }));
    }

    [Fact]
    public void Correlated_estimates_are_named()
    {
        var correlation = Covariance.Correlation.ToBuilder();
        correlation[Report.Estimation.Layout.Free.Length] = -0.96;
        var report = Report with { Covariance = Covariance with { Correlation = correlation.ToImmutable() } };
        Assert.Equal(["PK5103"], Codes(report));
        Assert.Contains("tvcl and tvv", Findings.Of(report)[0].Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0, 0.51, true)]
    [InlineData(0, 0.49, false)]
    [InlineData(3, 0.99, false)]
    [InlineData(3, 1.01, true)]
    public void Large_standard_errors_are_judged_by_kind(int parameter, double relativeError, bool isSaid)
    {
        var errors = Covariance.StandardErrors.SetItem(parameter, relativeError * Report.Estimation.FreeParameters[parameter]);
        Assert.Equal(isSaid ? ["PK5104"] : [], Codes(Report with { Covariance = Covariance with { StandardErrors = errors } }));
    }

    [Fact]
    public void Shrinkage_above_thirty_percent_is_a_warning()
    {
        Assert.Equal(["PK5203"], Codes(Report with { Shrinkage = new Shrinkage([0.31, 0.29], [0.1]) }));
        Assert.Equal([], Codes(Report with { Shrinkage = new Shrinkage([0.29, 0.29], [0.1]) }));
    }

    [Fact]
    public void Mean_of_estimates_that_is_not_zero_is_a_warning()
    {
        var shrinkage = new Shrinkage([0.1, 0.1], [0.1]) { EtaBars = [new EtaBar(0.1, 0.05, 59), new EtaBar(-0.1, 0.02, 59)] };
        Assert.Equal(["PK5204"], Codes(Report with { Shrinkage = shrinkage }));
        Assert.Contains("eta_v", Findings.Of(Report with { Shrinkage = shrinkage })[0].Message, StringComparison.Ordinal);
        Assert.Equal([], Codes(Report with { Kind = RunKind.Evaluation, Shrinkage = shrinkage }));
    }

    [Fact]
    public void Step_of_a_chain_that_did_not_converge_is_said_and_the_result_stands()
    {
        var earlier = new EstimationStep(Report.Estimation with { Status = EstimationStatus.NotConverged, Termination = "no progress" }, 1);
        var report = Report with { Steps = [earlier, .. Report.Steps] };
        Assert.True(report.IsComplete);
        Assert.Equal(["PK5006"], Codes(report));
        Assert.Contains("step 1 of the chain, focei, did not converge: no progress", Findings.Of(report)[0].Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Estimates_at_a_bound_and_vanishing_variances_are_warnings()
    {
        Assert.Equal(["PK5201"], Codes(WithEstimate(1, 1e-6)));
        Assert.Equal(["PK5202"], Codes(WithEstimate(3, 1e-9)));
    }

    [Fact]
    public void Small_estimate_far_from_where_its_bound_would_pull_it_is_fine() => Assert.Equal([], Codes(Report));

    [Fact]
    public void Gradients_are_measured_against_standard_errors()
    {
        var gradient = Report.Estimation.Gradient;
        Assert.Equal(["PK5011"], Codes(Report with { Estimation = Report.Estimation with { Gradient = gradient.SetItem(1, 0.2 / Covariance.StandardErrors[1]) } }));
        Assert.Equal([], Codes(Report with { Estimation = Report.Estimation with { Gradient = gradient.SetItem(1, 0) } }));
    }

    [Fact]
    public void Parameter_nothing_informs_is_said_with_what_became_of_it()
    {
        var estimation = Report.Estimation with { Uninformed = [1] };
        Assert.Equal(["PK5010"], Codes(Report with { Estimation = estimation }));
        var left = Covariance with { Excluded = [new ExcludedParameter(1, "the data do not inform tvv")] };
        Assert.Equal(["PK5010", "PK5107"], Codes(Report with { Estimation = estimation, Covariance = left }));
        Assert.Contains("the data do not inform tvv", Findings.Of(Report with { Covariance = left })[0].Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Variance_that_is_zero_is_not_said_to_shrink_as_well()
    {
        var report = WithEstimate(3, 1e-9);
        Assert.Equal(["PK5202"], Codes(report with { Shrinkage = new Shrinkage([1, 0.1], [0.1]) }));
        Assert.Equal(["PK5202", "PK5203"], Codes(report with { Shrinkage = new Shrinkage([1, 0.31], [0.1]) }));
    }

    [Fact]
    public void Search_that_failed_at_many_points_is_said()
    {
        var estimation = Report.Estimation;
        Assert.Equal([], Codes(Report with { Estimation = estimation with { FailedEvaluations = 1, ObjectiveEvaluations = 20 } }));
        Assert.Equal(["PK5017"], Codes(Report with { Estimation = estimation with { FailedEvaluations = 3, ObjectiveEvaluations = 20 } }));
    }

    [Fact]
    public void Subject_far_from_the_others_is_named_with_its_numbers()
    {
        var subjects = Report.Estimation.Subjects;
        RunReport Moved(double eta) => Report with { Estimation = Report.Estimation with { Subjects = subjects.SetItem(4, subjects[4] with { Eta = [eta, 0] }) } };
        var deviation = Math.Sqrt(Report.Estimation.FreeParameters[3]);
        Assert.Equal([], Codes(Moved(4 * deviation)));
        var finding = Assert.Single(Findings.Of(Moved(8 * deviation)));
        Assert.Equal("PK5206", finding.Code);
        Assert.Contains($"subject {subjects[4].Id}:", finding.Message, StringComparison.Ordinal);
        Near.Equal(64, finding.Evidence.Single(e => e.Name == "etaDistance").Value, Tolerance.Algebra);
    }

    [Fact]
    public void Subject_with_large_residuals_is_named()
    {
        var own = Report.Residuals.Select((r, i) => (r, i)).Where(x => x.r.Subject == 7 && double.IsFinite(x.r.Cwres)).ToArray();
        Assert.NotEmpty(own);
        var residuals = own.Aggregate(Report.Residuals, (all, x) => all.SetItem(x.i, x.r with { Cwres = 7 }));
        Assert.Equal(["PK5206"], Codes(Report with { Residuals = residuals }));
        residuals = own.Aggregate(Report.Residuals, (all, x) => all.SetItem(x.i, x.r with { Cwres = 1.5 }));
        Assert.Equal([], Codes(Report with { Residuals = residuals }));
    }

    [Fact]
    public void Every_judgement_of_numbers_has_them_and_says_what_to_do()
    {
        var correlation = Covariance.Correlation.SetItem(Report.Estimation.Layout.Free.Length, -0.96);
        var report = WithEstimate(1, 1e-6) with
        {
            Covariance = Covariance with { ConditionNumber = 1e6, Correlation = correlation, StandardErrors = [.. Covariance.StandardErrors.Select(e => 100 * e)] },
            Shrinkage = new Shrinkage([0.31, 0.29], [0.1]) { EtaBars = [new EtaBar(0.1, 0.02, 59), new EtaBar(0, 0.05, 59)] },
        };
        var findings = Findings.Of(report with { Estimation = report.Estimation with { FailedEvaluations = 1000, Uninformed = [2] } });
        Assert.Equal(
            ["PK5010", "PK5017", "PK5102", "PK5103", "PK5104", "PK5201", "PK5203", "PK5204"],
            findings.Select(f => f.Code).Distinct().Order().Where(c => c != "PK5011"));
        Assert.All(findings, f => Assert.True(f.Evidence.Length > 0 && f.Advice is not null, f.Code));
    }

    [Fact]
    public void Every_file_of_a_run_is_known_as_one() => Assert.Equal(
        RunFile.Names, RunFile.Of(Report with { Importance = new ImportanceResult { Level = 0.95 }, Bootstrap = Bootstrapped(1, 1, 1) }).Select(f => f.Name).Append("report.html"));

    [Fact]
    public void Profiles_are_judged()
    {
        var estimate = Report.Estimation.FreeParameters[0];
        var sound = new ProfileInterval
        {
            Free = 0,
            Estimate = estimate,
            Lower = 0.9 * estimate,
            Upper = 1.1 * estimate,
            LowerEnd = ProfileEnd.Found,
            UpperEnd = ProfileEnd.Bound,
            Points = [new ProfilePoint(estimate, Report.Estimation.Ofv, Report.Estimation.FreeParameters, true)],
        };
        string[] CodesOf(ProfileInterval interval) =>
            Codes(Report with { Uncertainty = new UncertaintyRequest { Profile = "all" }, Profile = new ProfileResult(0.95, 3.84, [interval]) });
        Assert.Empty(CodesOf(sound));
        Assert.Equal(["PK5113"], CodesOf(sound with { UpperEnd = ProfileEnd.NotReached }));
        Assert.Equal(["PK5112"], CodesOf(sound with { Points = [sound.Points[0] with { Ofv = Report.Estimation.Ofv - 0.1 }] }));
    }

    [Fact]
    public void Samples_are_judged()
    {
        ImportanceResult Sampled(double rise, params double[] weights) => new()
        {
            Level = 0.95,
            Samples = [.. weights.Select((w, i) => new ImportanceSample(i + 1, Report.Estimation.FreeParameters, rise, w, 1))],
        };
        string[] CodesOf(ImportanceResult? sir, BootstrapResult? bootstrap) =>
            Codes(Report with { Uncertainty = new UncertaintyRequest { Proposals = 4, Replicates = 10 }, Importance = sir, Bootstrap = bootstrap });
        var good = Sampled(1, 0.25, 0.25, 0.25, 0.25);
        Assert.Empty(CodesOf(good, Bootstrapped(10, 10, 9)));
        Assert.Equal(["PK5114"], CodesOf(good with { Reason = "no" }, Bootstrapped(10, 10, 10)));
        Assert.Equal(["PK5115"], CodesOf(Sampled(1, 1, 0, 0, 0, 0, 0), Bootstrapped(10, 10, 10)));
        Assert.Equal(["PK5116"], CodesOf(Sampled(-1, 0.25, 0.25, 0.25, 0.25), Bootstrapped(10, 10, 10)));
        var round = new ImportanceRoundResult(4, 4, 4, 6, 1);
        Assert.Empty(CodesOf(good with { Rounds = [round, round with { MeanRise = 6.5 }] }, Bootstrapped(10, 10, 10)));
        Assert.Equal(["PK5121"], CodesOf(good with { Rounds = [round, round with { MeanRise = 12 }] }, Bootstrapped(10, 10, 10)));
        Assert.Equal(["PK5117"], CodesOf(good, Bootstrapped(10, 10, 8)));
        Assert.Equal(["PK5118"], CodesOf(good, Bootstrapped(10, 9, 9)));
        Assert.Equal(["PK5120"], CodesOf(null, null));
    }

    [Fact]
    public void Random_effects_have_variances_correlations_and_coefficients_of_variation()
    {
        var rows = RandomEffectTable.All(Report);
        Assert.Equal(["eta_cl eta_cl", "eta_v eta_cl", "eta_v eta_v"], rows.Select(r => $"{r.Row} {r.Column}"));
        Assert.Equal(0, rows[1].Correlation);
        Assert.True(rows[1].Element.Parameter.IsStructuralZero);
        var variance = rows[0].Element.Estimate;
        Assert.Equal(100 * Math.Sqrt(Math.Exp(variance) - 1), rows[0].CoefficientOfVariationPercent, Tolerance.Algebra * 100);
        Assert.Equal(0.1, rows[0].Shrinkage);
    }

    private static BootstrapResult Bootstrapped(int requested, int fitted, int converged) => new()
    {
        Level = 0.95,
        Requested = requested,
        Strata = 1,
        Replicates = [.. Enumerable.Range(1, fitted).Select(k => new BootstrapReplicate(k, k <= converged, 1, []))],
        Parameters = [],
    };

    private static string[] Codes(RunReport report) => [.. Findings.Of(report).Select(f => f.Code)];

    // The standard error goes with the estimate, so that only the estimate itself can be remarkable.
    private RunReport WithEstimate(int parameter, double value) => Report with
    {
        Estimation = Report.Estimation with { FreeParameters = Report.Estimation.FreeParameters.SetItem(parameter, value) },
        Covariance = Covariance with { StandardErrors = Covariance.StandardErrors.SetItem(parameter, 0.1 * value) },
    };

    /// <summary>A fit of the phenobarbital model, with a shrinkage nobody would remark on.</summary>
    private static Cohort FirstSubjects(Cohort cohort, int count) => new(cohort.Model, cohort.Dataset, cohort.Subjects[..count]);

    public sealed class PhenobarbitalFit
    {
        internal RunReport Report { get; } = Fit();

        private static RunReport Fit()
        {
            var environment = new CliEnvironment(TextWriter.Null, TextWriter.Null, RepositoryFiles.Root);
            var session = ModelSession.Open("models/phenobarbital.poppk", null, environment);
            var request = new RunRequest
            {
                Kind = RunKind.Fit,
                ModelPath = "models/phenobarbital.poppk",
                Covariance = new CovarianceRequest(CovarianceMatrixKind.Sandwich, true),
            };
            var report = new RunPipeline(session, request, [MarginalApproximation.Focei], new UncertaintyPlan(), Stopwatch.StartNew()).Run(new Unobserved(), CancellationToken.None);
            return report with { Shrinkage = new Shrinkage([0.1, 0.1], [0.1]) };
        }

        private sealed class Unobserved : IRunObserver
        {
            public void Begin(ParameterLayout layout)
            {
            }

            public void BeginFit(int number, int count)
            {
            }

            public void BeginStep(int number, int count, MarginalApproximation method)
            {
            }

            public void Iterated(EstimationIteration iteration)
            {
            }

            public void Advance(string stage, long done, long all)
            {
            }
        }
    }
}
