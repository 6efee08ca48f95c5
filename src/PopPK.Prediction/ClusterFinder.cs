using System.Collections.Immutable;
using PopPK.Prediction.Compilation;

namespace PopPK.Prediction;

/// <summary>Puts subjects that share instances of random effects together. One use.</summary>
/// <param name="model">The compiled model.</param>
/// <param name="subjects">The subjects.</param>
internal sealed class ClusterFinder(CompiledModel model, ImmutableArray<BoundSubject> subjects)
{
    private readonly int[] _parents = [.. Enumerable.Range(0, subjects.Length)];

    // The slots instance by instance, which is how they are ordered.
    private readonly (int Block, int Instance, int Level, int First, int Size)[] _groups =
    [
        .. subjects.IsEmpty ? [] : model.Slots
            .Select((slot, i) => (Slot: slot, Index: i))
            .GroupBy(s => (s.Slot.Block, s.Slot.Instance))
            .Select(g => (g.Key.Block, g.Key.Instance, subjects[0].Keys.Levels.OfBlock[g.Key.Block], g.First().Index, g.Count())),
    ];

    private EffectLevels Levels => subjects[0].Keys.Levels;

    /// <summary>The clusters in the order of their first subjects.</summary>
    public ImmutableArray<SubjectCluster> Find()
    {
        foreach (var level in _groups.Select(g => g.Level).Distinct().Where(l => Levels.AreShared[l]))
        {
            var first = new Dictionary<string, int>();
            for (var i = 0; i < subjects.Length; i++)
            {
                if (!first.TryAdd(SharedKey(level, i), i))
                {
                    Join(first[SharedKey(level, i)], i);
                }
            }
        }

        return [.. Enumerable.Range(0, subjects.Length).GroupBy(Root).Select(members => Assemble([.. members]))];
    }

    private string SharedKey(int level, int subject) => subjects[subject].Keys.Of(level)[0];

    private SubjectCluster Assemble(ImmutableArray<int> members)
    {
        var instances = ImmutableArray.CreateBuilder<LatentInstance>();
        var latents = members.Select(_ => new int[model.Slots.Length]).ToArray();
        var next = 0;
        int Take(int block, string key, int size)
        {
            instances.Add(new LatentInstance(block, key, next));
            next += size;
            return next - size;
        }

        void Place(int member, int slot, int size, int latent)
        {
            for (var e = 0; e < size; e++)
            {
                latents[member][slot + e] = latent + e;
            }
        }

        // Nobody shares with a subject that is alone.
        bool IsShared(int level) => members.Length > 1 && Levels.AreShared[level];
        for (var i = 0; i < members.Length; i++)
        {
            foreach (var g in _groups.Where(g => !IsShared(g.Level)))
            {
                Place(i, g.First, g.Size, Take(g.Block, OwnKey(g.Level, g.Instance, members[i]), g.Size));
            }
        }

        foreach (var g in _groups.Where(g => IsShared(g.Level)))
        {
            foreach (var group in Enumerable.Range(0, members.Length).GroupBy(i => SharedKey(g.Level, members[i])))
            {
                var latent = Take(g.Block, EffectKeys.Shown(group.Key), g.Size);
                foreach (var member in group)
                {
                    Place(member, g.First, g.Size, latent);
                }
            }
        }

        return new SubjectCluster(members, next, [.. latents.Select(l => l.ToImmutableArray())], instances.ToImmutable());
    }

    // The subject's last occasions may not exist; other subjects have as many.
    private string OwnKey(int level, int instance, int subject)
    {
        var keys = subjects[subject].Keys.Of(level);
        var own = instance < keys.Length ? EffectKeys.Shown(keys[instance]) : "-";
        return Levels.AreShared[level] ? own : Levels.All[level].IsSubject ? subjects[subject].Id : $"{subjects[subject].Id}/{own}";
    }

    private void Join(int one, int other)
    {
        var (a, b) = (Root(one), Root(other));
        _parents[Math.Max(a, b)] = Math.Min(a, b);
    }

    private int Root(int subject)
    {
        while (_parents[subject] != subject)
        {
            subject = _parents[subject] = _parents[_parents[subject]];
        }

        return subject;
    }
}
