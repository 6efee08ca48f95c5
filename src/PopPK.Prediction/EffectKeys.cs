using System.Collections.Immutable;
using PopPK.Prediction.Compilation;

namespace PopPK.Prediction;

/// <summary>The instances of the blocks of random effects in one subject, level by level (<see cref="EffectLevel.Of"/>). Immutable.</summary>
internal sealed class EffectKeys
{
    private readonly ImmutableArray<int> _levelOfBlock;
    private readonly ImmutableArray<ImmutableArray<string>> _keys;
    private readonly ImmutableArray<ImmutableArray<int>> _ofRecord;

    /// <summary>Numbers the instances in the order in which the records show them.</summary>
    /// <param name="levelOfBlock">For each block of the model the position of its level.</param>
    /// <param name="keys">For each level the key of each record.</param>
    public EffectKeys(ImmutableArray<int> levelOfBlock, IEnumerable<string[]> keys)
    {
        _levelOfBlock = levelOfBlock;
        var levels = keys.ToArray();
        _keys = [.. levels.Select(records => records.Distinct().ToImmutableArray())];
        _ofRecord = [.. levels.Select((records, l) => records.Select(k => _keys[l].IndexOf(k)).ToImmutableArray())];
    }

    /// <summary>The keys of the instances of a level in this subject.</summary>
    /// <param name="level">Position of the level.</param>
    public ImmutableArray<string> Of(int level) => _keys[level];

    /// <summary>The keys of the instances of a block, for people; empty for effects by ID.</summary>
    /// <param name="block">Position of the block in the model.</param>
    public ImmutableArray<string> OfBlock(int block) => [.. _keys[_levelOfBlock[block]].Select(Shown)];

    /// <summary>Which instance of a block a record belongs to.</summary>
    /// <param name="block">Position of the block in the model.</param>
    /// <param name="record">Index of the record.</param>
    public int InstanceOfBlock(int block, int record) => InstanceOf(_levelOfBlock[block], record);

    /// <summary>A key for people.</summary>
    /// <param name="key">The key.</param>
    public static string Shown(string key) => key.Replace(EffectGrouping.Separator, '/');

    /// <summary>Which instance of a level a record belongs to.</summary>
    /// <param name="level">Position of the level.</param>
    /// <param name="record">Index of the record.</param>
    public int InstanceOf(int level, int record) => _ofRecord[level][record];
}
