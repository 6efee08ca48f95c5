using System.Collections.Immutable;
using PopPK.Language.Nonmem.Records;
using PopPK.Modeling;

namespace PopPK.Language.Nonmem.Binding;

/// <summary>Gives the random effects that <c>$LEVEL</c> names a grouping above the subject. Stateless.</summary>
internal static class StreamLevelBinder
{
    /// <summary>The blocks with their groupings.</summary>
    /// <param name="context">What all binders share.</param>
    public static ImmutableArray<RandomEffectBlock> Bind(StreamContext context)
    {
        var blocks = context.Parameters.Blocks;
        foreach (var level in context.Stream.Of<LevelRecord>().SelectMany(r => r.Levels))
        {
            if (context.FindItem(level.Item) is not { } item)
            {
                context.Diagnostics.Add(BindingDiagnostics.LevelUnknown(level.Location, $"{level.Item} is no data item"));
                continue;
            }

            var wanted = level.Pairs.Select(p => p.Eta).ToHashSet();
            var first = 1;
            for (var i = 0; i < blocks.Length; i++)
            {
                var numbers = Enumerable.Range(first, blocks[i].Size).ToArray();
                first += blocks[i].Size;
                var named = numbers.Count(wanted.Contains);
                if (named > 0 && named < numbers.Length)
                {
                    context.Diagnostics.Add(BindingDiagnostics.LevelUnknown(level.Location, "only some of the etas of a block are at this level"));
                }
                else if (named > 0)
                {
                    blocks = blocks.SetItem(i, blocks[i] with { Grouping = item.Name });
                }
            }

            if (wanted.Any(n => n < 1 || n >= first))
            {
                context.Diagnostics.Add(BindingDiagnostics.LevelUnknown(level.Location, "an eta of this level does not exist"));
            }
        }

        return blocks;
    }
}
