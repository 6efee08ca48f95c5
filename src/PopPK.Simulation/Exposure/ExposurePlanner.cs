using System.Collections.Immutable;
using PopPK.Data;
using PopPK.Prediction;
using PopPK.Prediction.Courses;
using PopPK.Text;

namespace PopPK.Simulation.Exposure;

/// <summary>Makes measures ready for a cohort, and says which of them it does not have. Stateless.</summary>
public static class ExposurePlanner
{
    /// <summary>Makes a request ready.</summary>
    /// <param name="cohort">The model and its subjects.</param>
    /// <param name="request">What is asked for.</param>
    /// <param name="diagnostics">Receives what is wrong.</param>
    /// <returns>The plan, or null when something is wrong.</returns>
    public static ExposurePlan? TryPlan(Cohort cohort, ExposureRequest request, DiagnosticBag diagnostics)
    {
        ArgumentNullException.ThrowIfNull(cohort);
        ArgumentNullException.ThrowIfNull(request);
        ArgumentNullException.ThrowIfNull(diagnostics);
        request = request is { EveryInterval: true, Measures.IsEmpty: true } ? request with { Measures = [.. Usual(cohort)] } : request;
        ImmutableArray<Measure> measures = [.. request.Measures, .. request.Targets.Select(t => t.Measure)];
        var before = diagnostics.Count(d => d.IsError);
        var names = measures.Select(m => NameOf(cohort, m, diagnostics)).ToArray();
        CheckThresholds(cohort, measures, diagnostics);
        var observed = request.EveryInterval ? CourseQuantity.Observed(cohort.Model) : [];
        if (request.EveryInterval && observed.IsEmpty)
        {
            diagnostics.Error("PK7207", "no observation of the model has a prediction that could be measured", null, "name a quantity: auc(cp)");
        }

        if (diagnostics.Count(d => d.IsError) > before)
        {
            return null;
        }

        ImmutableArray<ExposureGroup> groups =
        [
            .. names.Concat(observed).Distinct().Select(name => GroupOf(
                CourseQuantity.Find(cohort.Model, name!)!,
                [.. measures.Where((_, i) => names[i] == name)],
                request.EveryInterval && observed.Contains(name!))),
        ];
        var places = measures.Select((m, i) => PlaceOf(m, Array.FindIndex([.. groups], g => g.Quantity.Name == names[i]), groups)).ToImmutableArray();

        // What is asked for twice, or by a target too, is measured and summarised once.
        var keys = measures.Select((m, i) => (names[i], m.Kind, m.Threshold, m.From, m.To)).ToArray();
        int[] first = [.. keys.Distinct().Select(k => Array.IndexOf(keys, k))];
        ImmutableArray<int> ofTargets = [.. keys[request.Measures.Length..].Select(k => Array.IndexOf(first, Array.IndexOf(keys, k)))];
        var subjects = cohort.Subjects.Select((_, i) => Prepare(cohort, i, groups)).ToImmutableArray();
        WarnOfIntervals(cohort, groups, subjects, diagnostics);
        return new ExposurePlan(cohort, request, groups, [.. first.Select(i => measures[i])], ofTargets, [.. first.Select(i => places[i])], subjects);
    }

    // What is usually asked of a dosing interval.
    private static IEnumerable<Measure> Usual(Cohort cohort) =>
        from quantity in CourseQuantity.Observed(cohort.Model)
        from kind in (MeasureKind[])[MeasureKind.Auc, MeasureKind.Average, MeasureKind.Maximum, MeasureKind.MaximumTime, MeasureKind.Minimum, MeasureKind.Trough]
        select new Measure(kind) { Quantity = quantity };

    private static string? NameOf(Cohort cohort, Measure measure, DiagnosticBag diagnostics)
    {
        if (measure.Quantity is { } name)
        {
            var known = CourseQuantity.Names(cohort.Model);
            if (!known.Contains(name))
            {
                diagnostics.Error(
                    "PK7206", $"the model has no quantity '{name}'", measure.Location,
                    Suggestion.Advice(name, known) ?? $"there are {string.Join(", ", known)}");
            }

            return name;
        }

        var observed = CourseQuantity.Observed(cohort.Model);
        if (observed is [var only])
        {
            return only;
        }

        diagnostics.Error(
            "PK7207",
            observed.IsEmpty ? "no observation of the model has a prediction that could be measured" : $"it is not said of which quantity {Measure.NameOf(measure.Kind)} is meant",
            measure.Location,
            observed.IsEmpty ? "name a quantity, such as auc(cp, 0, 24)" : $"the model's observations are of {string.Join(", ", observed)}: name one of them first in the parentheses");
        return null;
    }

    private static void CheckThresholds(Cohort cohort, ImmutableArray<Measure> measures, DiagnosticBag diagnostics)
    {
        var dataset = cohort.Dataset;
        foreach (var measure in measures)
        {
            if (measure.Threshold?.Column is not { } name)
            {
                continue;
            }

            var column = dataset.IndexOf(name);
            if (column < 0)
            {
                diagnostics.Error(
                    "PK7208", $"the data have no column '{name}'", measure.Location,
                    Suggestion.Advice(name, dataset.Columns) ?? $"the columns are {string.Join(", ", dataset.Columns)}");
            }
            else if (dataset.Subjects.FirstOrDefault(s => !double.IsFinite(s.Records[0].Values[column])) is { } missing)
            {
                diagnostics.Error(
                    "PK7208", $"subject {missing.Id} has no {name}", new CellLocation(dataset.Path, missing.Records[0].Row, name, null),
                    "a threshold is what the subject's first record says");
            }
        }
    }

    /// <summary>What is measured of a subject whose doses are not those of the design any more.</summary>
    /// <param name="plan">The plan.</param>
    /// <param name="position">Position of the subject in the cohort.</param>
    /// <param name="subject">The subject as it is, in its class.</param>
    /// <returns>The subject's course for that class alone.</returns>
    internal static SubjectExposure Changed(ExposurePlan plan, int position, BoundSubject subject)
    {
        var intervals = plan.Groups.Any(g => g.HasIntervals) ? DosingIntervals.Of(subject) : [];
        return plan.Subjects[position] with { Courses = [CourseOf(subject, plan.Groups, intervals)], Intervals = intervals };
    }

    private static ExposureGroup GroupOf(CourseQuantity quantity, ImmutableArray<Measure> measures, bool everyInterval) => new(
        quantity,
        [.. measures.Where(m => m.From is not null && !m.IsAtTime).Select(m => new CourseWindow(m.From!.Value, m.To!.Value)).Distinct()],
        [.. measures.Where(m => m.IsAtTime).Select(m => m.From!.Value).Distinct().Order()],
        [.. measures.Select(m => m.Threshold).OfType<Threshold>().Distinct()],
        everyInterval || measures.Any(m => m.From is null));

    private static MeasurePlace PlaceOf(Measure measure, int index, ImmutableArray<ExposureGroup> groups)
    {
        var group = groups[index];
        var window = measure.From is not { } from ? -1
            : measure.IsAtTime ? group.Times.IndexOf(from)
            : group.Windows.IndexOf(new CourseWindow(from, measure.To!.Value));
        return new MeasurePlace(index, window, measure.Threshold is { } threshold ? group.Thresholds.IndexOf(threshold) : -1);
    }

    private static SubjectExposure Prepare(Cohort cohort, int position, ImmutableArray<ExposureGroup> groups)
    {
        var subject = cohort.Subjects[position];
        var intervals = groups.Any(g => g.HasIntervals) ? DosingIntervals.Of(subject) : [];
        return new SubjectExposure(
            [.. Enumerable.Range(0, cohort.ClassCount).Select(k => CourseOf(cohort.SubjectOf(position, k), groups, intervals))],
            intervals,
            [.. groups.Select(g => g.Thresholds.Select(t => ValueOf(cohort.Dataset, subject.Subject, t)).ToArray())]);
    }

    private static SubjectCourse CourseOf(BoundSubject subject, ImmutableArray<ExposureGroup> groups, ImmutableArray<CourseWindow> intervals)
    {
        double[] ends = [.. groups.SelectMany(g => g.Windows.Select(w => w.To).Concat(g.Times)), .. intervals.Select(w => w.To)];
        return SubjectCourse.Of(subject, ends.DefaultIfEmpty(0).Max());
    }

    private static double ValueOf(Dataset dataset, Subject subject, Threshold threshold) =>
        threshold.Factor * (threshold.Column is { } column ? subject.Records[0].Values[dataset.IndexOf(column)] : 1);

    private static void WarnOfIntervals(
        Cohort cohort, ImmutableArray<ExposureGroup> groups, ImmutableArray<SubjectExposure> subjects, DiagnosticBag diagnostics)
    {
        var without = groups.Any(g => g.HasIntervals) ? subjects.Count(s => s.Intervals.IsEmpty) : 0;
        if (without > 0)
        {
            diagnostics.Warning(
                "PK7213", $"{without} of {subjects.Length} subjects have no dosing interval: no record follows a dose", null,
                "name a window, such as auc(0, 24)");
        }

        if (cohort.Subjects.FirstOrDefault(s => SubjectCourse.ClocksOf(s) > 1) is { } restarted)
        {
            diagnostics.Warning(
                "PK7215", $"the clock of subject {restarted.Id} is set back by a reset; it is measured up to there", null,
                "give later periods times of their own to measure them");
        }
    }
}
