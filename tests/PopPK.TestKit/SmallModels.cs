namespace PopPK.TestKit;

/// <summary>Model texts that several test projects use.</summary>
public static class SmallModels
{
    /// <summary>One compartment under a purely proportional error: before the first dose the residual variance is zero.</summary>
    public const string ProportionalDecay = """
        model decay
        parameters
          tvk = 0.1 in (0, inf)
          cv  = 0.2 in (0, 1)
        variability by ID
          eta ~ 0.1
        individual
          k = tvk*exp(eta)
        structure
          one_compartment(k = k)
        observations
          DV ~ proportional(central, cv)

        """;
}
