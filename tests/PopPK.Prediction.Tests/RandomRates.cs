using PopPK.TestKit;

namespace PopPK.Prediction.Tests;

/// <summary>Random parameters for comparing two ways to predict. Stateless.</summary>
internal static class RandomRates
{
    /// <summary>Draws rates over three decades, which may be close to each other, and random effects.</summary>
    /// <param name="random">The generator.</param>
    /// <param name="bound">Receives them.</param>
    public static void Draw(Random random, Bound bound)
    {
        var effects = bound.Model.Model.FixedEffects;
        for (var i = 0; i < effects.Length; i++)
        {
            bound.Theta[i] = effects[i].Name is "tvka" or "tvk10" or "tvk12" or "tvk21" ? random.LogUniform(0.01, 10) : effects[i].Initial;
        }

        for (var k = 0; k < bound.Eta.Length; k++)
        {
            bound.Eta[k] = 0.6 * (random.NextDouble() - 0.5);
        }

        if (random.Next(4) == 0 && effects[0].Name == "tvka")
        {
            bound.Theta[0] = bound.Theta[1] * (1 + random.LogUniform(1e-15, 0.5));
        }
    }
}
