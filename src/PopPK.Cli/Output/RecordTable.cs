using System.Collections.Immutable;
using PopPK.Data;
using PopPK.Modeling;
using PopPK.Prediction;
using PopPK.Prediction.Tracing;

namespace PopPK.Cli.Output;

/// <summary>A subject's records as the engine understands them. Stateless.</summary>
internal static class RecordTable
{
    private static readonly ImmutableArray<string> DateColumns = ["DATE", "DAT1", "DAT2", "DAT3"];
    private static readonly ImmutableArray<string> NarrowColumns = ["row", "written", "time", "kind", "DV", "endpoint"];

    /// <summary>The records, one a row.</summary>
    /// <param name="cohort">The model and its subjects.</param>
    /// <param name="trace">The subject.</param>
    public static TextTable Wide(Cohort cohort, SubjectTrace trace)
    {
        var subject = trace.Subject;
        var model = cohort.Model.Model;
        var covariates = Changing(cohort, trace).ToArray();
        var rows = subject.Subject.Records.Select((record, i) => (string[])
        [
            $"{record.Row}",
            AsWritten(cohort.Dataset, record),
            DisplayNumber.Short(record.Time),
            KindOf(record),
            .. DoseCells(subject, i, model),
            DisplayNumber.Short(record.DependentValue),
            record.Kind == RecordKind.Observation ? model.Endpoints[subject.Records.Endpoints[i]].Name : "",
            .. covariates.SelectMany(c => CovariateCells(cohort.Dataset, trace, c, i)),
        ]);
        return new TextTable(
        [
            new("row", true), new("written"), new("time", true), new("kind"), new("amount", true), new("input"), new("II", true),
            new("ADDL", true), new("SS", true), new("compartment"), new("DV", true), new("endpoint"),
            .. covariates.SelectMany(c => (TextColumn[])[new(c.Name, true), new($"{c.Name} before", true)]),
        ], [.. rows]).WithoutEmptyColumns();
    }

    /// <summary>The records with doses and covariates in words in the last column, for screens that are not wide enough.</summary>
    /// <param name="cohort">The model and its subjects.</param>
    /// <param name="trace">The subject.</param>
    public static TextTable Narrow(Cohort cohort, SubjectTrace trace)
    {
        var wide = Wide(cohort, trace);
        var names = wide.Columns.Select(c => c.Header).ToArray();
        var kept = NarrowColumns.Select(name => Array.IndexOf(names, name)).Where(i => i >= 0).ToArray();
        var others = Enumerable.Range(0, names.Length).Except(kept).ToArray();
        return new TextTable(
            [.. kept.Select(i => wide.Columns[i]), new("dose; covariates")],
            [.. wide.Rows.Select(r => (string[])[.. kept.Select(i => r[i]), string.Join(", ", others.Where(i => r[i].Length > 0).Select(i => Named(names[i], r[i])))])])
            .WithoutEmptyColumns();
    }

    private static string Named(string name, string value) => name is "amount" or "input" or "compartment" ? value : $"{name} {value}";

    /// <summary>What holds for all records: the unit of translated times, the covariates and how they are interpolated.</summary>
    /// <param name="cohort">The model and its subjects.</param>
    /// <param name="trace">The subject.</param>
    public static IEnumerable<(string Name, string Text)> Facts(Cohort cohort, SubjectTrace trace)
    {
        if (cohort.Dataset.TimesAreTranslated)
        {
            yield return ("time", "hours since the first record, from dates or clock times");
        }

        if (Constants(cohort, trace) is { Length: > 0 } constants)
        {
            yield return ("covariates", constants);
        }

        foreach (var covariate in Changing(cohort, trace))
        {
            yield return (covariate.Name, Rule(covariate, trace));
        }
    }

    /// <summary>The covariates that are the same at all the subject's records, with their values; empty without any.</summary>
    /// <param name="cohort">The model and its subjects.</param>
    /// <param name="trace">The subject.</param>
    public static string Constants(Cohort cohort, SubjectTrace trace)
    {
        var changing = Changing(cohort, trace).ToHashSet();
        return string.Join(", ", cohort.Model.Model.Covariates
            .Select((c, i) => (Covariate: c, Value: trace.Subject.Covariates[i]))
            .Where(p => !changing.Contains(p.Covariate))
            .Select(p => $"{p.Covariate.Name} {ValueText(p.Covariate, p.Value)}{(p.Covariate.Unit is { } unit ? $" {unit}" : "")}"));
    }

    private static IEnumerable<Covariate> Changing(Cohort cohort, SubjectTrace trace) => cohort.Model.Model.Covariates.Where(c =>
        c.Interpolation != CovariateInterpolation.Constant && !trace.Subject.Subject.IsConstant(cohort.Dataset.IndexOf(c.Name)));

    private static string Rule(Covariate covariate, SubjectTrace trace) => !trace.Covariates.Contains(covariate)
        ? "read at each record, only to tell observations apart"
        : covariate.Interpolation switch
        {
            CovariateInterpolation.LastCarriedForward => "between two records the value of the earlier one holds (locf)",
            CovariateInterpolation.Linear => "a straight line between two records (linear)",
            _ => "between two records the value of the later one holds (nocb)",
        };

    private static string AsWritten(Dataset dataset, DataRecord record) => !dataset.TimesAreTranslated
        ? ""
        : string.Join(' ', DateColumns.Append("TIME").Select(dataset.IndexOf).Where(i => i >= 0).Select(i => record.Cells[i]));

    private static string KindOf(DataRecord record) => record.Kind switch
    {
        RecordKind.Observation => record.IsObservation ? "observation" : "prediction only",
        RecordKind.Dose => "dose",
        RecordKind.Reset => "reset",
        RecordKind.ResetAndDose => "reset and dose",
        _ => "other",
    };

    // Amount, input, II, ADDL, SS, compartment.
    private static string[] DoseCells(BoundSubject subject, int index, PopulationModel model)
    {
        var timeline = subject.Timeline.Records[index];
        if (timeline.Dose < 0)
        {
            var name = timeline.Switch == 0 ? "" : model.Structure.Compartments[Math.Abs(timeline.Switch) - 1].Name;
            return ["", "", "", "", "", timeline.Switch == 0 ? "" : $"{name} {(timeline.Switch < 0 ? "off" : "on")}"];
        }

        var dose = subject.Timeline.Doses[timeline.Dose];
        var input = dose.Input switch
        {
            DoseInput.GivenRate => $"rate {DisplayNumber.Short(dose.Rate)}",
            DoseInput.ModelledRate => "rate by model",
            DoseInput.ModelledDuration => "duration by model",
            DoseInput.Constant => $"constant {DisplayNumber.Short(dose.Rate)}",
            _ => "bolus",
        };
        return
        [
            dose.Amount > 0 ? DisplayNumber.Short(dose.Amount) : "",
            input,
            dose.Interval > 0 ? DisplayNumber.Short(dose.Interval) : "",
            dose.AdditionalDoses > 0 ? $"{dose.AdditionalDoses}" : "",
            dose.SteadyState > 0 ? $"{dose.SteadyState}" : "",
            model.Structure.Compartments[dose.Compartment].Name,
        ];
    }

    // The value at the record, and what holds in the interval it ends where that is not the same.
    private static string[] CovariateCells(Dataset dataset, SubjectTrace trace, Covariate covariate, int index)
    {
        var column = dataset.IndexOf(covariate.Name);
        var records = trace.Subject.Subject.Records;
        var value = ValueText(covariate, records[index].Values[column]);
        if (index == 0 || trace.Subject.Timeline.Records[index].IsReset || !trace.Covariates.Contains(covariate))
        {
            return [value, ""];
        }

        var earlier = ValueText(covariate, records[index - 1].Values[column]);
        return
        [
            value,
            covariate.Interpolation switch
            {
                CovariateInterpolation.LastCarriedForward => earlier,
                CovariateInterpolation.Linear => earlier == value ? value : $"{earlier} to {value}",
                _ => "",
            },
        ];
    }

    private static string ValueText(Covariate covariate, double value) =>
        covariate.Categories.TryGetValue(value, out var label) ? $"{DisplayNumber.Short(value)} ({label})" : DisplayNumber.Short(value);
}
