using PopPK.Prediction.Kernels;
using PopPK.TestKit;
using PopPK.TestKit.Twins;
using Xunit;
using static PopPK.Prediction.Kernels.ExponentialKernel;

namespace PopPK.Prediction.Tests.Kernels;

public class ExponentialKernelTests
{
    private static readonly double[] Gaps =
        [0, 1e-14, 1e-12, 1e-10, 1e-8, 1e-6, 1e-4, 1e-2, 0.1, 0.5, 1, 10, 1000];

    private static readonly double[] Times = [1e-6, 1e-3, 0.1, 0.9, 1.1, 5, 30, 200];

    [Fact]
    public void E1_equals_its_integral()
    {
        foreach (var t in (double[])[1e-6, 1e-3, 1, 30, 1e3, 1e4])
        {
            foreach (var z in (double[])[0, 1e-300, 1e-14, 1e-8, 1e-3, 0.3, 0.999, 1, 1.001, 3, 20, 300])
            {
                var a = z / t;
                E1(a, t, Math.Exp(-a * t), out var actual);
                double[] expected = [.. Enumerable.Range(0, 3).Select(i => ExponentialIntegrals.E1(a, t, i))];
                Near.Equal(expected, [actual.Value, actual.A, actual.AA], Tolerance.Algebra, what: $"E1({a:R}; {t})");
            }
        }
    }

    [Fact]
    public void E2_equals_its_integral_as_one_rate_sweeps_through_the_other()
    {
        foreach (var (a, b, t) in Sweep())
        {
            Near.Equal(Plain(ExponentialIntegrals.E2, a, b, t), E2(a, b, t), Tolerance.Algebra, what: $"E2({a:R}, {b:R}; {t})");
        }
    }

    [Fact]
    public void E3_equals_its_integral_as_one_rate_sweeps_through_the_other()
    {
        foreach (var (a, b, t) in Sweep().Where((_, i) => i % 5 == 0))
        {
            Near.Equal(Plain(ExponentialIntegrals.E3, a, b, t), E3(a, b, t), Tolerance.Algebra, what: $"E3({a:R}, {b:R}; {t})");
        }
    }

    [Fact]
    public void E3_is_exact_over_thousands_of_time_constants()
    {
        foreach (var gap in (double[])[0, 1e-12, 1e-6, 1e-3, 0.03, 0.5])
        {
            var (a, b, t) = (2, 2 * (1 + gap), 3000);
            Near.Equal(Plain(ExponentialIntegrals.E3, a, b, t), E3(a, b, t), Tolerance.Algebra, what: $"E3({a:R}, {b:R}; {t})");
        }
    }

    [Fact]
    public void E2_and_E3_do_not_care_which_rate_comes_first() => RandomCases.Check(random =>
    {
        var (a, b, t) = (random.LogUniform(1e-4, 1e2), random.LogUniform(1e-4, 1e2), random.LogUniform(1e-3, 1e3));
        Near.Equal(E2(a, b, t), Swapped(E2(b, a, t)), Tolerance.Algebra, double.Epsilon, $"E2({a:R}, {b:R}; {t:R})");
        Near.Equal(E3(a, b, t), Swapped(E3(b, a, t)), Tolerance.Algebra, double.Epsilon, $"E3({a:R}, {b:R}; {t:R})");
    });

    [Fact]
    public void Nothing_jumps_where_a_branch_ends()
    {
        // One rounding below and at the threshold of each branch.
        foreach (var t in (double[])[1e-3, 1, 1e3])
        {
            var below = Math.BitDecrement(ConfluentBelow);
            foreach (var ratio in (double[])[0, 0.3, 1])
            {
                var (a, from, to) = (ratio / t, below / t, ConfluentBelow * (1 + 1e-15) / t);
                E1(from, t, Math.Exp(-from * t), out var left);
                E1(to, t, Math.Exp(-to * t), out var right);
                Near.Equal([left.Value, left.A, left.AA], [right.Value, right.A, right.AA], Tolerance.Algebra, what: "E1");
                Near.Equal(E2(a, a + 2 * from, t), E2(a, a + 2 * to, t), Tolerance.Algebra, what: "E2");
                Near.Equal(E3(ratio * from, from, t), E3(ratio * to, to, t), Tolerance.Algebra, what: "E3");
            }
        }
    }

    [Fact]
    public void Extreme_arguments_give_finite_numbers()
    {
        double[] rates = [0, double.Epsilon, 1e-300, 1e-12, 1, 1e6, 1e12];
        foreach (var a in rates)
        {
            foreach (var b in rates)
            {
                foreach (var t in (double[])[0, 1e-12, 1, 1e4, 1e9])
                {
                    Assert.All(E2(a, b, t), v => Assert.True(double.IsFinite(v), $"E2({a}, {b}; {t})"));
                    Assert.All(E3(a, b, t), v => Assert.True(double.IsFinite(v), $"E3({a}, {b}; {t})"));
                }
            }
        }
    }

    [Fact]
    public void No_function_allocates() => Allocation.IsZero(() =>
    {
        E1(0.5, 1, Math.Exp(-0.5), out _);
        ExponentialKernel.E2(0.5, 0.6, 1, Math.Exp(-0.5), Math.Exp(-0.6), out _);
        ExponentialKernel.E2(0.5, 60, 1, Math.Exp(-0.5), Math.Exp(-60), out _);
        ExponentialKernel.E3(0.5, 0.6, 1, Math.Exp(-0.5), Math.Exp(-0.6), out _);
        ExponentialKernel.E3(0.5, 60, 1, Math.Exp(-0.5), Math.Exp(-60), out _);
    });

    // Both orders of the two rates, a = 0 included; the exponents stay where exp is an ordinary number.
    private static IEnumerable<(double A, double B, double T)> Sweep()
    {
        foreach (var t in Times)
        {
            foreach (var a in (double[])[0, 1e-3, 0.05, 2])
            {
                foreach (var b in Gaps.Select(gap => a == 0 ? gap : a * (1 + gap)).Where(b => b * t < 600))
                {
                    yield return (a, b, t);
                    yield return (b, a, t);
                }
            }
        }
    }

    private static double[] E2(double a, double b, double t)
    {
        ExponentialKernel.E2(a, b, t, Math.Exp(-a * t), Math.Exp(-b * t), out var jet);
        return Flatten(jet);
    }

    private static double[] E3(double a, double b, double t)
    {
        ExponentialKernel.E3(a, b, t, Math.Exp(-a * t), Math.Exp(-b * t), out var jet);
        return Flatten(jet);
    }

    private static double[] Plain(Func<double, double, double, int, int, double> integral, double a, double b, double t) =>
        [integral(a, b, t, 0, 0), integral(a, b, t, 1, 0), integral(a, b, t, 0, 1),
         integral(a, b, t, 2, 0), integral(a, b, t, 1, 1), integral(a, b, t, 0, 2)];

    private static double[] Flatten(in Jet2 jet) => [jet.Value, jet.A, jet.B, jet.AA, jet.AB, jet.BB];

    private static double[] Swapped(double[] jet) => [jet[0], jet[2], jet[1], jet[5], jet[4], jet[3]];
}
