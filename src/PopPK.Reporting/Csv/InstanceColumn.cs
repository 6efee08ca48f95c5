using System.Collections.Immutable;
using System.Globalization;
using PopPK.Prediction;
using PopPK.Prediction.Compilation;

namespace PopPK.Reporting.Csv;

/// <summary>
/// One column of a table of random effects. Subjects number their occasions each in its own order, and not all have all of them: a
/// column is the occasion the data call so, whichever of the subject's it is. Immutable.
/// </summary>
/// <param name="Name">The column's name: the effect's, followed by the value of its group when it has several.</param>
/// <param name="Block">Position of the effect's block in the model.</param>
/// <param name="Key">The value of the group; null when the effect has one instance in every subject.</param>
/// <param name="Slots">Positions among <see cref="CompiledModel.Slots"/> of the effect's instances, in the order of a subject's.</param>
public sealed record InstanceColumn(string Name, int Block, string? Key, ImmutableArray<int> Slots)
{
    /// <summary>The columns of all random effects that are present, block by block, group by group.</summary>
    /// <param name="cohort">The subjects.</param>
    public static ImmutableArray<InstanceColumn> Of(Cohort cohort)
    {
        var columns = ImmutableArray.CreateBuilder<InstanceColumn>();
        var blocks = cohort.Model.Slots.Select((slot, i) => (Slot: slot, Index: i)).GroupBy(s => s.Slot.Block);
        foreach (var block in blocks)
        {
            var effects = block
                .GroupBy(s => s.Slot.Position)
                .Select(e => (e.First().Slot.Effect.Name, Slots: e.Select(s => s.Index).ToImmutableArray()))
                .ToArray();
            var keys = effects[0].Slots.Length == 1 ? [null] : KeysOf(cohort, block.Key);
            columns.AddRange(keys.SelectMany(k => effects.Select(e => new InstanceColumn(k is null ? e.Name : $"{e.Name}_{k}", block.Key, k, e.Slots))));
        }

        return columns.ToImmutable();
    }

    /// <summary>Where the column's value stands among a subject's random effects; null when the subject has no such group.</summary>
    /// <param name="subject">The subject.</param>
    public int? SlotOf(BoundSubject subject)
    {
        var instance = Key is null ? 0 : subject.InstanceKeys(Block).IndexOf(Key);
        return instance < 0 ? null : Slots[instance];
    }

    // By size when all are numbers, else as the data show them.
    private static IEnumerable<string?> KeysOf(Cohort cohort, int block)
    {
        var keys = cohort.Subjects.SelectMany(s => s.InstanceKeys(block)).Distinct().ToArray();
        return keys.All(k => double.TryParse(k, NumberStyles.Float, CultureInfo.InvariantCulture, out _))
            ? keys.OrderBy(k => double.Parse(k, CultureInfo.InvariantCulture))
            : keys;
    }
}
