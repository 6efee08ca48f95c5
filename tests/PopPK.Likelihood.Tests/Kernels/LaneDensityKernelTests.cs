using PopPK.Likelihood.Kernels;
using PopPK.Prediction;
using PopPK.TestKit;
using PopPK.TestKit.Twins;
using Xunit;

namespace PopPK.Likelihood.Tests.Kernels;

/// <summary><see cref="LaneDensityKernel"/> against the formulas as they are written, over predictions made one by one.</summary>
public class LaneDensityKernelTests
{
    public static TheoryData<string> Models => ["theophylline", "theophylline_ode", "indomethacin", "remifentanil", "phenobarbital"];

    [Theory]
    [MemberData(nameof(Models))]
    public void Sums_agree_with_their_plain_twins(string model)
    {
        var cohort = CohortOf.File("models", model + ".poppk");
        var (one, eight) = (cohort.CreateWorkspace(), cohort.CreateWorkspace());
        double[] theta = [.. cohort.Model.Model.FixedEffects.Select(f => f.Initial)];
        double[] eta = [.. cohort.Model.Etas.Select((_, k) => k % 2 == 0 ? 0.2 : -0.1)];
        foreach (var subject in cohort.Subjects.Take(6))
        {
            foreach (var order in new[] { DerivativeOrder.SecondActive, DerivativeOrder.SecondAll })
            {
                Assert.Equal(PredictionStatus.Success, cohort.Model.Predict(subject, subject.Observations, theta, eta, order, one));
                Assert.Equal(PredictionStatus.Success, cohort.Model.PredictInLanes(subject, theta, eta, order, eight));
                var plain = new PlainDensity(one, subject.Observed.ToArray());
                var layout = one.Layout;
                var sums = new double[LaneDensityKernel.ScratchLength(layout)];
                var (first, pairs, k) = (new double[layout.Total], new double[layout.PairCount], new double[layout.Active * layout.Active]);

                var value = LaneDensityKernel.Accumulate(eight, subject.Observed, sums, first, pairs, k);

                Near.Equal(plain.Value(), value, Tolerance.MatrixExponential, 1, $"{model} {subject.Id}");
                Near.Equal(plain.Value(), LaneDensityKernel.Value(eight, subject.Observed), Tolerance.MatrixExponential, 1, $"{model} {subject.Id}");
                AssertNear(plain.First(), first, $"{model} {subject.Id} first, {order}");
                AssertNear(plain.Pairs(), pairs, $"{model} {subject.Id} pairs, {order}");
                AssertNear(plain.Expected(), k, $"{model} {subject.Id} K, {order}");
                if (order == DerivativeOrder.SecondAll)
                {
                    var kappa = new double[layout.Total];
                    LaneDensityKernel.TraceDerivatives(eight, subject.Observed.Length, k, sums, kappa);
                    AssertNear(plain.TraceDerivatives(k), kappa, $"{model} {subject.Id} trace");
                    Allocation.IsZero(() =>
                    {
                        LaneDensityKernel.Accumulate(eight, subject.Observed, sums, first, pairs, k);
                        LaneDensityKernel.TraceDerivatives(eight, subject.Observed.Length, k, sums, kappa);
                        LaneDensityKernel.Value(eight, subject.Observed);
                    });
                }
            }
        }
    }

    // The terms of a sum may cancel: rounding is relative to the largest entry.
    private static void AssertNear(double[] expected, double[] actual, string what) =>
        Near.Equal(expected, actual, Tolerance.MatrixExponential, expected.Max(Math.Abs), what);
}
