using System.Collections.Immutable;
using PopPK.Data.Diagnostics;
using PopPK.Text;

namespace PopPK.Data.Reading;

/// <summary>Puts the records of a file together to subjects and checks what concerns more than one row.</summary>
/// <param name="layout">Where everything stands in a row.</param>
/// <param name="options">How the file is to be read.</param>
/// <param name="tally">Receives what is wrong.</param>
internal sealed class SubjectAssembler(ColumnLayout layout, DatasetReadingOptions options, DiagnosticTally tally)
{
    private readonly CovariateReader _covariates = new(layout, options.AllowMissing, tally);

    /// <summary>True when the subjects' times are hours since their first records, made from dates or clock times.</summary>
    public bool TimesAreTranslated { get; private set; }

    /// <summary>Assembles the subjects.</summary>
    /// <param name="records">All records in the order of the file; at least one.</param>
    public ImmutableArray<Subject> Assemble(IReadOnlyList<IdentifiedRecord> records)
    {
        var translation = new DayTimeTranslation(layout, records, tally);
        TimesAreTranslated = translation.IsNeeded;
        var subjects = ImmutableArray.CreateBuilder<Subject>();
        var seen = new Dictionary<string, Subject>();
        for (var start = 0; start < records.Count;)
        {
            var id = records[start].Id;
            var end = start + 1;
            while (end < records.Count && KeyOf(records[end].Id) == KeyOf(id))
            {
                end++;
            }

            var identified = Enumerable.Range(start, end - start).Select(i => records[i]).ToArray();
            var own = Rescale(translation.Translate(identified));
            CheckTimes(own, identified, translation);
            CountSameDoses(own);
            var subject = new Subject(id, _covariates.Read(own)) { File = tally.File };
            if (!seen.TryAdd(KeyOf(id), subject) && layout.Format is not null)
            {
                tally.Count(nameof(DataDiagnostics.SubjectTwice), IdCell(subject), DataDiagnostics.SubjectTwice);
            }
            else if (!ReferenceEquals(seen[KeyOf(id)], subject))
            {
                var earlier = seen[KeyOf(id)].Records;
                tally.Add(DataDiagnostics.SubjectAgain(IdCell(subject), earlier[0].Row, earlier[^1].Row));
            }

            subjects.Add(subject);
            start = end;
        }

        translation.Report(records);
        // After an error a missing dose or observation may only be a consequence.
        if (!tally.HasErrors)
        {
            CheckContents(subjects);
        }

        return subjects.ToImmutable();
    }

    /// <summary>Divides times and intervals by what the format of the file says.</summary>
    private ImmutableArray<DataRecord> Rescale(ImmutableArray<DataRecord> records)
    {
        if (layout.Format is not { } format || (format.TimeDivisor == 1 && format.IntervalDivisor == 1))
        {
            return records;
        }

        return [.. records.Select(r => r with
        {
            Time = r.Time / format.TimeDivisor,
            Interval = r.Interval / format.IntervalDivisor,
            Values = Divided(Divided(r.Values, StandardColumn.TIME, format.TimeDivisor), StandardColumn.II, format.IntervalDivisor),
        })];
    }

    private ImmutableArray<double> Divided(ImmutableArray<double> values, StandardColumn column, double divisor) =>
        layout.PositionOf(column) is var position and >= 0 ? values.SetItem(position, values[position] / divisor) : values;

    /// <summary>What makes two cells of ID the same subject: 7, 7.0 and 07 are one number, as for other programs.</summary>
    private static string KeyOf(string id) => NumberText.Parse(id) is { Content: CellContent.Number, Value: var number } ? number.ToString() : id;

    private void CheckTimes(ImmutableArray<DataRecord> records, IdentifiedRecord[] identified, DayTimeTranslation translation)
    {
        // Where nothing is dosed a time is a number like others.
        if (layout.Format is { HasEvents: false })
        {
            return;
        }

        for (var i = 1; i < records.Length; i++)
        {
            var isReset = records[i].Kind is RecordKind.Reset or RecordKind.ResetAndDose;
            if (records[i].Time < records[i - 1].Time && !isReset)
            {
                tally.Add(translation.GoesBack(identified[i], identified[i - 1]));
            }
        }
    }

    /// <summary>Two rows of one dose with the very same cells are seldom two doses.</summary>
    private void CountSameDoses(ImmutableArray<DataRecord> records)
    {
        var atOneTime = new HashSet<string>();
        for (var i = 0; i < records.Length; i++)
        {
            if (i > 0 && !records[i].Time.Equals(records[i - 1].Time))
            {
                atOneTime.Clear();
            }

            if (IsDose(records[i]) && !atOneTime.Add(string.Join('\n', records[i].Cells)))
            {
                tally.Count(nameof(DataDiagnostics.SameDose), DataDiagnostics.Row(tally.File, records[i].Row), DataDiagnostics.SameDose);
            }
        }
    }

    private void CheckContents(IReadOnlyCollection<Subject> subjects)
    {
        if (subjects.All(s => s.ObservationCount == 0))
        {
            if (!options.MayLackObservations)
            {
                tally.Add(DataDiagnostics.NoObservations(tally.File));
            }

            return;
        }

        var anyDoses = subjects.Any(HasDose);
        foreach (var subject in subjects)
        {
            if (subject.ObservationCount == 0)
            {
                tally.Add(DataDiagnostics.SubjectWithoutObservations(IdCell(subject), subject.Records[^1].Row));
            }

            if (anyDoses && !HasDose(subject))
            {
                tally.Add(DataDiagnostics.SubjectWithoutDoses(IdCell(subject), subject.Records[^1].Row));
            }
        }
    }

    private static bool HasDose(Subject subject) => subject.Records.Any(IsDose);

    private static bool IsDose(DataRecord record) => record.Kind is RecordKind.Dose or RecordKind.ResetAndDose;

    private CellLocation IdCell(Subject subject) => Cell(subject.Records[0], StandardColumn.ID);

    private CellLocation Cell(DataRecord record, StandardColumn column) =>
        new(tally.File, record.Row, layout.FileNameOf(column), record.Cells[layout.PositionOf(column)]);
}
