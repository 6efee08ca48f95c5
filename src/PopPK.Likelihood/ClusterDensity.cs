using PopPK.Numerics.LinearAlgebra;
using PopPK.Prediction;
using PopPK.Prediction.Compilation;

namespace PopPK.Likelihood;

/// <summary>
/// The joint density of a cluster's observations and latent vector x, as -2 log with constants dropped:
/// J(x) = sum over observations of (y - f)^2/v + log v, plus eta' Omega^-1 eta over all instances of random effects.
/// Scratch of one worker.
/// </summary>
internal sealed class ClusterDensity(Cohort cohort, ClusterWorkspace workspace)
{
    private BoundSubject[] _subjects = [];
    private int _count;

    /// <summary>The cluster.</summary>
    public ClusterLayout Layout { get; private set; } = new([], 0, [], [], SkylineLayout.Full(0));

    /// <summary>Number of subjects.</summary>
    public int SubjectCount => _count;

    /// <summary>The population parameters.</summary>
    public PopulationPoint Point { get; private set; } = null!;

    /// <summary>Position in the cluster of the subject at which the last evaluation failed.</summary>
    public int FailedMember { get; set; }

    /// <summary>log of the determinant of the covariance matrix of x.</summary>
    public double LogDeterminantOfPrior { get; private set; }

    /// <summary>Turns to a cluster.</summary>
    /// <param name="layout">The cluster.</param>
    /// <param name="classOfMixture">The subpopulation its subjects belong to, from 0.</param>
    /// <param name="point">The population parameters.</param>
    /// <param name="variance">Where variances are taken.</param>
    public PredictionStatus Begin(ClusterLayout layout, int classOfMixture, PopulationPoint point, VarianceRule variance)
    {
        Layout = layout;
        Point = point;
        FailedMember = 0;
        workspace.Resize(layout);
        _count = layout.Subjects.Length;
        if (_subjects.Length < _count)
        {
            Array.Resize(ref _subjects, _count);
        }

        for (var i = 0; i < _count; i++)
        {
            _subjects[i] = cohort.SubjectOf(layout.Subjects[i], classOfMixture);
        }

        LogDeterminantOfPrior = 0;
        foreach (var block in layout.Blocks)
        {
            LogDeterminantOfPrior += point.Covariances[block.Covariance].LogDeterminant;
        }

        workspace.Frozen.Clear();
        if (variance == VarianceRule.AtEta)
        {
            return PredictionStatus.Success;
        }

        var status = workspace.Frozen.Evaluate(_subjects.AsSpan(0, _count), point.Theta, workspace.Prediction, out var failed);
        FailedMember = status == PredictionStatus.Success ? 0 : failed;
        return status;
    }

    /// <summary>A subject of the cluster.</summary>
    /// <param name="member">Its position in the cluster.</param>
    public BoundSubject SubjectAt(int member) => _subjects[member];

    /// <summary>
    /// Evaluates J and, with an order that has second derivatives, half its gradient, half its second derivatives A and their expectation.
    /// </summary>
    /// <param name="x">The latent vector.</param>
    /// <param name="order">Value, SecondActive or SecondAll.</param>
    /// <param name="value">J.</param>
    public PredictionStatus Evaluate(ReadOnlySpan<double> x, DerivativeOrder order, out double value)
    {
        var withDerivatives = order != DerivativeOrder.Value;
        if (withDerivatives)
        {
            workspace.Gradient.Clear();
            workspace.Curvature.Clear();
            workspace.Expected.Clear();
        }

        value = 0;
        for (var member = 0; member < _count; member++)
        {
            var status = EvaluateMember(member, x, order, out var share);
            if (status != PredictionStatus.Success)
            {
                value = double.PositiveInfinity;
                return status;
            }

            value += share;
            if (withDerivatives)
            {
                AddMember(member);
            }
        }

        value += AddPrior(x, withDerivatives);
        return double.IsFinite(value) ? PredictionStatus.Success : PredictionStatus.PredictionNotFinite;
    }

    /// <summary>Evaluates one subject's share at its part of a latent vector, left in <see cref="ClusterWorkspace.SubjectEta"/>.</summary>
    /// <param name="member">Position of the subject in the cluster.</param>
    /// <param name="x">The latent vector.</param>
    /// <param name="order">The order.</param>
    /// <param name="value">-2 log density of its observations.</param>
    public PredictionStatus EvaluateMember(int member, ReadOnlySpan<double> x, DerivativeOrder order, out double value)
    {
        var latents = Layout.Latents[member];
        var eta = workspace.SubjectEta;
        for (var k = 0; k < latents.Length; k++)
        {
            eta[k] = x[latents[k]];
        }

        var status = workspace.Subject.Evaluate(_subjects[member], Point.Theta, eta, order, workspace.Frozen.Of(member), out value);
        FailedMember = status == PredictionStatus.Success ? FailedMember : member;
        return status;
    }

    /// <summary>Predicts one subject's observations at eta = 0.</summary>
    /// <param name="member">Position of the subject in the cluster.</param>
    /// <param name="order">The order.</param>
    public PredictionStatus PredictAtZero(int member, DerivativeOrder order)
    {
        Array.Clear(workspace.SubjectEta);
        var subject = _subjects[member];
        return cohort.Model.Predict(subject, subject.Observations, Point.Theta, workspace.SubjectEta, order, workspace.Prediction);
    }

    /// <summary>Writes half the derivatives of the prior's part of J.</summary>
    /// <param name="x">The latent vector.</param>
    /// <param name="gradient">Receives them.</param>
    public void WritePriorGradient(ReadOnlySpan<double> x, Span<double> gradient)
    {
        gradient.Clear();
        foreach (var block in Layout.Blocks)
        {
            DenseKernels.Multiply(
                Point.Covariances[block.Covariance].Inverse, x.Slice(block.First, block.Size), gradient.Slice(block.First, block.Size));
        }
    }

    /// <summary>Adds the inverse of the covariance matrix of x.</summary>
    /// <param name="factor">Its factor.</param>
    /// <param name="matrix">A matrix of the cluster.</param>
    public void AddPriorCurvature(double factor, Span<double> matrix)
    {
        foreach (var block in Layout.Blocks)
        {
            var inverse = Point.Covariances[block.Covariance].Inverse;
            for (var k = 0; k < block.Size; k++)
            {
                DenseKernels.AddScaled(
                    factor, inverse.Slice(k * block.Size, k + 1), matrix.Slice(Layout.Shape.At(block.First + k, block.First), k + 1));
            }
        }
    }

    /// <summary>The length of a step in standard deviations of the random effects.</summary>
    /// <param name="step">A change of the latent vector.</param>
    public double Length(ReadOnlySpan<double> step)
    {
        var sum = 0.0;
        foreach (var block in Layout.Blocks)
        {
            sum += DenseKernels.QuadraticForm(Point.Covariances[block.Covariance].Inverse, step.Slice(block.First, block.Size));
        }

        return Math.Sqrt(sum);
    }

    private void AddMember(int member)
    {
        var latents = Layout.Latents[member];
        var subject = workspace.Subject;
        var n = latents.Length;
        var gradient = workspace.Gradient;
        var curvature = workspace.Curvature;
        var expected = workspace.Expected;
        for (var k = 0; k < n; k++)
        {
            gradient[latents[k]] += subject.Gradient[k];
            for (var l = 0; l <= k; l++)
            {
                var at = Layout.Shape.At(latents[k], latents[l]);
                curvature[at] += subject.Curvature[k * n + l];
                expected[at] += subject.Expected[k * n + l];
            }
        }
    }

    private double AddPrior(ReadOnlySpan<double> x, bool withDerivatives)
    {
        var gradient = workspace.Gradient;
        var value = 0.0;
        if (withDerivatives)
        {
            AddPriorCurvature(1, workspace.Curvature);
            AddPriorCurvature(1, workspace.Expected);
        }

        foreach (var block in Layout.Blocks)
        {
            var inverse = Point.Covariances[block.Covariance].Inverse;
            for (var k = 0; k < block.Size; k++)
            {
                var row = block.First + k;
                var product = DenseKernels.Dot(inverse.Slice(k * block.Size, block.Size), x.Slice(block.First, block.Size));
                value += x[row] * product;
                if (withDerivatives)
                {
                    gradient[row] += product;
                }
            }
        }

        return value;
    }
}
