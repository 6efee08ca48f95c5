using System.Collections.Immutable;
using PopPK.Numerics.LinearAlgebra;
using PopPK.Symbolics;

namespace PopPK.Prediction.Compilation;

/// <summary>Predictions without derivatives, for those who need many: simulations and tables.</summary>
public sealed partial class CompiledModel
{
    private readonly ImmutableArray<int> _valuePlaces;

    /// <summary>
    /// Computes the predictions of a subject on the scale of DV in the fastest way the model allows, and, where they are asked for, means and
    /// variances of the residual scale. The workspace keeps phi and the correlations of residuals; its other members, those that say what failed
    /// excepted, mean nothing afterwards.
    /// </summary>
    /// <param name="subject">The subject.</param>
    /// <param name="points">Where predictions are wanted: <see cref="BoundSubject.Observations"/> or <see cref="BoundSubject.Records"/>.</param>
    /// <param name="theta">All fixed effects on their natural scale, in the model's order.</param>
    /// <param name="eta">Random effects, one per entry of <see cref="Slots"/>.</param>
    /// <param name="workspace">Scratch of this worker, made for this model.</param>
    /// <param name="predictions">Receives f, one value per point, whatever the transform or the censoring; NaN where the endpoint has no prediction.</param>
    /// <param name="variances">Receives the variance of each point, on the scale of its form; none: they are not wanted, and nobody looks whether they are positive.</param>
    /// <param name="means">Receives the mean of each point on that scale (see <see cref="ObservationForm.Mean"/>); none: they are not wanted.</param>
    /// <returns>
    /// Success, or why not. Where single points have no finite mean or no positive variance the other points are valid;
    /// after any other failure what was written means nothing.
    /// </returns>
    /// <exception cref="ArgumentException">The number of fixed or random effects is not the model's, or there is not one place per point.</exception>
    public PredictionStatus PredictValues(
        BoundSubject subject,
        PredictionPoints points,
        ReadOnlySpan<double> theta,
        ReadOnlySpan<double> eta,
        SubjectWorkspace workspace,
        Span<double> predictions,
        Span<double> variances = default,
        Span<double> means = default)
    {
        ArgumentNullException.ThrowIfNull(subject);
        ArgumentNullException.ThrowIfNull(points);
        ArgumentNullException.ThrowIfNull(workspace);
        var status = PredictionStatus.Success;
        PredictValues(
            new ReadOnlySpan<BoundSubject>(in subject), new(in points), theta, eta, workspace, predictions, new(ref status), variances, means);
        return status;
    }

    /// <summary>
    /// The same for several subjects. Where equations are integrated, eight subjects are integrated side by side, which costs little more than
    /// one; results are the same, to the last bit, as in calls for single subjects.
    /// </summary>
    /// <param name="subjects">The subjects; one may occur several times.</param>
    /// <param name="points">Where predictions are wanted, for each subject.</param>
    /// <param name="theta">All fixed effects on their natural scale, in the model's order.</param>
    /// <param name="etas">Random effects, subject behind subject.</param>
    /// <param name="workspace">Scratch of this worker, made for this model; what it says of failures is of the last subject only.</param>
    /// <param name="predictions">Receives f, subject behind subject, as many values as there are points in all.</param>
    /// <param name="statuses">Receives for each subject what the call for a single one returns.</param>
    /// <param name="variances">Receives variances; none: they are not wanted.</param>
    /// <param name="means">Receives means; none: they are not wanted.</param>
    /// <exception cref="ArgumentException">The numbers of subjects, points, effects and places do not fit one another.</exception>
    public void PredictValues(
        ReadOnlySpan<BoundSubject> subjects,
        ReadOnlySpan<PredictionPoints> points,
        ReadOnlySpan<double> theta,
        ReadOnlySpan<double> etas,
        SubjectWorkspace workspace,
        Span<double> predictions,
        Span<PredictionStatus> statuses,
        Span<double> variances = default,
        Span<double> means = default)
    {
        ArgumentNullException.ThrowIfNull(workspace);
        if (points.Length != subjects.Length || statuses.Length != subjects.Length || etas.Length != subjects.Length * Slots.Length)
        {
            throw new ArgumentException(
                $"There are {subjects.Length} subjects with {Slots.Length} random effects; found points of {points.Length}, {etas.Length} effects and room for {statuses.Length} statuses.");
        }

        var offsets = workspace.ValueOffsets(subjects.Length);
        var count = 0;
        for (var i = 0; i < offsets.Length; i++)
        {
            offsets[i] = count;
            count += points[i].Count;
        }

        if (predictions.Length != count
            || (!variances.IsEmpty && variances.Length != count)
            || (!means.IsEmpty && means.Length != count))
        {
            throw new ArgumentException(
                $"There are {count} points; found room for {predictions.Length} predictions, {variances.Length} variances and {means.Length} means.");
        }

        var batch = new ValueBatch(this, subjects, points, theta, etas, workspace)
        {
            Offsets = offsets,
            Predictions = predictions,
            Variances = variances,
            Means = means,
            Statuses = statuses,
        };
        if (!Solver.TrySolveBatch(batch))
        {
            for (var i = 0; i < subjects.Length; i++)
            {
                batch.PredictAlone(i);
            }
        }
    }

    /// <summary>Solves a subject for the values of its variables.</summary>
    internal PredictionStatus SolveValues(BoundSubject subject, PredictionPoints points, SubjectWorkspace workspace) =>
        Solver.SolveValues(subject, points, _valuePlaces.AsSpan(), workspace);

    /// <summary>Makes predictions of the values of a subject's variables; phi is in the workspace.</summary>
    internal PredictionStatus ObserveValues(
        BoundSubject subject,
        PredictionPoints points,
        SubjectWorkspace workspace,
        ValueRows rows,
        Span<double> predictions,
        Span<double> variances,
        Span<double> means)
    {
        workspace.SetOrder(DerivativeOrder.Value);
        var status = Correlate(DerivativeOrder.Value, workspace);
        FillValues(subject, points, workspace, rows, predictions, variances, means);
        return status == PredictionStatus.Success ? CheckValues(points, workspace, predictions, variances, means) : status;
    }

    private void FillValues(
        BoundSubject subject,
        PredictionPoints points,
        SubjectWorkspace workspace,
        ValueRows rows,
        Span<double> predictions,
        Span<double> variances,
        Span<double> means)
    {
        var forms = points.Forms.AsSpan();
        var predictionOnly = variances.IsEmpty && means.IsEmpty;
        Span<double> output = stackalloc double[3 * LaneFunction.Width];
        for (var b = 0; b < rows.BlockCount; b++)
        {
            var (first, count) = rows.Block(b);
            for (var j = 0; j < count; j++)
            {
                // Each form once, at its first point.
                var form = forms[first + j];
                var isOneForm = points.HaveOneForm;
                if (!isOneForm && forms.Slice(first, j).Contains(form))
                {
                    continue;
                }

                var function = _observations[form].Values(predictionOnly);
                FillMoments(subject, points, first, count, workspace.ValueMoments, function.RequiredLengths[MomentLayout.Bank]);
                function.Function(rows.Row(b), workspace.Phi, workspace.ValueMoments, output);
                Take(output, 0, forms.Slice(first, count), isOneForm ? -1 : form, predictions[first..]);
                Take(output, 1, forms.Slice(first, count), isOneForm ? -1 : form, variances.IsEmpty ? default : variances[first..]);
                Take(output, 2, forms.Slice(first, count), isOneForm ? -1 : form, means.IsEmpty ? default : means[first..]);
                if (isOneForm)
                {
                    break;
                }
            }
        }
    }

    private static void FillMoments(BoundSubject subject, PredictionPoints points, int first, int count, Span<double> moments, int length)
    {
        for (var lane = 0; length > 0 && lane < LaneFunction.Width; lane++)
        {
            LaneScratch.WriteLane(subject.MomentAt(points.Records[first + Math.Min(lane, count - 1)])[..length], moments, lane);
        }
    }

    // The lanes whose points have a form (-1: all of them).
    private static void Take(ReadOnlySpan<double> output, int number, ReadOnlySpan<int> forms, int form, Span<double> values)
    {
        if (values.IsEmpty)
        {
            return;
        }

        var lanes = output.Slice(number * LaneFunction.Width, forms.Length);
        if (form < 0)
        {
            lanes.CopyTo(values);
            return;
        }

        for (var j = 0; j < forms.Length; j++)
        {
            values[j] = forms[j] == form ? lanes[j] : values[j];
        }
    }

    private PredictionStatus CheckValues(
        PredictionPoints points,
        SubjectWorkspace workspace,
        ReadOnlySpan<double> predictions,
        ReadOnlySpan<double> variances,
        ReadOnlySpan<double> means)
    {
        if (variances.IsEmpty && FiniteKernel.AreFinite(predictions) && FiniteKernel.AreFinite(means))
        {
            return PredictionStatus.Success;
        }

        for (var j = 0; j < predictions.Length; j++)
        {
            var isFinite = (double.IsFinite(predictions[j]) || Forms[points.Forms[j]].Prediction is null)
                && (means.IsEmpty || double.IsFinite(means[j]));
            if (!isFinite || (!variances.IsEmpty && !(variances[j] > 0 && double.IsFinite(variances[j]))))
            {
                workspace.FailedPoint = j;
                return isFinite ? PredictionStatus.VarianceNotPositive : PredictionStatus.PredictionNotFinite;
            }
        }

        return PredictionStatus.Success;
    }
}
