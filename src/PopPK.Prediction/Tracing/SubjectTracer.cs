using System.Collections.Immutable;
using PopPK.Prediction.Compilation;
using PopPK.Symbolics;

namespace PopPK.Prediction.Tracing;

/// <summary>
/// Follows the engine along a subject's timeline and writes down what it does. It is the engine itself that is followed, without
/// derivatives: integrators choose longer steps than they do in a fit. Stateless; safe for concurrent use.
/// </summary>
public static class SubjectTracer
{
    /// <summary>Writes the events of a subject out; nothing is solved.</summary>
    /// <inheritdoc cref="Follow" path="/param"/>
    /// <exception cref="ArgumentException">The number of fixed or random effects is not the model's.</exception>
    public static SubjectTrace Schedule(Cohort cohort, BoundSubject subject, ReadOnlySpan<double> theta, ReadOnlySpan<double> eta)
    {
        ArgumentNullException.ThrowIfNull(cohort);
        ArgumentNullException.ThrowIfNull(subject);
        var trace = Run(cohort, subject, new PredictionPoints([], [], [], []), theta, eta);
        return trace.Events.IsEmpty ? trace : trace with { Status = PredictionStatus.Success, FailedTime = null };
    }

    /// <summary>Follows a subject to its last record, or to where it cannot be solved.</summary>
    /// <param name="cohort">The model and its subjects.</param>
    /// <param name="subject">One of them.</param>
    /// <param name="theta">All fixed effects on their natural scale, in the model's order.</param>
    /// <param name="eta">Random effects, one per entry of <see cref="CompiledModel.Slots"/>.</param>
    /// <exception cref="ArgumentException">The number of fixed or random effects is not the model's.</exception>
    public static SubjectTrace Follow(Cohort cohort, BoundSubject subject, ReadOnlySpan<double> theta, ReadOnlySpan<double> eta)
    {
        ArgumentNullException.ThrowIfNull(cohort);
        ArgumentNullException.ThrowIfNull(subject);
        return Run(cohort, subject, subject.Records, theta, eta);
    }

    private static SubjectTrace Run(Cohort cohort, BoundSubject subject, PredictionPoints points, ReadOnlySpan<double> theta, ReadOnlySpan<double> eta)
    {
        var model = cohort.Model;
        var workspace = cohort.CreateWorkspace();
        var recorder = new WalkRecorder(subject, AmountsOf(model, subject, theta.ToArray(), eta.ToArray()), model.Followed.Length);
        workspace.Recorder = recorder;
        var status = model.Predict(subject, points, theta, eta, DerivativeOrder.Value, workspace);
        workspace.Recorder = null;
        if (status == PredictionStatus.Success && recorder.Events.Count == 0)
        {
            // Without compartments nobody walks.
            recorder.Prepare(subject.Events, null);
        }

        var trace = new SubjectTrace
        {
            Subject = subject,
            Status = status,
            FailedTime = double.IsNaN(workspace.FailedTime) ? null : workspace.FailedTime,
            RefusedProperty = workspace.RefusedProperty,
            Events = [.. recorder.Events],
            DosesBehindEnd = recorder.DosesBehindEnd,
            Covariates = model.Followed,
            Intervals = [.. recorder.Intervals],
            Passed = recorder.Passed,
        };
        if (status is PredictionStatus.Success or PredictionStatus.PredictionNotFinite or PredictionStatus.VarianceNotPositive)
        {
            return Judge(trace with { Predictions = PredictionsOf(model, subject, points, workspace) }, points, workspace);
        }

        // What could be solved is predicted all the same.
        var reached = Reached(points, trace);
        model.Predict(subject, reached, theta, eta, DerivativeOrder.Value, workspace);
        return trace with { Predictions = reached.Count > 0 ? PredictionsOf(model, subject, reached, workspace) : [] };
    }

    // Records that are no observations get predictions too, but need no variance.
    private static SubjectTrace Judge(SubjectTrace trace, PredictionPoints points, SubjectWorkspace workspace)
    {
        var observations = trace.Subject.Observations.Records.ToHashSet();
        for (var j = 0; j < points.Count; j++)
        {
            var record = points.Records[j];
            if (observations.Contains(record) && !double.IsFinite(workspace.Mean(j) + workspace.Extra(j)))
            {
                return trace with { Status = PredictionStatus.PredictionNotFinite, FailedRecord = record };
            }

            if (observations.Contains(record) && !(workspace.Variance(j) > 0 && double.IsFinite(workspace.Variance(j))))
            {
                return trace with { Status = PredictionStatus.VarianceNotPositive, FailedRecord = record };
            }
        }

        return trace with { Status = PredictionStatus.Success };
    }

    private static PredictionPoints Reached(PredictionPoints points, SubjectTrace trace)
    {
        var records = trace.Events.Take(trace.Passed).Where(e => e.Event.Kind == Data.TimelineEventKind.Record).Select(e => e.Event.Record).ToHashSet();
        var kept = Enumerable.Range(0, points.Count).Where(i => records.Contains(points.Records[i])).ToArray();
        return new PredictionPoints(
            [.. kept.Select(i => points.Records[i])],
            [.. kept.Select(i => points.Times[i])],
            [.. kept.Select(i => points.Endpoints[i])],
            [.. kept.Select(i => points.Forms[i])]);
    }

    private static ImmutableArray<TracedPrediction> PredictionsOf(CompiledModel model, BoundSubject subject, PredictionPoints points, SubjectWorkspace workspace)
    {
        var values = new double[points.Count];
        model.ReportPredictions(subject, points, workspace, values);
        return [.. Enumerable.Range(0, points.Count).Select(i => new TracedPrediction(points.Records[i], points.Endpoints[i], values[i], workspace.Variance(i)))];
    }

    // Closed forms have solver variables of their own; what amounts are in terms of them is known as expressions.
    private static Func<double[], ImmutableArray<double>> AmountsOf(CompiledModel model, BoundSubject subject, double[] theta, double[] eta)
    {
        var values = new Dictionary<Symbol, double>();
        foreach (var (effect, value) in model.Model.FixedEffects.Zip(theta))
        {
            values[effect.Symbol] = value;
        }

        foreach (var (slot, value) in model.Slots.Zip(eta))
        {
            values[slot.Symbol] = value;
        }

        for (var i = 0; i < model.Model.Covariates.Length; i++)
        {
            values[model.Model.Covariates[i].Symbol] = subject.Covariates[i];
        }

        var slots = model.Solver.RowSlots(DerivativeOrder.Value);
        return row => [.. model.Amounts.Select(a => Interpreter.Evaluate(a, s => slots.TryGetValue(s, out var slot) ? row[slot] : values[s]))];
    }
}
