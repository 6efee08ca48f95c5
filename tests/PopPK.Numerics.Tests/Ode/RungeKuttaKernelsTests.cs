using System.Numerics;
using PopPK.Numerics.LinearAlgebra;
using PopPK.Numerics.Ode.Kernels;
using PopPK.TestKit;
using PopPK.TestKit.Twins;
using Xunit;

namespace PopPK.Numerics.Tests.Ode;

public class RungeKuttaKernelsTests
{
    [Fact]
    public void Combine_gives_the_bits_of_the_plain_loops() => RandomCases.Check(random =>
    {
        var (n, stages, h, k, w, y) = Draw(random);
        var result = new double[n];
        RungeKuttaKernels.Combine(w, k, h, y, result);
        Assert.Equal(PlainRungeKutta.Combine(w, k, h, y), result);

        RungeKuttaKernels.Combine(w, k, h, y, y);
        Assert.Equal(result, y);
    });

    [Fact]
    public void ErrorNorm_gives_the_bits_of_the_plain_loops() => RandomCases.Check(random =>
    {
        var (n, stages, h, k, d, y) = Draw(random);
        var z = random.Vector(n);
        var s = random.Vector(n).Select(Math.Abs).ToArray();
        Assert.Equal(PlainRungeKutta.ErrorNorm(d, k, h, y, z, s, 1e-3, 1e-2), RungeKuttaKernels.ErrorNorm(d, k, h, y, z, s, 1e-3, 1e-2));
    });

    [Fact]
    public void ScaledNorm_gives_the_bits_of_the_plain_loop() => RandomCases.Check(random =>
    {
        var n = random.Next(1, 12);
        var (v, y) = (random.Vector(n), random.Vector(n));
        var s = random.Vector(n).Select(Math.Abs).ToArray();
        Assert.Equal(PlainRungeKutta.ScaledNorm(v, y, s, 1e-3, 1e-2), RungeKuttaKernels.ScaledNorm(v, y, s, 1e-3, 1e-2));
    });

    [Fact]
    public void AreFinite_finds_the_one_number_that_is_not() => RandomCases.Check(random =>
    {
        var v = random.Vector(random.Next(1, 12));
        Assert.True(FiniteKernel.AreFinite(v));
        v[random.Next(v.Length)] = random.Next(2) == 0 ? double.NaN : double.NegativeInfinity;
        Assert.False(FiniteKernel.AreFinite(v));
    });

    [Fact]
    public void ErrorNorm_sees_every_number_that_is_not_finite() => RandomCases.Check(random =>
    {
        var (n, stages, h, k, d, y) = Draw(random);
        Array.Fill(d, 1);
        var z = random.Vector(n);
        var s = Enumerable.Repeat(1.0, n).ToArray();
        var bad = random.Next(2) == 0 ? double.NaN : double.PositiveInfinity;
        (random.Next(2) == 0 ? z : k)[random.Next(n)] = bad;
        var norm = RungeKuttaKernels.ErrorNorm(d, k, h, y, z, s, 1e-3, 1e-2);
        Assert.False(norm <= 1, $"the norm is {norm}");
        Assert.False(double.IsFinite(norm));
    });

    [Fact]
    public void An_infinite_scale_leaves_a_component_out_but_does_not_hide_an_infinite_state()
    {
        var n = Vector<double>.Count;
        var (k, y, z, s) = (new double[n], new double[n], new double[n], new double[n]);
        Array.Fill(s, 1);
        (k[0], s[0]) = (1e300, double.PositiveInfinity);
        Assert.Equal(0, RungeKuttaKernels.ErrorNorm([1], k, 1, y, z, s, 1, 1));
        z[0] = double.PositiveInfinity;
        Assert.True(double.IsNaN(RungeKuttaKernels.ErrorNorm([1], k, 1, y, z, s, 1, 1)));
    }

    [Fact]
    public void StepTimesEigenvalue_gives_the_bits_of_the_plain_loops() => RandomCases.Check(random =>
    {
        var (n, stages, h, k, w, y) = Draw(random);
        k = random.Vector(n * (stages + 1));
        var s = random.Vector(n).Select(Math.Abs).ToArray();
        Assert.Equal(PlainRungeKutta.StepTimesEigenvalue(w, k, s), RungeKuttaKernels.StepTimesEigenvalue(w, k, s));
    });

    [Fact]
    public void The_kernels_allocate_nothing()
    {
        var (n, stages, h, k, w, y) = Draw(new Random(1));
        Assert.True(stages > 1);
        var z = new double[n];
        Allocation.IsZero(() =>
        {
            RungeKuttaKernels.Combine(w, k, h, y, z);
            RungeKuttaKernels.ErrorNorm(w, k, h, y, z, y, 1, 1);
            RungeKuttaKernels.ScaledNorm(z, y, y, 1, 1);
            FiniteKernel.AreFinite(y);
            RungeKuttaKernels.StepTimesEigenvalue(w.AsSpan(1), k, y);
        });
    }

    private static (int N, int Stages, double H, double[] K, double[] W, double[] Y) Draw(Random random)
    {
        var n = Vector<double>.Count * random.Next(1, 8);
        var stages = random.Next(1, 12);
        var w = random.Vector(stages);
        w[random.Next(stages)] = 0;
        return (n, stages, random.NextDouble(), random.Vector(n * stages), w, random.Vector(n));
    }
}
