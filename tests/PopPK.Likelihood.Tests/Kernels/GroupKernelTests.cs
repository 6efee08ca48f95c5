using PopPK.Likelihood.Kernels;
using PopPK.Modeling;
using PopPK.Prediction;
using PopPK.Symbolics;
using PopPK.TestKit;
using PopPK.TestKit.Twins;
using Xunit;

namespace PopPK.Likelihood.Tests.Kernels;

/// <summary><see cref="GroupKernel"/>, <see cref="GroupTraceKernel"/> and <see cref="GroupCovarianceKernel"/>.</summary>
public class GroupKernelTests
{
    public static TheoryData<string, bool> Models => new()
    {
        { "correlation(cp, effect) = rho", false },
        { "correlation(cp, effect) = rho\n  correlation(effect, marker) = other", false },
        { CorrelatedResiduals.AllCorrelations, false },
        { CorrelatedResiduals.AllCorrelations, true },
    };

    [Theory]
    [MemberData(nameof(Models))]
    public void Kernels_agree_with_their_plain_twin(string correlations, bool areIndividual) => ForEachSubject(correlations, areIndividual, (subject, predict) =>
    {
        foreach (var order in new[] { DerivativeOrder.SecondActive, DerivativeOrder.SecondAll })
        {
            var predicted = predict(order);
            var plain = subject.ResidualGroups.Select(g => new PlainGroupDensity(predicted, g, subject.Observed.ToArray())).ToArray();
            var b = new Buffers(subject, predicted.Layout);
            var value = 0.0;
            Assert.True(GroupKernel.TryAccumulate(predicted, subject, [], b.Scratch, b.First, b.Pairs, b.K, ref value));

            var without = 0.0;
            Assert.True(GroupKernel.TryValue(predicted, subject, [], b.Scratch, ref without));
            Assert.Equal(value, without);
            Near.Equal(plain.Sum(p => p.Value()), value, Tolerance.Algebra, 1, subject.Id);
            AssertNear(plain.Select(p => p.First()), b.First, $"{subject.Id} first, {order}");
            AssertNear(plain.Select(p => p.Pairs()), b.Pairs, $"{subject.Id} pairs, {order}");
            AssertNear(plain.Select(p => p.Expected()), b.K, $"{subject.Id} K, {order}");
            if (order == DerivativeOrder.SecondAll)
            {
                var w = Weights(predicted.Layout.Active);
                GroupTraceKernel.AddDerivatives(predicted, subject, [], w, b.Scratch, b.Kappa);
                AssertNear(plain.Select(p => p.TraceDerivatives(w)), b.Kappa, $"{subject.Id} trace");
            }
        }
    });

    [Theory]
    [MemberData(nameof(Models))]
    public void K_is_the_mean_of_half_the_second_derivatives(string correlations, bool areIndividual) => ForEachSubject(correlations, areIndividual, (subject, predict) =>
    {
        // They are of second degree in the residuals, so residuals whose mean is 0 and whose mean square is V give the exact mean.
        var predicted = predict(DerivativeOrder.SecondActive);
        var layout = predicted.Layout;
        foreach (var plain in subject.ResidualGroups.Select(g => new PlainGroupDensity(predicted, g, subject.Observed.ToArray())))
        {
            var typical = plain.WithTypicalResiduals().Select(p => p.Pairs()).ToArray();
            var expected = plain.Expected();
            double[] mean = [.. Enumerable.Range(0, expected.Length).Select(e =>
                0.5 * typical.Average(p => p[layout.PairIndex(e / layout.Active, e % layout.Active)]))];
            Near.Equal(mean, expected, Tolerance.Algebra, 10 * expected.Max(Math.Abs), subject.Id);
        }
    });

    [Fact]
    public void Kernels_allocate_nothing() => ForEachSubject(CorrelatedResiduals.AllCorrelations, false, (subject, predict) =>
    {
        var predicted = predict(DerivativeOrder.SecondAll);
        var b = new Buffers(subject, predicted.Layout);
        double[] frozen =
        [
            .. Enumerable.Range(0, subject.Observed.Length).Select(predicted.Variance),
            .. Enumerable.Range(0, predicted.CorrelationCount).Select(predicted.Correlation),
        ];
        var frozenByTheta = new double[frozen.Length * predicted.ThetaCount];
        var byTheta = new double[predicted.ThetaCount];
        var mixed = new double[predicted.Layout.Active * predicted.ThetaCount];
        Allocation.IsZero(() =>
        {
            var value = 0.0;
            GroupKernel.TryValue(predicted, subject, [], b.Scratch, ref value);
            GroupKernel.TryAccumulate(predicted, subject, [], b.Scratch, b.First, b.Pairs, b.K, ref value);
            GroupTraceKernel.AddDerivatives(predicted, subject, [], b.K, b.Scratch, b.Kappa);
            GroupTraceKernel.AddFrozen(predicted, subject, frozen, frozenByTheta, b.K, b.Scratch, byTheta, mixed);
        });
        if (!subject.ResidualGroups.IsEmpty)
        {
            Allocation.IsZero(() => GroupCovarianceKernel.TryFill(predicted, subject.ResidualGroups[0], subject.Observed, frozen, b.Scratch));
        }
    });

    // All subjects, each at two points; with individual correlations those depend on random effects.
    private static void ForEachSubject(string correlations, bool areIndividual, Action<BoundSubject, Func<DerivativeOrder, SubjectWorkspace>> check)
    {
        var model = CohortOf.Model(CorrelatedResiduals.Model(correlations));
        if (areIndividual)
        {
            var clearance = Expr.Of(model.Individual.Single(d => d.Symbol.Name == "cl").Symbol);
            model = model with
            {
                Correlations = [.. model.Correlations.Select(c => c with { Correlation = c.Correlation * Expr.Call(ElementaryFunction.Tanh, 0.3 * clearance) })],
            };
        }

        var cohort = CohortOf.ModelAndData(model, CorrelatedResiduals.Data(3));
        var workspace = cohort.CreateWorkspace();
        double[] theta = [.. cohort.Model.Model.FixedEffects.Select(f => f.Initial)];
        foreach (var subject in cohort.Subjects)
        {
            foreach (double[] eta in (double[][])[[0, 0, 0], [0.3, -0.2, 0.4]])
            {
                check(subject, order =>
                {
                    Assert.Equal(PredictionStatus.Success, cohort.Model.Predict(subject, subject.Observations, theta, eta, order, workspace));
                    return workspace;
                });
            }
        }
    }

    private static double[] Weights(int n) =>
        [.. Enumerable.Range(0, n * n).Select(e => 1.0 / (1 + e / n + e % n) - 0.3 * (e / n == e % n ? 0 : 1))];

    private static void AssertNear(IEnumerable<double[]> groups, double[] actual, string what)
    {
        var (sum, size) = (new double[actual.Length], 1.0);
        foreach (var group in groups)
        {
            size += group.Max(Math.Abs);
            for (var i = 0; i < sum.Length; i++)
            {
                sum[i] += group[i];
            }
        }

        Near.Equal(sum, actual, Tolerance.Algebra, size, what);
    }

    private sealed class Buffers(BoundSubject subject, JetLayout layout)
    {
        public GroupScratch Scratch { get; } = new(subject.ResidualGroups, layout);

        public double[] First { get; } = new double[layout.Total];

        public double[] Pairs { get; } = new double[layout.PairCount];

        public double[] K { get; } = new double[layout.Active * layout.Active];

        public double[] Kappa { get; } = new double[layout.Total];
    }
}
