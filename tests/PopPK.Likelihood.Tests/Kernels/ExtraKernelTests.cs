using PopPK.Likelihood.Kernels;
using PopPK.Prediction;
using PopPK.TestKit;
using PopPK.TestKit.Twins;
using Xunit;

namespace PopPK.Likelihood.Tests.Kernels;

public class ExtraKernelTests
{
    [Fact]
    public void Accumulate_agrees_with_its_plain_twin()
    {
        var (subject, workspace) = Predict();
        var layout = workspace.Layout;
        double[] first = new double[layout.Total], pairs = new double[layout.PairCount], k = new double[layout.Active * layout.Active];
        var value = ExtraKernel.Accumulate(workspace, subject.IsNormal, first, pairs, k);
        var plain = new PlainExtra(workspace, subject.IsNormal.ToArray());
        Near.Equal(plain.Value(), value, Tolerance.Algebra);
        Near.Equal(plain.First(), first, Tolerance.Algebra, plain.First().Max(Math.Abs));
        Near.Equal(plain.Pairs(), pairs, Tolerance.Algebra, plain.Pairs().Max(Math.Abs));
        Near.Equal(plain.Curvature(), k, Tolerance.Algebra, plain.Curvature().Max(Math.Abs));
        Assert.Equal(value, ExtraKernel.Value(workspace, subject.Observed.Length));
        Assert.Contains(false, subject.IsNormal.ToArray());
        Assert.Contains(true, subject.IsNormal.ToArray());
    }

    [Fact]
    public void The_kernel_allocates_nothing()
    {
        var (subject, workspace) = Predict();
        var layout = workspace.Layout;
        double[] first = new double[layout.Total], pairs = new double[layout.PairCount], k = new double[layout.Active * layout.Active];
        Allocation.IsZero(() =>
        {
            ExtraKernel.Accumulate(workspace, subject.IsNormal, first, pairs, k);
            ExtraKernel.Value(workspace, subject.Observed.Length);
        });
    }

    // A subject with observations below the limit and above it.
    private static (BoundSubject Subject, SubjectWorkspace Workspace) Predict()
    {
        var cohort = CohortOf.File("models", "indomethacin_blq.poppk");
        var subject = cohort.Subjects.First(s => s.NormalCount > 0 && s.NormalCount < s.Observed.Length);
        var workspace = cohort.CreateWorkspace();
        double[] theta = [.. cohort.Model.Model.FixedEffects.Select(f => f.Initial)];
        double[] eta = [.. cohort.Model.Slots.Select((_, k) => k % 2 == 0 ? 0.1 : -0.1)];
        var status = cohort.Model.Predict(subject, subject.Observations, theta, eta, DerivativeOrder.SecondAll, workspace);
        Assert.Equal(PredictionStatus.Success, status);
        return (subject, workspace);
    }
}
