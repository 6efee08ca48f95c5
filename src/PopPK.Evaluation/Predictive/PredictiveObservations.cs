using System.Collections.Immutable;
using PopPK.Data;
using PopPK.Likelihood;
using PopPK.Modeling;
using PopPK.Prediction;
using PopPK.Text;

namespace PopPK.Evaluation.Predictive;

/// <summary>
/// The observations of a cohort that simulated ones can be compared with, and what is known of each. PRED of a mixture is that of
/// the subject's most probable class before its observations are known. Stateless.
/// </summary>
internal static class PredictiveObservations
{
    /// <summary>Collects the observations.</summary>
    /// <param name="cohort">Model and data.</param>
    /// <param name="point">The population parameters, for PRED.</param>
    /// <param name="lowerLimit">A lower limit of quantification that replaces the model's, or null.</param>
    /// <param name="diagnostics">Receives what cannot be compared.</param>
    public static ImmutableArray<PredictiveObservation> Of(Cohort cohort, PopulationPoint point, double? lowerLimit, DiagnosticBag diagnostics)
    {
        var model = cohort.Model.Model;
        var refused = Refuse(model, diagnostics);
        var all = cohort.Subjects.SelectMany(s => s.Observations.Records.Select((r, j) => (s.Subject.Records[r], s.Observations.Endpoints[j])));
        var limits = new ObservationLimits(model, cohort.Dataset, lowerLimit, all);
        var observations = ImmutableArray.CreateBuilder<PredictiveObservation>();
        var workspace = cohort.CreateWorkspace();
        var index = 0;
        for (var i = 0; i < cohort.Subjects.Length; i++)
        {
            var subject = cohort.Subjects[i];
            var predictions = Predict(cohort, i, point, workspace);
            var after = TimeAfterDose.Of(subject.Timeline);
            for (var j = 0; j < subject.Observations.Count; j++, index++)
            {
                var endpoint = subject.Observations.Endpoints[j];
                if (refused.Contains(endpoint))
                {
                    continue;
                }

                var position = subject.Observations.Records[j];
                var record = subject.Subject.Records[position];
                var (lower, upper, from, to) = limits.Of(record, endpoint);
                observations.Add(new PredictiveObservation(index, i, endpoint, record)
                {
                    Id = subject.Id,
                    Lower = lower,
                    Upper = upper,
                    From = from,
                    To = to,
                    Discards = limits.Discards(endpoint),
                    Pred = predictions[j],
                    TimeAfterDose = after[position],
                });
            }
        }

        var result = observations.ToImmutable();
        Report(cohort, result, diagnostics);
        ReportHigherLimits(cohort, limits, result, diagnostics);
        return result;
    }

    private static HashSet<int> Refuse(PopulationModel model, DiagnosticBag diagnostics)
    {
        var refused = new HashSet<int>();
        for (var e = 0; e < model.Endpoints.Length; e++)
        {
            if (model.Endpoints[e].Distribution is LikelihoodDistribution)
            {
                refused.Add(e);
                diagnostics.Warning(
                    "PK7400",
                    $"{model.Endpoints[e].Name} is left out: its log likelihood is written out, and whether such observations are counts, categories or times nobody says",
                    model.Endpoints[e].Location,
                    "percentiles and prediction distribution errors are for continuous observations; write a distribution by its name where there is one");
            }
        }

        return refused;
    }

    private static void Report(Cohort cohort, ImmutableArray<PredictiveObservation> observations, DiagnosticBag diagnostics)
    {
        if (observations.IsEmpty)
        {
            diagnostics.Error(
                "PK7401", "there is no observation to compare simulated ones with", new FileLocation(cohort.Dataset.Path), "look at the data and at other messages");
        }
    }

    private static void ReportHigherLimits(
        Cohort cohort, ObservationLimits limits, ImmutableArray<PredictiveObservation> observations, DiagnosticBag diagnostics)
    {
        var count = observations.Count(o => o.IsBelow && limits.LimitOfModel(o.Record, o.Endpoint) > o.Lower);
        if (count > 0)
        {
            diagnostics.Warning(
                "PK7417",
                $"{Words.Count(count, "observation", "observations")} below a higher limit {(count == 1 ? "counts" : "count")} as below the one given",
                new FileLocation(cohort.Dataset.Path),
                "nobody knows whether they are; give no lower limit than that of the data");
        }
    }

    /// <summary>Says that simulated observations are left out like observed ones, where they are.</summary>
    /// <param name="cohort">Model and data.</param>
    /// <param name="observations">The observations.</param>
    /// <param name="diagnostics">Receives the note.</param>
    public static void ReportDiscarded(Cohort cohort, ImmutableArray<PredictiveObservation> observations, DiagnosticBag diagnostics)
    {
        if (observations.Any(o => o.Discards))
        {
            diagnostics.Note(
                "PK7402",
                "observations that were not quantified are left out of the data, so simulated ones beyond the limits are left out too",
                new FileLocation(cohort.Dataset.Path),
                "checks that count them tell more: let the model use their probability (M3)");
        }
    }

    private static double[] Predict(Cohort cohort, int index, PopulationPoint point, SubjectWorkspace workspace)
    {
        var subject = cohort.SubjectOf(index, LikeliestClass(cohort, index, point));
        var values = new double[subject.Observations.Count];
        var status = cohort.Model.Predict(
            subject, subject.Observations, point.Theta, new double[cohort.Model.Slots.Length], DerivativeOrder.Value, workspace);
        if (status == PredictionStatus.Success || workspace.FailedPoint >= 0)
        {
            cohort.Model.ReportPredictions(subject, subject.Observations, workspace, values);
        }
        else
        {
            Array.Fill(values, double.NaN);
        }

        return values;
    }

    private static int LikeliestClass(Cohort cohort, int index, PopulationPoint point)
    {
        if (cohort.Model.ClassProbabilities is not { } function)
        {
            return 0;
        }

        var probabilities = new double[function.ClassCount];
        function.Evaluate(point.Theta, cohort.Subjects[index].Covariates, probabilities);
        return Array.IndexOf(probabilities, probabilities.Max());
    }
}
