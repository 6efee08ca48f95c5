using System.Globalization;
using PopPK.Cli.Pipeline;
using PopPK.Simulation.Exposure;
using PopPK.Simulation.Forecasting;

namespace PopPK.Cli.Output;

/// <summary>Shows all there is to see of a subject's forecast: levels, parameters, courses, targets. Stateless.</summary>
/// <param name="screen">Where to.</param>
/// <param name="endpoints">Names of the endpoints.</param>
/// <param name="request">What the user asked for.</param>
internal sealed class SubjectForecastText(IScreen screen, string[] endpoints, ForecastRequest request)
{
    private const int MostLevels = 15;
    private const int UsualTimes = 10;
    private const int MostTimes = 30;
    private const int Digits = 3;

    /// <summary>Shows a subject.</summary>
    /// <param name="forecast">Its forecast.</param>
    public void Show(SubjectForecast forecast)
    {
        screen.Heading($"Subject {forecast.Subject.Id}",
            $"{DisplayNumber.Count(forecast.Levels, "level")} up to {DisplayNumber.Short(forecast.From)}, forecast to {DisplayNumber.Short(forecast.Until)}");
        if (forecast.Posterior.SampleCount == 0)
        {
            screen.Line($"  no forecast: {forecast.Posterior.Failure?.Reason ?? "the likelihood is zero wherever random effects were proposed"}", Tone.Bad);
            return;
        }

        ShowLevels(forecast);
        ShowParameters(forecast);
        ShowCourses(forecast);
        ShowTargets(forecast);
    }

    /// <summary>The doses that attain a target most probably: those of a course as they are, or multiplied so that the mode attains it; null when none do.</summary>
    /// <param name="forecast">The subject's forecast.</param>
    /// <param name="target">The target's position.</param>
    public static (string Name, TargetForecast Target, bool IsScaled)? Recommended(SubjectForecast forecast, int target)
    {
        (string Name, TargetForecast Target, bool IsScaled)? best = null;
        var most = 0.0;
        foreach (var course in forecast.Courses.Where(c => c.Targets[target].Search is not null))
        {
            var one = course.Targets[target];
            var isScaled = one.ProbabilityAtDose >= one.Probability;
            var probability = isScaled ? one.ProbabilityAtDose : one.Probability;
            if (probability > most)
            {
                (best, most) = ((course.Name, one, isScaled), probability);
            }
        }

        return best;
    }

    /// <summary>The doses that attain a target.</summary>
    /// <param name="target">The target, with a search that succeeded.</param>
    public static string DosesOf(TargetForecast target) => string.Join(", ", target.Amounts.Select(a => DisplayNumber.Significant(a * target.Search!.Dose)));

    /// <summary>A probability.</summary>
    /// <param name="probability">The probability.</param>
    public static string Share(double probability) => double.IsNaN(probability) ? "" : string.Create(CultureInfo.InvariantCulture, $"{100 * probability:F0} %");

    private void ShowLevels(SubjectForecast forecast)
    {
        ForecastRow[] levels = [.. forecast.Courses[0].Rows.Where(r => !double.IsNaN(r.Point.Value))];
        if (levels.Length == 0)
        {
            return;
        }

        screen.Table(new TextTable(
            [new("time", true), new("of"), new("observed", true), new("MAP", true), new("typical", true), new("")],
            [.. levels.TakeLast(MostLevels).Select(r => (string[])
            [
                DisplayNumber.Short(r.Point.Time),
                endpoints.Length > 1 ? endpoints[r.Endpoint] : "",
                DisplayNumber.Significant(r.Point.Value),
                DisplayNumber.Significant(r.Individual),
                DisplayNumber.Significant(r.Population),
                r.Point.IsUsed ? "" : "not used",
            ])]).WithoutEmptyColumns());
        if (levels.Length > MostLevels)
        {
            screen.Line($"  ... {levels.Length - MostLevels} earlier levels in forecast.csv", Tone.Dim);
        }
    }

    private void ShowParameters(SubjectForecast forecast)
    {
        screen.Line();
        var posterior = forecast.Posterior;
        screen.Table(new TextTable(
            [new("parameter"), new("typical", true), new("MAP", true), new("90 % interval", true)],
            [.. forecast.Parameters.Select(p => (string[])
            [
                p.Name,
                DisplayNumber.Significant(p.Typical),
                DisplayNumber.Significant(p.Individual),
                Interval(p.Sample, 4),
            ])]));
        var classes = posterior.ClassProbabilities.IsEmpty ? "" : $"; class {posterior.Class + 1} (probabilities {string.Join(", ", posterior.ClassProbabilities.Select(Share))})";
        screen.Line(string.Create(CultureInfo.InvariantCulture, $"  sample worth {posterior.EffectiveSampleSize:F0} of {posterior.Proposals} proposals{classes}"), Tone.Dim);
    }

    // Predictions of all courses side by side; a median alone where two endpoints or many courses leave no room.
    private void ShowCourses(SubjectForecast forecast)
    {
        var future = forecast.Courses.Select(c => c.Rows.Where(r => r.Point.Time >= forecast.From && r.Point.Source < 0 && !double.IsNaN(r.Individual)).ToArray()).ToArray();
        foreach (var endpoint in future.SelectMany(f => f.Select(r => r.Endpoint)).Distinct().Order())
        {
            var rows = future.Select(f => f.Where(r => r.Endpoint == endpoint).DistinctBy(r => r.Point.Time).ToDictionary(r => r.Point.Time)).ToArray();
            double[] times = [.. rows.SelectMany(r => r.Keys).Distinct().Order()];
            screen.Heading(endpoints.Length > 1 ? $"Forecast of {endpoints[endpoint]}" : "Forecast",
                $"MAP and 90 % interval{(request.HasResiduals ? " of levels" : "")}; at the time of a dose the trough before it");
            screen.Table(new TextTable(
                [new("time", true), .. forecast.Courses.Select(c => new TextColumn(c.Name, true))],
                [.. Some(times).Select(t => (string[])
                [
                    DisplayNumber.Short(t),
                    .. rows.Select(r => r.TryGetValue(t, out var row) ? $"{DisplayNumber.Significant(row.Individual, Digits)} ({Interval(row.Sample, Digits)})" : ""),
                ])]).WithoutEmptyColumns());
        }
    }

    private IEnumerable<double> Some(double[] times)
    {
        var most = request.Times is null ? UsualTimes : MostTimes;
        return times.Length <= most ? times : Enumerable.Range(0, most).Select(i => times[(int)Math.Round(i * (times.Length - 1.0) / (most - 1))]).Distinct();
    }

    private void ShowTargets(SubjectForecast forecast)
    {
        for (var t = 0; t < request.Targets.Length; t++)
        {
            var targets = forecast.Courses.Select(c => (c.Name, Target: c.Targets[t])).ToArray();
            screen.Heading($"Target {targets[0].Target.Target}", "P: the probability that it is attained, given the levels; times from the decision on");
            screen.Table(new TextTable(
                [new("doses"), new("MAP", true), new("90 % interval", true), new("P", true), new("doses that attain it"), new("from", true), new("to", true), new("P there", true)],
                [.. targets.Select(x => (string[])
                [
                    x.Name,
                    DisplayNumber.Significant(x.Target.Individual),
                    Interval(x.Target.Sample, 4),
                    Share(x.Target.Probability),
                    .. SearchOf(x.Target),
                ])]).WithoutEmptyColumns());
            if (Recommended(forecast, t) is var (name, found, isScaled))
            {
                var given = string.Join(", ", found.Amounts.Select(a => DisplayNumber.Short(a)));
                screen.Line(
                    isScaled
                        ? $"  recommended: {DosesOf(found)} instead of {given} in '{name}' ({DisplayNumber.Significant(found.Search!.Dose)} times the doses), P {Share(found.ProbabilityAtDose)}"
                        : $"  recommended: '{name}' as it is, P {Share(found.Probability)}",
                    Tone.Good);
            }
            else if (targets.Any(x => x.Target.Search is not null))
            {
                screen.Line("  no multiple of these doses attains it", Tone.Warning);
            }
        }
    }

    private static string[] SearchOf(TargetForecast target) => target.Search switch
    {
        null => ["", "", "", ""],
        { Status: DoseSearchStatus.Attained } search =>
        [
            DosesOf(target),
            DisplayNumber.Significant(search.Lowest * target.Amounts[0]),
            search.Highest < new DoseSearchOptions().Largest ? DisplayNumber.Significant(search.Highest * target.Amounts[0]) : "any",
            Share(target.ProbabilityAtDose),
        ],
        _ => ["none", "", "", ""],
    };

    private static string Interval(Percentiles sample, int digits) =>
        double.IsNaN(sample.Lower) ? "" : $"{DisplayNumber.Significant(sample.Lower, digits)} to {DisplayNumber.Significant(sample.Upper, digits)}";
}
