using MathNet.Numerics;
using MathNet.Numerics.LinearAlgebra;
using PopPK.Prediction;
using PopPK.TestKit;
using Xunit;

namespace PopPK.Likelihood.Tests;

/// <summary>The same model and data, said in another way, have the same objective and gradient.</summary>
public class InvarianceTests
{
    private const string Combined = "DV ~ combined(f, s1, s2)";
    private static readonly string[] Fast = ["fo", "foi", "foce", "focei", "laplace", "laplace-nointer"];
    private static readonly string[] All = [.. Fast, "agq(2)", "agq(3)"];

    [Theory]
    [InlineData("subjects")]
    [InlineData("occasions")]
    [InlineData("sites")]
    [InlineData("all levels")]
    public void Names_and_order_of_subjects_sites_and_occasions_mean_nothing(string levels)
    {
        var rows = DecayModel.Rows(8);
        var renamed = DecayModel.Rows(8, (id, occasion, site) => $"P{(id * 5) % 9},{100 - occasion},{-site}");
        var reordered = renamed.Skip(1).GroupBy(r => r.Split(',')[0]).OrderBy(g => g.Key, StringComparer.Ordinal).SelectMany(g => g).Prepend(rows[0]);
        var text = DecayModel.Text(levels, Combined);
        var methods = levels == "all levels" ? Fast : [.. Fast, "agq(2)"];
        Same(CohortOf.TextAndData(text, Join(rows)), CohortOf.TextAndData(text, Join(reordered)), methods);
    }

    [Theory]
    [InlineData("")]
    [InlineData("one_compartment(k)")]
    [InlineData("d/dt central = -k*central/(1 + 0.1*central)")]
    public void Occasions_are_effects_of_the_subject_that_flags_switch_on(string structure)
    {
        // The occasions of a subject take turns: 1, 2, 1, 3 ...
        int[] turns = [1, 2, 1, 3, 2, 3];
        var rows = new List<string> { "ID,TIME,DV,AMT,EVID,OCC,O1,O2,O3" };
        for (var id = 1; id <= 3; id++)
        {
            if (structure.Length > 0)
            {
                rows.Add($"{id},0,.,1,1,1,1,0,0");
            }

            for (var j = 0; j < 3 + id; j++)
            {
                var o = turns[j];
                rows.Add($"{id},{0.5 + j},{9 * Math.Exp(-0.45 * (0.5 + j)) * (1 + 0.3 * Math.Sin(5 * id + 3 * j)):F3},0,0,{o},{(o == 1 ? 1 : 0)},{(o == 2 ? 1 : 0)},{(o == 3 ? 1 : 0)}");
            }
        }

        var implied = DecayModel.Text("occasions", Combined, structure);
        var (level, onA, onK) = DecayModel.Levels["occasions"];
        var written = implied
            .Replace(level, "variability by ID\n  a1, k1 ~ [0.1; 0.02, 0.05]\n  a2, k2 ~ same a1, k1\n  a3, k3 ~ same a1, k1\ncovariates\n  O1, O2, O3", StringComparison.Ordinal)
            .Replace($"exp({onA}", "exp(O1*a1 + O2*a2 + O3*a3", StringComparison.Ordinal)
            .Replace($"exp({onK}", "exp(O1*k1 + O2*k2 + O3*k3", StringComparison.Ordinal);
        Same(CohortOf.TextAndData(implied, Join(rows)), CohortOf.TextAndData(written, Join(rows)), [.. Fast, "agq(2)"]);
    }

    [Fact]
    public void Sites_of_one_subject_are_subjects()
    {
        var rows = DecayModel.Rows(6, (id, occasion, site) => $"{id},{occasion},{10 + id}");
        Same(
            CohortOf.TextAndData(DecayModel.Text("sites", Combined), Join(rows)),
            CohortOf.TextAndData(DecayModel.Text("subjects", Combined), Join(rows)),
            All);
    }

    [Fact]
    public void Occasions_of_which_everybody_has_one_are_subjects()
    {
        var rows = DecayModel.Rows(6, (id, occasion, site) => $"{id},{id % 3},{site}");
        Same(
            CohortOf.TextAndData(DecayModel.Text("occasions", Combined), Join(rows)),
            CohortOf.TextAndData(DecayModel.Text("subjects", Combined), Join(rows)),
            All);
    }

    [Theory]
    [InlineData("subjects")]
    [InlineData("occasions")]
    public void A_mixture_of_equal_classes_is_no_mixture(string levels)
    {
        var rows = DecayModel.Rows(5);
        Same(
            CohortOf.TextAndData(Mixture(levels, "0", "q = 0.3 fixed"), Join(rows)),
            CohortOf.TextAndData(DecayModel.Text(levels, Combined), Join(rows)),
            levels == "subjects" ? All : [.. Fast, "agq(2)"]);
    }

    [Theory]
    [InlineData("subjects")]
    [InlineData("occasions")]
    public void A_class_that_is_certain_is_the_model(string levels)
    {
        var rows = Join(DecayModel.Rows(5));
        var mixed = CohortOf.TextAndData(Mixture(levels, "0.7", "q = 0.3"), rows);
        var plain = CohortOf.TextAndData(DecayModel.Text(levels, Combined), rows);
        foreach (var method in Fast)
        {
            var objective = new PopulationObjective(mixed, MarginalApproximation.Find(method)!);
            var point = objective.Layout.InitialFree();
            var q = objective.Layout.FreeThetaCount - 1;
            point[q] = 1;
            var (a, b) = (objective.Evaluate(point, withGradient: true), Evaluate(plain, method));
            Near.Equal(b.Ofv, a.Ofv, Tolerance.SameModel, what: method);
            Near.Equal(b.Gradient.AsSpan(), a.Gradient.RemoveAt(q).AsSpan(), Tolerance.Derivative, scale: 1, what: method);
            Assert.All(objective.Contributions, c => Assert.Equal([1, 0], c.ClassProbabilities.ToArray()));
        }
    }

    [Theory]
    [InlineData("combined(f*C, s1*C, s2)")]
    [InlineData("power(f*C, s2*C^0.3, 0.7)")]
    [InlineData("lognormal(f*C, s1)")]
    [InlineData("boxcox(f*C, s1*C^0.5, 0.5)")]
    [InlineData("logitnormal(f*C, s1, 0, 90*C)")]
    [InlineData("probitnormal(f*C, s1, 0, 90*C)")]
    [InlineData("student_t(f*C, s1*C, 4)")]
    public void Another_unit_of_the_observations_shifts_the_objective_by_its_logarithm(string distribution)
    {
        const double factor = 1000;
        var rows = DecayModel.Rows(5);
        var scaled = rows.Skip(1).Select(r => r.Split(',')).Select(c => string.Join(',', [.. c[..4], $"{factor * double.Parse(c[4]):R}"])).Prepend(rows[0]);
        string Text(double unit) => DecayModel.Text("occasions", "DV ~ " + distribution.Replace("C", $"{unit}", StringComparison.Ordinal));
        var (one, other) = (CohortOf.TextAndData(Text(1), Join(rows)), CohortOf.TextAndData(Text(factor), Join(scaled)));
        foreach (var method in distribution.StartsWith("student", StringComparison.Ordinal) ? ["laplace", "agq(2)"] : Fast)
        {
            var (a, b) = (Evaluate(one, method), Evaluate(other, method));
            var expected = a.Ofv + 2 * one.ObservationCount * Math.Log(factor);
            Near.Equal(expected, b.Ofv, Tolerance.SameModel, what: method);
            Near.Equal(a.Gradient.AsSpan(), b.Gradient.AsSpan(), Tolerance.Derivative, scale: 1, what: method);
        }
    }

    [Fact]
    public void Priors_add_their_densities()
    {
        var plain = DecayModel.Text("all levels", Combined);
        double[] means = [7, 0.2];
        var theta = Matrix<double>.Build.DenseOfArray(new[,] { { 1, 0.02 }, { 0.02, 0.01 } });
        var scale = Matrix<double>.Build.DenseOfArray(new[,] { { 0.2, 0.01 }, { 0.01, 0.1 } });
        var omega = Matrix<double>.Build.DenseOfArray(new[,] { { 0.1, 0.02 }, { 0.02, 0.05 } });
        var d = Vector<double>.Build.DenseOfArray([8 - means[0], 0.3 - means[1]]);
        var logNormal = -Math.Log(2 * Math.PI) - 0.5 * Math.Log(theta.Determinant()) - 0.5 * (d * theta.Inverse() * d);
        var logWishart = 3 * Math.Log(scale.Determinant()) - 6 * Math.Log(2) - (0.5 * Math.Log(Math.PI) + SpecialFunctions.GammaLn(3) + SpecialFunctions.GammaLn(2.5))
            - 4.5 * Math.Log(omega.Determinant()) - 0.5 * (scale * omega.Inverse()).Trace();
        CheckPrior(plain, "tva, s1 ~ normal([7, 0.2], [1; 0.02, 0.01])", logNormal);
        CheckPrior(plain, "ea, ek ~ inverse_wishart([0.2; 0.01, 0.1], 6)", logWishart);
        CheckPrior(plain, "sa ~ inverse_wishart(0.1, 4)", LogInverseGamma(0.06, 2, 0.05));
        CheckPrior(plain, "sa ~ inverse_wishart(0.1, 4)\n  tvk ~ normal(0.4, sd 0.1)", LogInverseGamma(0.06, 2, 0.05) - 0.5 - 0.5 * Math.Log(2 * Math.PI * 0.01));
    }

    private static string Mixture(string levels, string shift, string parameter) =>
        DecayModel.Text(levels, Combined, more: "mixture POP\n  first = q\n  second = rest", extra: $"(if (POP == first) 0 else {shift})")
            .Replace("lambda = 0.4", "lambda = 0.4\n  " + parameter, StringComparison.Ordinal);

    private static void CheckPrior(string plain, string prior, double logDensity)
    {
        var rows = DecayModel.Rows(4);
        var with = CohortOf.TextAndData(plain.Replace("individual\n", $"priors\n  {prior}\nindividual\n", StringComparison.Ordinal), Join(rows));
        var without = CohortOf.TextAndData(plain, Join(rows));
        foreach (var method in Fast)
        {
            var (a, b) = (Evaluate(without, method), Evaluate(with, method));
            Near.Equal(-2 * logDensity, b.Prior, Tolerance.Algebra, scale: 1, what: prior);
            Near.Equal(a.Ofv - 2 * logDensity, b.Ofv, Tolerance.Algebra, scale: 100, what: method);
        }
    }

    private static double LogInverseGamma(double x, double shape, double scale) =>
        shape * Math.Log(scale) - SpecialFunctions.GammaLn(shape) - (shape + 1) * Math.Log(x) - scale / x;

    private static void Same(Cohort one, Cohort other, string[] methods)
    {
        foreach (var method in methods)
        {
            var (a, b) = (Evaluate(one, method), Evaluate(other, method));
            Assert.True(a.Exists && b.Exists, method);
            Near.Equal(a.Ofv, b.Ofv, Tolerance.SameModel, what: method);
            Near.Equal(a.Gradient.AsSpan(), b.Gradient.AsSpan(), Tolerance.Derivative, scale: 1, what: method + ", gradient");
        }
    }

    private static PopulationEvaluation Evaluate(Cohort cohort, string method)
    {
        var objective = new PopulationObjective(cohort, MarginalApproximation.Find(method)!);
        return objective.Evaluate(objective.Layout.InitialFree(), withGradient: true);
    }

    private static string Join(IEnumerable<string> rows) => string.Join('\n', rows) + "\n";
}
