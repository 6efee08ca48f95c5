using PopPK.Likelihood.Kernels;
using PopPK.Prediction;
using PopPK.TestKit;
using PopPK.TestKit.Twins;
using Xunit;

namespace PopPK.Likelihood.Tests.Kernels;

public class DensityKernelTests
{
    // Random effects as multiples of half a standard deviation, in turn; the last ones are far out.
    private static readonly double[][] Steps = [[0], [1, -1], [-1, 2, 1], [3, -3, 2]];

    public static TheoryData<string> Models => ["theophylline", "theophylline_ode", "indomethacin", "remifentanil", "phenobarbital"];

    [Theory]
    [MemberData(nameof(Models))]
    public void Accumulate_agrees_with_its_plain_twin(string model) => ForEachSubject(model, (subject, predict) =>
    {
        foreach (var order in new[] { DerivativeOrder.SecondActive, DerivativeOrder.SecondAll })
        {
            var predicted = predict(order);
            var plain = new PlainDensity(predicted, subject.Observed.ToArray());
            var buffers = new Buffers(predicted.Layout);

            var value = DensityKernel.Accumulate(predicted, subject.Observed, [], [], buffers.First, buffers.Pairs, buffers.K);

            Near.Equal(plain.Value(), value, Tolerance.Algebra, 1, $"{model} {subject.Id}");
            AssertNear(plain.First(), buffers.First, $"{model} {subject.Id} first, {order}");
            AssertNear(plain.Pairs(), buffers.Pairs, $"{model} {subject.Id} pairs, {order}");
            AssertNear(plain.Expected(), buffers.K, $"{model} {subject.Id} K, {order}");
        }
    });

    [Theory]
    [MemberData(nameof(Models))]
    public void TraceDerivatives_agree_with_their_plain_twin(string model) => ForEachSubject(model, (subject, predict) =>
    {
        var predicted = predict(DerivativeOrder.SecondAll);
        var buffers = new Buffers(predicted.Layout);
        var w = Weights(predicted.Layout.Active);

        DensityKernel.TraceDerivatives(predicted, subject.Observed.Length, [], [], w, buffers.Scratch, buffers.Kappa);

        var plain = new PlainDensity(predicted, subject.Observed.ToArray());
        AssertNear(plain.TraceDerivatives(w), buffers.Kappa, $"{model} {subject.Id}");
    });

    [Fact]
    public void What_was_in_the_buffers_before_does_not_matter() => ForEachSubject("theophylline", (subject, predict) =>
    {
        var predicted = predict(DerivativeOrder.SecondAll);
        var (fresh, used) = (new Buffers(predicted.Layout), new Buffers(predicted.Layout));
        used.Fill(double.NaN);
        foreach (var b in new[] { fresh, used })
        {
            DensityKernel.Accumulate(predicted, subject.Observed, [], [], b.First, b.Pairs, b.K);
            DensityKernel.TraceDerivatives(predicted, subject.Observed.Length, [], [], b.K, b.Scratch, b.Kappa);
        }

        Assert.Equal(fresh.First, used.First);
        Assert.Equal(fresh.Pairs, used.Pairs);
        Assert.Equal(fresh.K, used.K);
        Assert.Equal(fresh.Kappa, used.Kappa);
    });

    [Fact]
    public void The_kernel_allocates_nothing() => ForEachSubject("remifentanil", (subject, predict) =>
    {
        var predicted = predict(DerivativeOrder.SecondAll);
        var b = new Buffers(predicted.Layout);
        Allocation.IsZero(() =>
        {
            DensityKernel.Accumulate(predicted, subject.Observed, [], [], b.First, b.Pairs, b.K);
            DensityKernel.TraceDerivatives(predicted, subject.Observed.Length, [], [], b.K, b.Scratch, b.Kappa);
        });
    });

    // The first subjects of a model of the repository, each at several random effects.
    private static void ForEachSubject(string model, Action<BoundSubject, Func<DerivativeOrder, SubjectWorkspace>> check)
    {
        var cohort = CohortOf.File("models", model + ".poppk");
        var workspace = cohort.CreateWorkspace();
        double[] theta = [.. cohort.Model.Model.FixedEffects.Select(f => f.Initial)];
        foreach (var subject in cohort.Subjects.Take(5))
        {
            foreach (var steps in Steps)
            {
                double[] eta = [.. cohort.Model.Etas.Select((_, k) => 0.5 * steps[k % steps.Length] * Deviation(cohort, k))];
                check(subject, order =>
                {
                    var status = cohort.Model.Predict(subject, subject.Observations, theta, eta, order, workspace);
                    Assert.Equal(PredictionStatus.Success, status);
                    return workspace;
                });
            }
        }
    }

    private static double Deviation(Cohort cohort, int k)
    {
        var name = cohort.Model.Etas[k].Name;
        var block = cohort.Model.Model.RandomEffects.Single(b => b.Effects.Any(e => e.Name == name));
        var position = Enumerable.Range(0, block.Effects.Length).Single(i => block.Effects[i].Name == name);
        return Math.Sqrt(block.InitialAt(position, position));
    }

    // Any symmetric matrix will do.
    private static double[] Weights(int n) =>
        [.. Enumerable.Range(0, n * n).Select(e => 1.0 / (1 + e / n + e % n) - 0.3 * (e / n == e % n ? 0 : 1))];

    // The terms of a sum may cancel: rounding is relative to the largest entry.
    private static void AssertNear(double[] expected, double[] actual, string what) =>
        Near.Equal(expected, actual, Tolerance.Algebra, expected.Max(Math.Abs), what);

    private sealed class Buffers(JetLayout layout)
    {
        public double[] First { get; } = new double[layout.Total];

        public double[] Pairs { get; } = new double[layout.PairCount];

        public double[] K { get; } = new double[layout.Active * layout.Active];

        public double[] Scratch { get; } = new double[2 * layout.Active];

        public double[] Kappa { get; } = new double[layout.Total];

        public void Fill(double value)
        {
            foreach (var buffer in new[] { First, Pairs, K, Scratch, Kappa })
            {
                Array.Fill(buffer, value);
            }
        }
    }
}
