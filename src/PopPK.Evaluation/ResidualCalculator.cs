using System.Collections.Immutable;
using PopPK.Estimation;
using PopPK.Likelihood;
using PopPK.Numerics.LinearAlgebra;
using PopPK.Prediction;
using PopPK.Prediction.Compilation;

namespace PopPK.Evaluation;

/// <summary>
/// Predictions and residuals of every record (Hooker, Staatz and Karlsson 2007, Pharm Res 24:2187). With f and v mean
/// and variance, G = df/deta, h = sqrt(v) and C = G Omega G' + diag(v):
/// WRES decorrelates y - f(0) by the symmetric inverse root of C at eta = 0, to which interaction adds the first-order
/// variance h_eta Omega h_eta' of the residual standard deviation (NONMEM's WRES under METHOD=1 INTERACTION);
/// CWRES decorrelates y - (f(mode) - G mode) by that of C at the mode, v there too.
/// Stateless; safe for concurrent use.
/// </summary>
public static class ResidualCalculator
{
    /// <summary>Computes the residuals of a result.</summary>
    /// <param name="result">An estimation or evaluation.</param>
    /// <returns>One entry per data record in the order of the data; empty when no subject could be evaluated, NaN for one that could not.</returns>
    public static ImmutableArray<RecordResiduals> Compute(EstimationResult result)
    {
        ArgumentNullException.ThrowIfNull(result);
        if (result.Subjects.IsEmpty || result.Layout.PointAt(result.FreeParameters.AsSpan()) is not { } point)
        {
            return [];
        }

        var rows = ImmutableArray.CreateBuilder<RecordResiduals>();
        var workspace = result.Cohort.CreateWorkspace();
        for (var i = 0; i < result.Subjects.Length; i++)
        {
            rows.AddRange(OfSubject(result.Cohort, i, point, result.Subjects[i].Eta.AsSpan(), workspace));
        }

        return rows.ToImmutable();
    }

    private static RecordResiduals[] OfSubject(
        Cohort cohort,
        int index,
        PopulationPoint point,
        ReadOnlySpan<double> eta,
        SubjectWorkspace workspace)
    {
        var model = cohort.Model;
        var subject = cohort.Subjects[index];
        var atZero = Linearise(model, subject, point, new double[eta.Length], workspace);
        var atMode = Linearise(model, subject, point, eta, workspace);
        var conditional = new double[atMode.Mean.Length];
        for (var r = 0; r < conditional.Length; r++)
        {
            conditional[r] = atMode.Mean[r] - DenseKernels.Dot(atMode.Slopes.AsSpan(r * eta.Length, eta.Length), eta);
        }

        var observations = subject.Observations.Records;
        var wres = Decorrelate(subject, atZero, atZero.Mean, point.Omega, withInteraction: true);
        var cwres = Decorrelate(subject, atMode, conditional, point.Omega, withInteraction: false);
        var rows = new RecordResiduals[atMode.Mean.Length];
        for (int r = 0, j = 0; r < rows.Length; r++)
        {
            var isObservation = j < observations.Length && observations[j] == r;
            var y = isObservation ? subject.Observed[j] : double.NaN;
            var ires = y - atMode.Mean[r];
            rows[r] = new RecordResiduals(
                index,
                r,
                atZero.Mean[r],
                atMode.Mean[r],
                y - atZero.Mean[r],
                isObservation ? wres[j] : double.NaN,
                conditional[r],
                isObservation ? cwres[j] : double.NaN,
                ires,
                ires / Math.Sqrt(atMode.Variance[r]));
            j += isObservation ? 1 : 0;
        }

        return rows;
    }

    // Mean, variance and df/deta at all records. Records that are not observations may have no variance (f = 0 before
    // the first dose); that they report, and the others are valid.
    private static Linearisation Linearise(
        CompiledModel model,
        BoundSubject subject,
        PopulationPoint point,
        ReadOnlySpan<double> eta,
        SubjectWorkspace workspace)
    {
        var count = subject.Records.Count;
        var n = eta.Length;
        var mean = new double[count];
        var variance = new double[count];
        var slopes = new double[count * n];
        var deviationSlopes = new double[count * n];
        var status = model.Predict(subject, subject.Records, point.Theta, eta, DerivativeOrder.FirstActive, workspace);
        if (status is not (PredictionStatus.Success or PredictionStatus.VarianceNotPositive or PredictionStatus.PredictionNotFinite)
            || (status != PredictionStatus.Success && workspace.FailedPoint < 0))
        {
            Array.Fill(mean, double.NaN);
            Array.Fill(variance, double.NaN);
            return new Linearisation(mean, variance, slopes, deviationSlopes);
        }

        var active = model.Phi.Layout.Active;
        for (var r = 0; r < count; r++)
        {
            mean[r] = workspace.Mean(r);
            variance[r] = workspace.Variance(r);
            var meanByPhi = workspace.MeanFirst(r);
            var varianceByPhi = workspace.VarianceFirst(r);
            var perDeviation = 0.5 / Math.Sqrt(variance[r]);
            for (var a = 0; a < active; a++)
            {
                for (var k = 0; k < n; k++)
                {
                    var phiByEta = workspace.PhiByEta[a * n + k];
                    slopes[r * n + k] += meanByPhi[a] * phiByEta;
                    deviationSlopes[r * n + k] += perDeviation * varianceByPhi[a] * phiByEta;
                }
            }
        }

        return new Linearisation(mean, variance, slopes, deviationSlopes);
    }

    private static double[] Decorrelate(
        BoundSubject subject,
        Linearisation at,
        double[] expected,
        ReadOnlySpan<double> omega,
        bool withInteraction)
    {
        var records = subject.Observations.Records;
        var count = records.Length;
        var covariance = new double[count, count];
        var residuals = new double[count];
        if (records.Any(r => double.IsNaN(at.Mean[r]) || double.IsNaN(expected[r])))
        {
            Array.Fill(residuals, double.NaN);
            return residuals;
        }

        for (var i = 0; i < count; i++)
        {
            residuals[i] = subject.Observed[i] - expected[records[i]];
            for (var j = 0; j <= i; j++)
            {
                covariance[i, j] = covariance[j, i] = BilinearForm(at.Slopes, records[i], records[j], omega);
            }

            covariance[i, i] += at.Variance[records[i]];
            if (withInteraction)
            {
                covariance[i, i] += BilinearForm(at.DeviationSlopes, records[i], records[i], omega);
            }
        }

        return SymmetricRoot.ApplyInverse(covariance, residuals);
    }

    // Rows i and j of a matrix of slopes around Omega.
    private static double BilinearForm(double[] slopes, int i, int j, ReadOnlySpan<double> omega)
    {
        var n = (int)Math.Round(Math.Sqrt(omega.Length));
        var sum = 0.0;
        for (var k = 0; k < n; k++)
        {
            for (var l = 0; l < n; l++)
            {
                sum += slopes[i * n + k] * omega[k * n + l] * slopes[j * n + l];
            }
        }

        return sum;
    }

    private readonly record struct Linearisation(double[] Mean, double[] Variance, double[] Slopes, double[] DeviationSlopes);
}
