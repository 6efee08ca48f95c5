using System.Collections.Immutable;
using PopPK.Estimation;

namespace PopPK.Evaluation;

/// <summary>
/// Where the estimates of each random effect stand: in which subjects, in which of their random numbers. Subjects without observations say
/// nothing about an effect and are left out. Immutable.
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
        var informed = Enumerable.Range(0, result.Subjects.Length)
            .Where(i => result.Cohort.Subjects[i].Observations.Count > 0)
            .ToArray();
        return new EffectPool(
            result, [.. Enumerable.Range(0, result.Layout.EtaCount).Select(k => informed.Select(i => (i, k)).ToImmutableArray())]);
    }

    /// <summary>The position of an effect's first random number among a subject's.</summary>
    /// <param name="effect">Position of the effect.</param>
    public static int FirstSlot(int effect) => effect;

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
}
