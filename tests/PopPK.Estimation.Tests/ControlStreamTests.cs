using PopPK.Likelihood;
using PopPK.Modeling;
using PopPK.TestKit;
using PopPK.Text;
using Xunit;
using Xunit.Abstractions;

namespace PopPK.Estimation.Tests;

/// <summary>Published runs read from control streams: the objective at the final estimates, and what is estimated.</summary>
public class ControlStreamTests(ITestOutputHelper output)
{
    private static readonly string[] OfOtherMethods = ["bauer_504_its", "bauer_504_saem"];

    public static IEnumerable<object[]> Cases => ControlStreams.Ids.Except(OfOtherMethods).Select(id => new object[] { id });

    public static IEnumerable<object[]> Fits => NonmemModels.Ids.Select(id => new object[] { id });

    [SkippableTheory]
    [MemberData(nameof(Cases))]
    public void Objective_at_nonmems_estimates_is_nonmems(string id)
    {
        var run = NonmemCase.Read(id, "");
        var model = ControlStreams.At(ControlStreams.Read(id), run.Estimates());
        Assert.Equal(run.Method, model.Method);
        var result = Estimator.Evaluate(ControlStreams.Bind(model, run), NonmemModels.Options(run));
        output.WriteLine($"{id} ({run.Method}): {result.Ofv:F6}, NONMEM {run.Ofv:F6}, difference {result.Ofv - run.Ofv:E1}");
        Assert.Equal(run.Ofv, result.Ofv, run.HasAllDigits ? Tolerance.ObjectiveAtEstimates : Tolerance.ObjectiveAtRoundedEstimates);
    }

    [SkippableTheory]
    [InlineData("bauer_504_its", "its", "focei", 1058.542, Tolerance.ObjectiveAtEstimates)]
    [InlineData("bauer_504_saem", "saem,imp", "focei", 1060.361, Tolerance.ObjectiveFourDecimals)]
    public void Objective_at_the_estimates_of_other_methods_is_known(string id, string asked, string method, double expected, double tolerance)
    {
        var run = NonmemCase.Read(id, "");
        var model = ControlStreams.At(ControlStreams.Read(id), run.Estimates());
        Assert.Equal(asked, model.Method);
        var options = new EstimationOptions { Approximation = MarginalApproximation.Find(method)! };
        Assert.Equal(expected, Estimator.Evaluate(ControlStreams.Bind(model, run), options).Ofv, tolerance);
    }

    [SkippableTheory]
    [MemberData(nameof(Cases))]
    public void Parameters_are_numbered_as_in_the_control_stream(string id)
    {
        var run = NonmemCase.Read(id, "");
        var model = ControlStreams.Read(id);
        var layout = new ParameterLayout(ControlStreams.Bind(model, run).Model);
        var etas = model.RandomEffects.Sum(b => b.Size);
        var epsilons = layout.Parameters.Where(p => p.Kind == ParameterKind.Sigma).Select(p => p.Index[0]).DefaultIfEmpty().Max();
        Assert.Equal(etas * (etas + 1) / 2, layout.Parameters.Count(p => p.Kind == ParameterKind.Omega));
        Assert.Equal(epsilons * (epsilons + 1) / 2, layout.Parameters.Count(p => p.Kind == ParameterKind.Sigma));
        Assert.Equal(run.AtInitial(), Written(layout));
    }

    [SkippableTheory]
    [MemberData(nameof(Cases))]
    public void The_converted_model_has_the_same_objective(string id)
    {
        var run = NonmemCase.Read(id, "");
        var conversion = ControlStreams.Convert(id, run.DataPath);
        Assert.True(conversion.Text is not null, string.Concat(conversion.Diagnostics.Select(d => DiagnosticRenderer.Render(d))));
        output.WriteLine(conversion.Text);
        var expected = Estimator.Evaluate(ControlStreams.Bind(ControlStreams.Read(id), run), NonmemModels.Options(run));
        var actual = Estimator.Evaluate(CohortOf.TextAndFile(conversion.Text, run.DataPath), NonmemModels.Options(run));
        Assert.Equal(expected.Ofv, actual.Ofv, Tolerance.Ode * Math.Max(1, Math.Abs(expected.Ofv)));
    }

    [SkippableTheory]
    [MemberData(nameof(Fits))]
    public void Fit_from_the_initial_estimates_reaches_nonmems_optimum(string id)
    {
        var run = NonmemCase.Read(id, "");
        var result = Estimator.Estimate(ControlStreams.Bind(ControlStreams.Read(id), run), NonmemModels.Options(run));
        output.WriteLine($"{id} ({run.Method}): {result.Ofv:F6}, NONMEM {run.Ofv:F6}, {result.ObjectiveEvaluations} evaluations");
        Assert.Equal(EstimationStatus.Converged, result.Status);
        Assert.True(result.Ofv <= run.Ofv + Tolerance.ObjectiveOfFit, $"{result.Ofv} is worse than NONMEM's {run.Ofv}.");
        var estimates = result.Layout.Parameters
            .Select((p, i) => (Parameter: p, Value: result.Estimates[i]))
            .Where(p => !p.Parameter.IsStructuralZero)
            .OrderBy(p => p.Parameter.Kind)
            .ToArray();
        var expected = run.Estimates();
        for (var i = 0; i < expected.Length; i++)
        {
            var allowed = run.EstimateTolerance(i);
            Assert.True(
                Math.Abs(estimates[i].Value - expected[i]) <= allowed,
                $"{id} {estimates[i].Parameter.Name}: {estimates[i].Value}, NONMEM {expected[i]}, allowed {allowed}");
        }
    }

    // Values of the elements inside blocks, in the order theta, omega, sigma.
    private static double[] Written(ParameterLayout layout) =>
        [.. layout.Parameters.Where(p => !p.IsStructuralZero).OrderBy(p => p.Kind).Select(p => p.Initial)];
}
