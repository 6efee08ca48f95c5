using System.Collections.Immutable;
using PopPK.Likelihood;
using PopPK.Reporting;
using PopPK.Reporting.Csv;

namespace PopPK.Pipeline;

/// <summary>Turns a report into what the library's results show. Stateless.</summary>
internal static class FitTables
{
    /// <summary>Omega as a whole, zeros between blocks too.</summary>
    /// <param name="report">The run.</param>
    /// <param name="rows">All its parameters.</param>
    public static NamedMatrix Omega(RunReport report, ImmutableArray<ParameterRow> rows)
    {
        var names = RandomEffectTable.EffectNames(report);
        var values = new double[names.Length * names.Length];
        foreach (var row in rows.Where(r => r.Parameter.Kind == ParameterKind.Omega))
        {
            var (i, j) = (row.Parameter.Index[0] - 1, row.Parameter.Index[1] - 1);
            values[(i * names.Length) + j] = values[(j * names.Length) + i] = row.Estimate;
        }

        return new NamedMatrix(names, values);
    }

    /// <summary>The covariance matrix of the estimates, or null.</summary>
    /// <param name="report">The run.</param>
    public static NamedMatrix? Covariance(RunReport report)
    {
        var layout = report.Estimation.Layout;
        return report.Covariance is { Succeeded: true } step ? new NamedMatrix(layout.Free.Select(i => layout.Parameters[i].Name), step.Covariance) : null;
    }

    /// <summary>One number per random effect that is present.</summary>
    /// <param name="report">The run.</param>
    public static IEnumerable<double> EtaShrinkage(RunReport report) =>
        Enumerable.Range(0, report.Estimation.Cohort.Model.Etas.Length).Select(i => At(report.Shrinkage?.Eta ?? [], i));

    /// <summary>One number per endpoint.</summary>
    /// <param name="report">The run.</param>
    public static IEnumerable<double> EpsilonShrinkage(RunReport report) =>
        Enumerable.Range(0, report.Estimation.Cohort.Model.Model.Endpoints.Length).Select(i => At(report.Shrinkage?.Epsilon ?? [], i));

    /// <summary>The subjects.</summary>
    /// <param name="report">The run.</param>
    public static ImmutableArray<IndividualResult> Individuals(RunReport report)
    {
        var estimation = report.Estimation;
        var cohort = estimation.Cohort;
        var columns = InstanceColumn.Of(cohort);
        var effects = new NameList(columns.Select(c => c.Name));
        var parameters = new NameList(cohort.Model.IndividualParameters.Names);
        var size = cohort.Model.Slots.Length;
        return [.. estimation.Subjects.Select((subject, i) =>
        {
            var slots = columns.Select(c => c.SlotOf(cohort.Subjects[i])).ToArray();
            return new IndividualResult(
                subject.Id,
                subject.Ofv,
                new NamedValues(effects, [.. slots.Select(k => k is { } slot ? subject.Eta[slot] : double.NaN)]),
                new NamedValues(effects, [.. slots.Select(k => k is { } slot ? Math.Sqrt(subject.EtaCovariance[(slot * size) + slot]) : double.NaN)]),
                new NamedValues(parameters, subject.IndividualParameters))
            {
                Class = subject.Class + 1,
            };
        })];
    }

    /// <summary>The records.</summary>
    /// <param name="report">The run.</param>
    public static ImmutableArray<PredictedRecord> Records(RunReport report)
    {
        var subjects = report.Estimation.Cohort.Dataset.Subjects;
        return [.. report.Residuals.Select(r => new PredictedRecord(subjects[r.Subject].Id, subjects[r.Subject].Records[r.Record], r))];
    }

    private static double At(ImmutableArray<double> values, int index) => index < values.Length ? values[index] : double.NaN;
}
