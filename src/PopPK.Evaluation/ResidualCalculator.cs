using System.Collections.Immutable;
using PopPK.Estimation;
using PopPK.Likelihood;
using PopPK.Prediction;

namespace PopPK.Evaluation;

/// <summary>
/// Predictions and residuals of every record (Hooker, Staatz and Karlsson 2007, Pharm Res 24:2187) as NONMEM defines them. With f mean and w
/// residual standard deviation on the residual scale, G = df/deta, w_eta = dw/deta, all residuals are decorrelated by the symmetric inverse
/// root of a covariance matrix C:
/// NWRES  y - f(0), C = G Omega G' + w^2 at eta = 0;
/// WRESI  the same with C + w_eta Omega w_eta';
/// CWRES  y - (f - G mode), C = G Omega G' + w^2, all at the mode;
/// CWRESI the same with w linearised about the mode like f: C = G Omega G' + (w - w_eta mode)^2 + w_eta Omega w_eta'.
/// WRES is WRESI under a method with interaction and NWRES under one without; CWRES is the same under all methods. After the first-order
/// methods the modes are those of the post hoc step. In a mixture a subject belongs to its most probable class. Correlated residuals have their correlations times the w beside the diagonal.
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
            rows.AddRange(OfSubject(result, i, point, workspace));
        }

        return rows.ToImmutable();
    }

    private static RecordResiduals[] OfSubject(EstimationResult result, int index, PopulationPoint point, SubjectWorkspace workspace)
    {
        var model = result.Cohort.Model;
        var subject = result.Cohort.SubjectOf(index, result.Subjects[index].Class);
        var eta = result.Subjects[index].Eta.AsSpan();
        var atZero = Linearisation.At(model, subject, point.Theta, new double[eta.Length], workspace);
        var atMode = Linearisation.At(model, subject, point.Theta, eta, workspace);
        var rows = new RecordResiduals[subject.Records.Count];
        for (var r = 0; r < rows.Length; r++)
        {
            var form = model.Forms[subject.Records.Forms[r]];
            rows[r] = new RecordResiduals(index, r)
            {
                Pred = atZero.Prediction[r],
                Ipred = atMode.Prediction[r],
                Cpred = form is { IsNormal: true, IsOnDataScale: true } ? atMode.MeanAtZero(r) : double.NaN,
            };
        }

        Weigh(subject, atZero, atMode, point.Omega, result.Approximation.HasInteraction, rows);
        return rows;
    }

    private static void Weigh(
        BoundSubject subject,
        Linearisation atZero,
        Linearisation atMode,
        ReadOnlySpan<double> omega,
        bool hasInteraction,
        RecordResiduals[] rows)
    {
        var records = subject.Observations.Records;
        var normal = Enumerable.Range(0, records.Length).Where(j => subject.IsNormal[j]).ToArray();
        var population = normal.Select(j => subject.Observed[j] - atZero.Mean[records[j]]).ToArray();
        var conditional = normal.Select(j => subject.Observed[j] - atMode.MeanAtZero(records[j])).ToArray();
        var nwres = SymmetricRoot.ApplyInverse(Covariance(subject, normal, atZero, omega, withInteraction: false), population);
        var wresi = SymmetricRoot.ApplyInverse(Covariance(subject, normal, atZero, omega, withInteraction: true), population);
        var cwres = SymmetricRoot.ApplyInverse(Covariance(subject, normal, atMode, omega, withInteraction: false), conditional);
        var cwresi = SymmetricRoot.ApplyInverse(Covariance(subject, normal, atMode, omega, withInteraction: true), conditional);
        for (var k = 0; k < normal.Length; k++)
        {
            var r = records[normal[k]];
            var ires = subject.Observed[normal[k]] - atMode.Mean[r];
            rows[r] = rows[r] with
            {
                Res = population[k],
                Nwres = nwres[k],
                Wresi = wresi[k],
                Wres = hasInteraction ? wresi[k] : nwres[k],
                Cres = conditional[k],
                Cwres = cwres[k],
                Cwresi = cwresi[k],
                Ires = ires,
                Iwres = ires / Math.Sqrt(atMode.Variance[r]),
            };
        }
    }

    // Of the normal observations, in their order.
    private static double[,] Covariance(BoundSubject subject, int[] normal, Linearisation at, ReadOnlySpan<double> omega, bool withInteraction)
    {
        var records = subject.Observations.Records;
        var covariance = new double[normal.Length, normal.Length];
        for (var i = 0; i < normal.Length; i++)
        {
            var row = records[normal[i]];
            for (var j = 0; j <= i; j++)
            {
                covariance[i, j] = covariance[j, i] = at.Between(row, records[normal[j]], omega);
            }

            covariance[i, i] += withInteraction ? at.Within(row, row, omega) : at.Variance[row];
        }

        foreach (var group in subject.ResidualGroups)
        {
            foreach (var pair in group.Pairs)
            {
                var (first, second) = (group.Observations[pair.First], group.Observations[pair.Second]);
                var (i, j) = (Array.IndexOf(normal, first), Array.IndexOf(normal, second));
                var product = withInteraction
                    ? at.Within(records[first], records[second], omega)
                    : Math.Sqrt(at.Variance[records[first]] * at.Variance[records[second]]);
                covariance[i, j] += at.Correlations[pair.Correlation] * product;
                covariance[j, i] = covariance[i, j];
            }
        }

        return covariance;
    }
}
