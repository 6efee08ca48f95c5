using System.Collections.Immutable;
using PopPK.Prediction.Compilation;

namespace PopPK.Prediction;

/// <summary>The instances of the blocks of random effects in one subject, level by level (<see cref="EffectLevel.Of"/>). Immutable.</summary>
internal sealed class EffectKeys
{
    private readonly ImmutableArray<ImmutableArray<string>> _keys;
    private readonly ImmutableArray<ImmutableArray<int>> _ofRecord;

    /// <summary>Numbers the instances in the order in which the records show them.</summary>
    /// <param name="levels">The levels.</param>
    /// <param name="keys">For each level the key of each record.</param>
    public EffectKeys(EffectLevels levels, IEnumerable<string[]> keys)
    {
        Levels = levels;
        var byLevel = keys.ToArray();
        _keys = [.. byLevel.Select(records => records.Distinct().ToImmutableArray())];
        _ofRecord = [.. byLevel.Select((records, l) => records.Select(k => _keys[l].IndexOf(k)).ToImmutableArray())];
    }

    /// <summary>The levels.</summary>
    public EffectLevels Levels { get; }

    /// <summary>The keys of the instances of a level in this subject.</summary>
    /// <param name="level">Position of the level.</param>
    public ImmutableArray<string> Of(int level) => _keys[level];

    /// <summary>The keys of the instances of a block, for people; empty for effects by ID.</summary>
    /// <param name="block">Position of the block in the model.</param>
    public ImmutableArray<string> OfBlock(int block) => [.. _keys[Levels.OfBlock[block]].Select(Shown)];

    /// <summary>Which instance of a block a record belongs to.</summary>
    /// <param name="block">Position of the block in the model.</param>
    /// <param name="record">Index of the record.</param>
    public int InstanceOfBlock(int block, int record) => InstanceOf(Levels.OfBlock[block], record);

    /// <summary>A key for people.</summary>
    /// <param name="key">The key.</param>
    public static string Shown(string key) => key.Replace(EffectGrouping.Separator, '/');

    /// <summary>Which instance of a level a record belongs to.</summary>
    /// <param name="level">Position of the level.</param>
    /// <param name="record">Index of the record.</param>
    public int InstanceOf(int level, int record) => _ofRecord[level][record];
}
