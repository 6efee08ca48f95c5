using System.Collections.Immutable;
using PopPK.Data;
using PopPK.Likelihood;
using PopPK.Prediction;
using PopPK.Simulation.Exposure;
using PopPK.Text;

namespace PopPK.Simulation.Forecasting;

/// <summary>
/// Measures the courses of subjects under one way to go on against targets, over the sample of random effects, and finds the dose that
/// attains them at the mode. Times of targets count from a subject's decision. Stateless.
/// </summary>
/// <param name="course">The way to go on.</param>
/// <param name="cohort">Its records, bound to the model.</param>
/// <param name="targets">The targets.</param>
/// <param name="point">The population parameters.</param>
/// <param name="coverage">The probability of intervals.</param>
internal sealed class TargetEvaluator(ForecastCourse course, Cohort cohort, ImmutableArray<Target> targets, PopulationPoint point, double coverage)
{
    /// <summary>Evaluates all targets for a subject.</summary>
    /// <param name="cluster">Position of its cluster.</param>
    /// <param name="posterior">What is known of its random effects.</param>
    /// <param name="window">Its window.</param>
    public ImmutableArray<TargetForecast> Evaluate(int cluster, IndividualPosterior posterior, ForecastWindow window)
    {
        if (targets.IsEmpty)
        {
            return [];
        }

        var request = new ExposureRequest { Targets = [.. targets.Select(t => Shifted(t, window.From))] };
        var calculator = ExposurePlanner.TryPlan(cohort.Choose([cluster]), request, new DiagnosticBag())!.CreateCalculator();
        var member = cohort.Clusters[cluster].Subjects.IndexOf(posterior.Position);
        var records = course.Dataset.Subjects[posterior.Position].Records;
        var added = course.AddedDoses[posterior.Position];
        ImmutableArray<double> amounts = [.. records.Where((r, k) => IsFuture(r, window, added.Contains(k))).Select(r => r.Amount).Distinct()];
        var measured = Measure(calculator, member, posterior, null, null);
        var atMode = Values(calculator, member, posterior.Class, posterior.Mode.AsSpan(), null, null);
        return [.. targets.Select((target, t) => Of(t, target))];

        TargetForecast Of(int t, Target target)
        {
            var shift = IsTime(target.Measure.Kind) ? window.From : 0;
            var values = measured.AsSpan(t * posterior.SampleCount, posterior.SampleCount);
            var forecast = new TargetForecast(target, atMode[t] - shift, default, Share(values, request.Targets[t]));
            foreach (ref var value in values)
            {
                value -= shift;
            }

            forecast = forecast with { Sample = Percentiles.Of(values, coverage) };
            return amounts.IsEmpty ? forecast : WithSearch(forecast, t);
        }

        TargetForecast WithSearch(TargetForecast forecast, int t)
        {
            double[] theta = [.. point.Theta];
            double[] eta = [.. posterior.Mode];
            bool IsScaled(Dose dose) => IsFuture(records[dose.Record], window, added.Contains(dose.Record));
            var search = SubjectDoseSearch.Find(calculator, t, member, posterior.Class, theta, eta, new DoseSearchOptions(), IsScaled);
            var isFound = search.Status == DoseSearchStatus.Attained;
            return forecast with
            {
                Search = search,
                Amounts = amounts,
                ProbabilityAtDose = !isFound ? double.NaN
                    : Share(Measure(calculator, member, posterior, search.Dose, IsScaled).AsSpan(t * posterior.SampleCount, posterior.SampleCount), request.Targets[t]),
            };
        }
    }

    // Target by target the measures of all draws.
    private double[] Measure(ExposureCalculator calculator, int member, IndividualPosterior posterior, double? factor, Func<Dose, bool>? isScaled)
    {
        var all = new double[targets.Length * posterior.SampleCount];
        for (var i = 0; i < posterior.SampleCount; i++)
        {
            var values = Values(calculator, member, posterior.ClassOf(i), posterior.Draw(i), factor, isScaled);
            for (var t = 0; t < targets.Length; t++)
            {
                all[(t * posterior.SampleCount) + i] = values[t];
            }
        }

        return all;
    }

    private double[] Values(
        ExposureCalculator calculator, int member, int classOfMixture, ReadOnlySpan<double> eta, double? factor, Func<Dose, bool>? isScaled)
    {
        if (factor is { } f)
        {
            calculator.CalculateWithDoses(member, classOfMixture, point.Theta, eta, f, isScaled);
        }
        else
        {
            calculator.Calculate(member, classOfMixture, point.Theta, eta);
        }

        return [.. calculator.Values];
    }

    private static double Share(ReadOnlySpan<double> values, Target target)
    {
        var count = 0;
        foreach (var value in values)
        {
            count += target.IsAttained(value) ? 1 : 0;
        }

        return (double)count / values.Length;
    }

    private static bool IsFuture(DataRecord record, ForecastWindow window, bool isAdded) =>
        record.Kind is RecordKind.Dose or RecordKind.ResetAndDose && (isAdded || record.Time > window.From);

    private static bool IsTime(MeasureKind kind) => kind is MeasureKind.MaximumTime or MeasureKind.MinimumTime;

    private static Target Shifted(Target target, double by)
    {
        var measure = target.Measure with { From = target.Measure.From + by, To = target.Measure.To + by };
        var shift = IsTime(measure.Kind) ? by : 0;
        return new Target(measure, target.Lower + shift, target.Upper + shift);
    }
}
