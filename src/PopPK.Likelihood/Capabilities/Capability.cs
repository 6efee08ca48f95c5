namespace PopPK.Likelihood.Capabilities;

/// <summary>What a method does with a feature. Immutable.</summary>
public abstract record Capability
{
    /// <summary>It computes with it.</summary>
    public static Capability Computed { get; } = new ComputedCapability();
}

/// <summary>The method computes with the feature.</summary>
public sealed record ComputedCapability : Capability;

/// <summary>The method refuses the feature.</summary>
/// <param name="Code">Code of the diagnostic that says so.</param>
/// <param name="Reason">Why, in a sentence that begins small.</param>
/// <param name="Advice">What to do instead.</param>
public sealed record RefusedCapability(string Code, string Reason, string Advice) : Capability
{
    /// <summary>True when a model without random effects is computed all the same: there is nothing to approximate then.</summary>
    public bool IsComputedWithoutRandomEffects { get; init; }
}
