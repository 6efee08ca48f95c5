using System.Runtime.Intrinsics;
using PopPK.Numerics.Ode;
using PopPK.Numerics.Ode.Kernels;
using PopPK.TestKit;
using PopPK.TestKit.Twins;
using Xunit;

namespace PopPK.Numerics.Tests.Ode;

/// <summary><see cref="LaneRungeKutta"/> against <see cref="ExplicitRungeKutta"/>, and its kernels against their plain twin.</summary>
public class LaneRungeKuttaTests
{
    private const int Width = LaneOdeWorkspace.Width;
    private const int Amounts = 3;
    private static readonly double[] Outputs = [0, 0.5, 1, 1.5, 2, 4, 4.5, 8, 12];

    [Theory]
    [InlineData(1e-6)]
    [InlineData(1e-10)]
    public void Eight_problems_go_where_they_go_alone(double tolerance)
    {
        var options = new OdeOptions { RelativeTolerance = tolerance, AbsoluteTolerance = 1e-12 };
        var (states, _) = Integrate(options, [0, 1, 2, 3, 4, 5, 6, 7]);
        for (var lane = 0; lane < Width; lane++)
        {
            var plain = new double[Amounts * Outputs.Length];
            var time = 0.0;
            Assert.Equal(OdeStatus.Success, ExplicitRungeKutta.Integrate(
                new MichaelisMentenOral(ParametersOf(lane), 0),
                options,
                new OdeWorkspace(Amounts, options.Tableau),
                ref time,
                Outputs[^1],
                [100, 0, 0],
                Outputs,
                plain));

            // The same steps, but for the last digits of their lengths.
            Near.Equal(plain, states[lane], tolerance, 100 * 1e-6, $"lane {lane}");
        }
    }

    [Fact]
    public void A_lane_does_not_depend_on_its_company()
    {
        var options = new OdeOptions { RelativeTolerance = 1e-7 };
        var (together, _) = Integrate(options, [0, 1, 2, 3, 4, 5, 6, 7]);
        for (var problem = 0; problem < Width; problem++)
        {
            int[] alone = [.. Enumerable.Repeat(-1, Width)];
            alone[(problem + 3) % Width] = problem;
            Assert.Equal(together[problem], Integrate(options, alone).States[problem]);
        }
    }

    [Fact]
    public void Stepping_allocates_nothing()
    {
        var options = new OdeOptions();
        var workspace = Begin(options, [0, 1, 2, 3, 4, 5, 6, 7], out var system);
        Allocation.IsZero(() => LaneRungeKutta.Step(system, options, workspace));
    }

    [Fact]
    public void A_lane_without_finite_rates_fails_and_the_others_do_not()
    {
        var options = new OdeOptions();
        var workspace = Begin(options, [0, -1, -1, -1, -1, -1, -1, 1], out var system);
        workspace.State[1 * Width + 7] = double.NaN;
        for (var i = 0; i < 2000; i++)
        {
            LaneRungeKutta.Step(system, options, workspace);
        }

        Assert.Equal(Outputs[^1], workspace.Time[0]);
        Assert.Equal(0, workspace.HasFailed[0]);
        Assert.Equal(0, workspace.Time[7]);
        Assert.True(workspace.Attempts[7] >= 2000 || workspace.HasFailed[7] != 0);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(7)]
    public void Kernels_compute_what_their_plain_twin_computes(int components)
    {
        const int stages = 5;
        var random = new Random(3);
        double[] Vector(int n) => [.. Enumerable.Range(0, n).Select(_ => random.NextDouble() - 0.5)];
        var (w, k, y, z) = (Vector(stages), Vector(stages * components * Width), Vector(components * Width), new double[components * Width]);
        w[2] = 0;
        double[] s = [.. Enumerable.Repeat(2.0, components * Width)], steps = Vector(Width), error = new double[Width], size = new double[Width];
        double[] inLanes = [.. w.SelectMany(x => Enumerable.Repeat(x, Width))], z2 = new double[z.Length];
        Allocation.IsZero(() =>
        {
            var h = LaneRungeKuttaKernels.Load(steps, 0);
            LaneRungeKuttaKernels.Combine(w, k, h, y, z);
            LaneRungeKuttaKernels.CombineLanes(inLanes, k, h, y, z2);
            LaneRungeKuttaKernels.Store(error, 0, LaneRungeKuttaKernels.ErrorNorm(w, k, h, y, z, s, 1e-3, 1e-2));
            LaneRungeKuttaKernels.Store(size, 0, LaneRungeKuttaKernels.ScaledNorm(y, [], y, s, 1e-3, 1e-2));
        });
        for (var lane = 0; lane < Width; lane++)
        {
            double[] Of(double[] lanes) => [.. lanes.Where((_, i) => i % Width == lane)];
            Near.Equal(PlainRungeKutta.Combine(w, Of(k), steps[lane], Of(y)), Of(z), Tolerance.Algebra, 1);
            Near.Equal(Of(z), Of(z2), Tolerance.Algebra, 1);
            Near.Equal(PlainRungeKutta.ErrorNorm(w, Of(k), steps[lane], Of(y), Of(z), Of(s), 1e-3, 1e-2), error[lane], Tolerance.Algebra, 1);
            Near.Equal(PlainRungeKutta.ScaledNorm(Of(y), Of(y), Of(s), 1e-3, 1e-2), size[lane], Tolerance.Algebra, 1);
        }
    }

    [Fact]
    public void Weights_inside_a_step_are_those_of_the_extension()
    {
        var extension = ExplicitRungeKuttaTableau.Verner76.Extension!;
        double[] thetas = [0, 0.1, 0.25, 0.4, 0.5, 0.7, 0.9, 1], expected = new double[extension.StageCount], weights = new double[extension.StageCount * Width];
        Allocation.IsZero(() => LaneRungeKuttaKernels.FillWeights(extension, Vector512.Create((ReadOnlySpan<double>)thetas), weights));
        for (var lane = 0; lane < Width; lane++)
        {
            extension.Weights(thetas[lane], expected);
            for (var i = 0; i < expected.Length; i++)
            {
                Near.Equal(expected[i], weights[i * Width + lane], Tolerance.Algebra, 10, $"stage {i}, lane {lane}");
            }
        }
    }

    // The states at all outputs, problem by problem; -1 leaves a lane without one.
    private static (double[][] States, LaneOdeWorkspace Workspace) Integrate(OdeOptions options, int[] problems)
    {
        var workspace = Begin(options, problems, out var system);
        for (var i = 0; i < 10_000 && Enumerable.Range(0, Width).Any(lane => workspace.Time[lane] < workspace.End[lane]); i++)
        {
            LaneRungeKutta.Step(system, options, workspace);
        }

        var states = new double[Width][];
        for (var lane = 0; lane < Width; lane++)
        {
            if (problems[lane] >= 0)
            {
                Assert.Equal(Outputs.Length, system.States[lane].Count / Amounts);
                states[problems[lane]] = [.. system.States[lane]];
            }
        }

        return (states, workspace);
    }

    private static LaneOdeWorkspace Begin(OdeOptions options, int[] problems, out EightSystems system)
    {
        var workspace = new LaneOdeWorkspace(Amounts, options.Tableau);
        system = new EightSystems(problems, workspace);
        for (var lane = 0; lane < Width; lane++)
        {
            workspace.Restart(lane);
            if (problems[lane] >= 0)
            {
                workspace.State[lane] = 100;
                workspace.End[lane] = Outputs[^1];
                system.TakeOutput(lane, workspace.State);
            }
        }

        return workspace;
    }

    private static double[] ParametersOf(int problem) => [.. MichaelisMentenOral.Typical.Select((p, i) => p * (1 + 0.1 * ((problem + i) % 8)))];

    private sealed class EightSystems(int[] problems, LaneOdeWorkspace workspace) : ILaneOdeSystem
    {
        private readonly double[] _state = new double[Amounts];
        private readonly double[] _rates = new double[Amounts];
        private readonly double[][] _parameters = [.. problems.Select(p => ParametersOf(Math.Max(p, 0)))];

        public List<double>[] States { get; } = [.. problems.Select(_ => new List<double>(100))];

        public void Rates(ReadOnlySpan<double> time, ReadOnlySpan<double> state, Span<double> rates)
        {
            for (var lane = 0; lane < Width; lane++)
            {
                for (var i = 0; i < Amounts; i++)
                {
                    _state[i] = state[i * Width + lane];
                }

                var (p, a) = (_parameters[lane], _state);
                var elimination = p[1] * a[1] / (p[2] + a[1]);
                _rates[0] = -p[0] * a[0];
                _rates[1] = p[0] * a[0] - elimination - p[3] * a[1] + p[4] * a[2];
                _rates[2] = p[3] * a[1] - p[4] * a[2];
                for (var i = 0; i < Amounts; i++)
                {
                    rates[i * Width + lane] = _rates[i];
                }
            }
        }

        public void TakeOutput(int lane, ReadOnlySpan<double> states)
        {
            for (var i = 0; i < Amounts; i++)
            {
                States[lane].Add(states[i * Width + lane]);
            }

            var next = States[lane].Count / Amounts;
            workspace.NextOutput[lane] = next < Outputs.Length ? Outputs[next] : double.PositiveInfinity;
        }
    }
}
