using PopPK.Numerics.LinearAlgebra;
using PopPK.Prediction;
using PopPK.Prediction.Compilation;

namespace PopPK.Evaluation;

/// <summary>
/// The predictions of all records of a subject as linear functions of its random effects: mean and residual standard deviation on the
/// residual scale with their slopes, and the correlations of residuals. Immutable once made.
/// </summary>
internal sealed class Linearisation
{
    private readonly double[] _eta;
    private readonly double[] _slopes;
    private readonly double[] _deviationSlopes;

    private Linearisation(int records, int correlations, ReadOnlySpan<double> eta)
    {
        _eta = eta.ToArray();
        Prediction = NotANumber(records);
        Mean = NotANumber(records);
        Variance = NotANumber(records);
        Correlations = new double[correlations];
        _slopes = new double[records * eta.Length];
        _deviationSlopes = new double[records * eta.Length];
    }

    /// <summary>f on the scale of DV, per record; NaN where there is none.</summary>
    public double[] Prediction { get; }

    /// <summary>Mean on the residual scale.</summary>
    public double[] Mean { get; }

    /// <summary>Residual variance.</summary>
    public double[] Variance { get; }

    /// <summary>The correlations of residuals, in the model's order.</summary>
    public double[] Correlations { get; }

    /// <summary>Linearises at a point.</summary>
    /// <param name="model">The model.</param>
    /// <param name="subject">The subject.</param>
    /// <param name="theta">The fixed effects.</param>
    /// <param name="eta">The random effects.</param>
    /// <param name="workspace">Scratch.</param>
    /// <remarks>Records that are not observations may have no variance (f = 0 before the first dose); the others are valid then.</remarks>
    public static Linearisation At(
        CompiledModel model,
        BoundSubject subject,
        ReadOnlySpan<double> theta,
        ReadOnlySpan<double> eta,
        SubjectWorkspace workspace)
    {
        var result = new Linearisation(subject.Records.Count, workspace.CorrelationCount, eta);
        var status = model.Predict(subject, subject.Records, theta, eta, DerivativeOrder.FirstActive, workspace);
        if (status is not (PredictionStatus.Success or PredictionStatus.VarianceNotPositive or PredictionStatus.PredictionNotFinite)
            || (status != PredictionStatus.Success && workspace.FailedPoint < 0))
        {
            return result;
        }

        model.ReportPredictions(subject, subject.Records, workspace, result.Prediction);
        for (var r = 0; r < result.Mean.Length; r++)
        {
            result.Fill(r, model.Phi.Layout.Active, workspace);
        }

        for (var k = 0; k < result.Correlations.Length; k++)
        {
            result.Correlations[k] = workspace.Correlation(k);
        }

        return result;
    }

    /// <summary>The mean a linear model has at eta = 0: m - G eta.</summary>
    /// <param name="record">Index of the record.</param>
    public double MeanAtZero(int record) => Mean[record] - DenseKernels.Dot(Row(_slopes, record), _eta);

    /// <summary>The residual standard deviation a linear model has at eta = 0: w - w_eta eta.</summary>
    /// <param name="record">Index of the record.</param>
    public double DeviationAtZero(int record) => Math.Sqrt(Variance[record]) - DenseKernels.Dot(Row(_deviationSlopes, record), _eta);

    /// <summary>The part of the covariance of two observations that comes from the random effects: G Omega G'.</summary>
    /// <param name="i">Record of the one.</param>
    /// <param name="j">Record of the other.</param>
    /// <param name="omega">Omega, row by row.</param>
    public double Between(int i, int j, ReadOnlySpan<double> omega) => BilinearForm(Row(_slopes, i), Row(_slopes, j), omega);

    /// <summary>The mean product of two residual standard deviations that vary with the random effects: w_i w_j at eta = 0 + w_eta Omega w_eta'.</summary>
    /// <param name="i">Record of the one.</param>
    /// <param name="j">Record of the other.</param>
    /// <param name="omega">Omega, row by row.</param>
    public double Within(int i, int j, ReadOnlySpan<double> omega) =>
        DeviationAtZero(i) * DeviationAtZero(j) + BilinearForm(Row(_deviationSlopes, i), Row(_deviationSlopes, j), omega);

    private static double[] NotANumber(int count)
    {
        var values = new double[count];
        Array.Fill(values, double.NaN);
        return values;
    }

    private void Fill(int r, int active, SubjectWorkspace workspace)
    {
        var n = _eta.Length;
        Mean[r] = workspace.Mean(r);
        Variance[r] = workspace.Variance(r);
        var meanByPhi = workspace.MeanFirst(r);
        var varianceByPhi = workspace.VarianceFirst(r);
        var perDeviation = 0.5 / Math.Sqrt(Variance[r]);
        for (var a = 0; a < active; a++)
        {
            for (var k = 0; k < n; k++)
            {
                var phiByEta = workspace.PhiByEta[a * n + k];
                _slopes[r * n + k] += meanByPhi[a] * phiByEta;
                _deviationSlopes[r * n + k] += perDeviation * varianceByPhi[a] * phiByEta;
            }
        }
    }

    private ReadOnlySpan<double> Row(double[] slopes, int record) => slopes.AsSpan(record * _eta.Length, _eta.Length);

    private static double BilinearForm(ReadOnlySpan<double> left, ReadOnlySpan<double> right, ReadOnlySpan<double> matrix)
    {
        var sum = 0.0;
        for (var k = 0; k < left.Length; k++)
        {
            sum += left[k] * DenseKernels.Dot(matrix.Slice(k * right.Length, right.Length), right);
        }

        return sum;
    }
}
