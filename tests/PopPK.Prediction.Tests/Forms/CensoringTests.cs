using PopPK.Modeling;
using PopPK.Prediction.Compilation;
using PopPK.Symbolics;
using PopPK.TestKit;
using Xunit;

namespace PopPK.Prediction.Tests.Forms;

/// <summary>Probabilities of censored observations.</summary>
public class CensoringTests
{
    private const double Deviation = 0.4;

    [Fact]
    public void Left_and_right_probabilities_add_up_to_one()
    {
        var left = Probability(1, 6.2);
        Near.Equal(SpecialFunctions.NormalCdf((6.2 - F) / Deviation), left, Tolerance.Algebra);
        Near.Equal(1, left + Probability(-1, 6.2), Tolerance.Algebra);
    }

    [Fact]
    public void An_interval_is_the_difference_of_what_lies_below_its_ends()
    {
        var interval = Probability(1, 6.2, 5.7);
        Near.Equal(Probability(1, 6.2) - Probability(1, 5.7), interval, Tolerance.Algebra);
        Near.Equal(interval, Probability(-1, 5.7, 6.2), Tolerance.Algebra);
        Near.Equal(Probability(1, 6.2), Probability(1, 6.2, -1e6), Tolerance.Algebra);
    }

    [Fact]
    public void Limits_move_with_an_increasing_transform()
    {
        var onLogs = SpecialFunctions.NormalCdf((Math.Log(6.2) - Math.Log(F)) / Deviation);
        Near.Equal(onLogs, Probability(1, 6.2, transform: new LogTransform()), Tolerance.Algebra);
        Near.Equal(onLogs, Probability(1, 6.2, -3, new LogTransform()), Tolerance.Algebra, what: "an end below everything possible");
    }

    [Fact]
    public void M4_is_M3_given_that_the_observation_is_positive()
    {
        var positive = SpecialFunctions.NormalCdf(F / 4);
        Near.Equal(
            (Probability(1, 3, deviation: 4) - Probability(1, 0, deviation: 4)) / positive,
            Probability(1, 3, deviation: 4, method: CensoringMethod.ProbabilityGivenPositive),
            Tolerance.Algebra);
        Near.Equal(
            Probability(0, 3, deviation: 4) / positive,
            Probability(0, 3, deviation: 4, method: CensoringMethod.ProbabilityGivenPositive),
            Tolerance.Algebra);
    }

    [Theory]
    [InlineData(30, 30.5)]
    [InlineData(-31, -30)]
    [InlineData(-9, 8)]
    [InlineData(12, 12.0001)]
    [InlineData(3, 3.00000001)]
    [InlineData(0.2, 0.25)]
    [InlineData(5, 5.0196)]
    [InlineData(5, 5.0197)]
    public void The_log_probability_of_an_interval_is_exact_in_the_tails(double a, double b)
    {
        var (low, high, middle) = (new Symbol("a"), new Symbol("b"), 0.5 * (a + b));
        var expression = ProbabilityExpressions.LogBetween(low, high, (Expr)high - low);
        double At(double x, double y) => Interpreter.Evaluate(expression, s => s == low ? x : y);

        // Gauss-Legendre quadrature of the density relative to its value in the middle.
        var sum = 0.0;
        const int Panels = 4000;
        var half = 0.5 * (b - a) / Panels;
        for (var i = 0; i < Panels; i++)
        {
            var center = a + ((2 * i) + 1) * half;
            foreach (var node in new[] { -Math.Sqrt(0.6), 0, Math.Sqrt(0.6) })
            {
                var d = center + (node * half) - middle;
                sum += (node == 0 ? 8 : 5) / 9.0 * half * Math.Exp(-(d * middle) - (0.5 * d * d));
            }
        }

        var expected = Math.Log(sum) - (0.5 * middle * middle) - (0.5 * Math.Log(2 * Math.PI));
        Near.Equal(expected, At(a, b), Tolerance.DividedDifference, 1);
        if (b - a > 0.1)
        {
            var slope = Interpreter.Evaluate(new Differentiator().Differentiate(expression, high), s => s == low ? a : b);
            Near.Equal(HighOrderDifference.Derivative(x => At(a, x), b, step: 0.05), slope, Tolerance.Derivative, 1);
        }
    }

    [Fact]
    public void Derivatives_of_an_interval_agree_on_both_sides_of_the_switch_to_the_series()
    {
        var (low, high) = (new Symbol("a"), new Symbol("b"));
        var differentiator = new Differentiator();
        var expression = ProbabilityExpressions.LogBetween(low, high, (Expr)high - low);
        var slope = differentiator.Differentiate(expression, high);
        foreach (var e in new[] { expression, slope, differentiator.Differentiate(slope, high), differentiator.Differentiate(slope, low) })
        {
            // The width at 5 changes branches near 0.01961.
            double At(double width) => Interpreter.Evaluate(e, s => s == low ? 5 - (0.5 * width) : 5 + (0.5 * width));
            Near.Equal(At(0.019610), At(0.019613), 1e-3, 1);
            var (below, above) = (At(0.0196), At(0.0196 + 2e-5));
            Near.Equal(below, above, 3e-3, 1);
        }
    }

    [Fact]
    public void What_the_data_have_decides_the_forms()
    {
        var bound = FormModels.Bind(
            (m, f, sd) => FormModels.Normal(f, sd) with
            {
                Censoring = new Censoring(CensoringMethod.Probability) { Flag = FormModels.Flag(m), OtherEnd = m.Covariate("LIMIT") },
            },
            FormModels.CensoredData());
        var subject = bound.Cohort.Subjects[0];

        Assert.Equal(
            [CensoringStatus.Between, CensoringStatus.None, CensoringStatus.Between, CensoringStatus.Between, CensoringStatus.Between],
            subject.Observations.Forms.Select(f => bound.Model.Forms[f].Status));
        Assert.Equal([CensoringStatus.None, CensoringStatus.Between], bound.Model.Forms.Select(f => f.Status));
        Assert.Equal([false, true, false, false, false], subject.IsNormal.ToArray());
        Assert.Equal(1, bound.Cohort.NormalObservationCount);
        Assert.Equal([0, 6.5, 0, 0, 0], subject.Observed.ToArray());
        Assert.Equal([7.5, 6.5, 3, 1.2, 2], subject.ObservedOriginal.ToArray());
        Assert.True(bound.Model.HasDirectForms);
    }

    private static double F => 8 * Math.Exp(-0.3);

    // The probability, or the density where the flag is 0, of a record at time 1.
    private static double Probability(
        int flag,
        double limit,
        double? otherEnd = null,
        ObservationTransform? transform = null,
        double deviation = Deviation,
        CensoringMethod method = CensoringMethod.Probability)
    {
        var data = new TestData("CENS", "LIMIT", "END").Subject().Measure(1, flag == 0 ? limit : 5, flag, limit, otherEnd ?? double.NaN);
        var model = FormModels.Model((m, f, sd) => FormModels.Normal(f, sd, transform) with
        {
            Censoring = new Censoring(method)
            {
                Flag = FormModels.Flag(m),
                Lower = flag == -1 ? null : m.Covariate("LIMIT"),
                Upper = flag == -1 ? m.Covariate("LIMIT") : null,
                OtherEnd = otherEnd is null ? null : m.Covariate("END"),
            },
        });
        var bound = Bound.To(model, TestData.Read(data.Text.Replace("NaN", ".", StringComparison.Ordinal)));
        return Math.Exp(-0.5 * bound.Set("sd", deviation).MinusTwoLogLikelihoods()[0]);
    }
}
