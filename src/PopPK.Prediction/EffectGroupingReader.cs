using System.Collections.Immutable;
using PopPK.Data;
using PopPK.Modeling;
using PopPK.Prediction.Compilation;
using PopPK.Text;

namespace PopPK.Prediction;

/// <summary>Finds the instances of random effects in data, and says where data and model do not agree about them. One use.</summary>
/// <param name="model">The model.</param>
/// <param name="dataset">The data.</param>
/// <param name="diagnostics">Receives what is wrong.</param>
internal sealed class EffectGroupingReader(PopulationModel model, Dataset dataset, DiagnosticBag diagnostics)
{
    private readonly ImmutableArray<EffectLevel> _levels = EffectLevel.Of(model);
    private readonly HashSet<string> _checkedColumns = new(StringComparer.OrdinalIgnoreCase);
    private bool _hasErrors;

    /// <summary>Reads the grouping columns.</summary>
    /// <returns>The instances, or null when something is wrong.</returns>
    public EffectGrouping? Read()
    {
        var paths = _levels.Select(FindPath).ToArray();
        if (_hasErrors)
        {
            return null;
        }

        // ID tells subjects apart, and they are apart already: what is within it needs no more of a key.
        var columns = paths.Select(p => p!.Value.TakeWhile(c => !IsSubject(c)).Select(dataset.IndexOf).ToArray()).ToArray();
        var levels = new EffectLevels(
            _levels,
            [.. model.RandomEffects.Select((_, b) => _levels.IndexOf(_levels.First(l => l.Blocks.Contains(b))))],
            [.. paths.Select(p => !p!.Value.Any(IsSubject))]);
        var grouping = new EffectGrouping(
            levels,
            [.. dataset.Subjects.Select(s => new EffectKeys(levels, columns.Select(c => s.Records.Select(r => EffectGrouping.KeyOf(r, c)).ToArray())))]);
        RefuseCrossed(grouping);
        WarnOfManyOccasions(grouping);
        return _hasErrors ? null : grouping;
    }

    private static bool IsSubject(string column) => EffectLevel.IsName(column, EffectLevel.Subject);

    // The columns of a level; null where something is wrong with them.
    private ImmutableArray<string>? FindPath(EffectLevel level)
    {
        if (EffectGrouping.PathOf(_levels, level) is not { } path)
        {
            Refuse(level, "PK3001", $"random effects by {level.Name} contain each other in a circle", "write each 'within' towards the larger group, such as 'by OCC within ID'");
            return null;
        }

        var isComplete = path.Aggregate(true, (complete, c) => IsColumnComplete(c, level) && complete);
        var outer = path.SkipWhile(c => !IsSubject(c)).ToArray();
        if (!isComplete || !(outer.Length > 0 ? AreSubjectsNested(level, outer) : IsAboveSubjects(level, path)))
        {
            return null;
        }

        return path;
    }

    private bool IsColumnComplete(string column, EffectLevel level)
    {
        if (IsSubject(column))
        {
            return true;
        }

        var position = dataset.IndexOf(column);
        var missing = position < 0 ? [] : dataset.Subjects.SelectMany(s => s.Records).Where(r => r.KeyOf(position) is null).ToArray();
        if (position >= 0 && missing.Length == 0)
        {
            return true;
        }

        // Several levels may name a column; one message will do.
        _hasErrors = true;
        if (!_checkedColumns.Add(column))
        {
            return false;
        }

        if (position < 0)
        {
            Refuse(level, "PK3040", $"the data have no column '{column}', by which random effects vary",
                Suggestion.Advice(column, dataset.Columns) ?? $"the columns are {string.Join(", ", dataset.Columns)}");
        }
        else
        {
            Refuse(level, "PK3041", $"{column}, by which random effects vary, is missing in this record{CohortBuilder.AndOthers(missing.Length - 1, "record")}",
                "every record belongs to a group, those of doses too; write the group into each", new CellLocation(dataset.Path, missing[0].Row, column, null));
        }

        return false;
    }

    // ID, and what contains it: the same throughout a subject.
    private bool AreSubjectsNested(EffectLevel level, string[] path)
    {
        foreach (var column in path.Skip(1))
        {
            if (FirstChange(column) is { } change)
            {
                Refuse(level, "PK3043", $"ID {change.Subject.Id} occurs in several values of {column}, but its random effects are within {column}",
                    $"give the subjects of each {column} an ID of their own, or write 'by ID' if it is one subject", Cell(change.Record, column));
                return false;
            }
        }

        return true;
    }

    // A level that subjects share: a subject has one instance of it.
    private bool IsAboveSubjects(EffectLevel level, ImmutableArray<string> path)
    {
        foreach (var column in path.Reverse())
        {
            if (FirstChange(column) is not { } change)
            {
                continue;
            }

            if (level.Within is null)
            {
                Refuse(level, "PK3042", $"random effects vary by {column}, but {column} changes within subject {change.Subject.Id}",
                    $"write 'by {column} within ID' if its values are the subject's own occasions; groups that cross subjects are not supported yet",
                    Cell(change.Record, column));
            }
            else
            {
                Refuse(level, "PK3001", $"random effects by {level.Name} are not supported, because {column} changes within subject {change.Subject.Id}",
                    $"say that the groups are the subject's own with effects 'by {column} within ID'; groups that cross subjects are not supported yet",
                    Cell(change.Record, column));
            }

            return false;
        }

        return true;
    }

    // Of two levels that subjects share, the groups of one must contain those of the other.
    private void RefuseCrossed(EffectGrouping grouping)
    {
        for (var a = 0; a < _levels.Length; a++)
        {
            for (var b = 0; b < a; b++)
            {
                var pairs = grouping.Subjects.Select(s => (A: s.Of(a)[0], B: s.Of(b)[0])).Distinct().ToArray();
                if (grouping.Levels.AreShared[a] && grouping.Levels.AreShared[b] && !HasOnce(pairs.Select(p => p.A)) && !HasOnce(pairs.Select(p => p.B)))
                {
                    Refuse(_levels[a], "PK3001", $"random effects by {_levels[a].Name} and by {_levels[b].Name} cross each other, which is not supported yet",
                        $"each {_levels[a].Grouping} must belong to one {_levels[b].Grouping}, or each {_levels[b].Grouping} to one {_levels[a].Grouping}");
                }
            }
        }
    }

    private static bool HasOnce(IEnumerable<string> keys)
    {
        var seen = new HashSet<string>();
        return keys.All(seen.Add);
    }

    private void WarnOfManyOccasions(EffectGrouping grouping)
    {
        for (var l = 0; l < _levels.Length; l++)
        {
            var occasions = grouping.Subjects.Sum(s => s.Of(l).Length);
            if (grouping.Largest[l] > 1 && 2 * occasions > dataset.ObservationCount)
            {
                diagnostics.Warning(
                    "PK3044",
                    $"there are {occasions} occasions by {_levels[l].Name}, but {dataset.ObservationCount} observations",
                    LocationOf(_levels[l]),
                    $"an occasion usually has several observations; check that {_levels[l].Grouping} numbers occasions and not records");
            }
        }
    }

    private (Subject Subject, DataRecord Record)? FirstChange(string column)
    {
        var position = dataset.IndexOf(column);
        foreach (var subject in dataset.Subjects)
        {
            if (subject.Records.FirstOrDefault(r => r.KeyOf(position) != subject.Records[0].KeyOf(position)) is { } record)
            {
                return (subject, record);
            }
        }

        return null;
    }

    private void Refuse(EffectLevel level, string code, string message, string advice, DiagnosticLocation? location = null)
    {
        _hasErrors = true;
        diagnostics.Error(code, message, location ?? LocationOf(level), advice);
    }

    private DiagnosticLocation? LocationOf(EffectLevel level) => model.RandomEffects[level.Blocks[0]].Effects[0].Location;

    private CellLocation Cell(DataRecord record, string column) => new(dataset.Path, record.Row, column, null);
}
