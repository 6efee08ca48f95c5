using System.Collections.Immutable;
using PopPK.Estimation;
using PopPK.Prediction;
using PopPK.Prediction.Compilation;

namespace PopPK.Evaluation;

/// <summary>
/// Where the estimates of each random effect stand: in which subjects, in which of their random numbers. All instances of an effect that an
/// observation informs are pooled: a subject's occasions, and of a level above subjects each instance once. Immutable.
/// </summary>
internal sealed class EffectPool
{
    private readonly EstimationResult _result;
    private readonly ImmutableArray<ImmutableArray<(int Subject, int Slot)>> _places;

    private EffectPool(EstimationResult result, ImmutableArray<ImmutableArray<(int Subject, int Slot)>> places)
    {
        _result = result;
        _places = places;
    }

    /// <summary>Number of random effects.</summary>
    public int Count => _places.Length;

    /// <summary>Finds the estimates of every random effect that is present.</summary>
    /// <param name="result">An estimation or evaluation.</param>
    public static EffectPool Of(EstimationResult result)
    {
        var cohort = result.Cohort;
        var places = cohort.Model.Etas.ToDictionary(e => e.Symbol, _ => ImmutableArray.CreateBuilder<(int, int)>());
        var seen = new HashSet<(int Cluster, int Latent)>();
        for (var c = 0; c < cohort.Clusters.Length; c++)
        {
            for (var m = 0; m < cohort.Clusters[c].Subjects.Length; m++)
            {
                var i = cohort.Clusters[c].Subjects[m];
                for (var s = 0; s < cohort.Model.Slots.Length && i < result.Subjects.Length; s++)
                {
                    var slot = cohort.Model.Slots[s];
                    if (IsInformed(cohort.Subjects[i], slot) && seen.Add((c, cohort.Clusters[c].Latents[m][s])))
                    {
                        places[slot.Effect.Symbol].Add((i, s));
                    }
                }
            }
        }

        return new EffectPool(result, [.. cohort.Model.Etas.Select(e => places[e.Symbol].ToImmutable())]);
    }

    /// <summary>The position of an effect's first random number among a subject's.</summary>
    /// <param name="effect">Position of the effect.</param>
    public int FirstSlot(int effect)
    {
        var symbol = _result.Cohort.Model.Etas[effect].Symbol;
        return Enumerable.Range(0, _result.Cohort.Model.Slots.Length).First(s => _result.Cohort.Model.Slots[s].Effect.Symbol == symbol);
    }

    /// <summary>The estimates of an effect.</summary>
    /// <param name="effect">Position of the effect.</param>
    public double[] Estimates(int effect) => [.. _places[effect].Select(p => _result.Subjects[p.Subject].Eta[p.Slot])];

    /// <summary>Their conditional variances.</summary>
    /// <param name="effect">Position of the effect.</param>
    public double[] Variances(int effect)
    {
        var n = _result.Layout.EtaCount;
        return [.. _places[effect].Select(p => _result.Subjects[p.Subject].EtaCovariance[p.Slot * n + p.Slot])];
    }

    private static bool IsInformed(BoundSubject subject, EffectSlot slot) =>
        subject.Observations.Records.Any(r => subject.InstanceOf(slot.Block, r) == slot.Instance);
}
