using System.Collections.Immutable;
using PopPK.Data;
using PopPK.Modeling;
using PopPK.Symbolics;

namespace PopPK.Prediction.Compilation;

/// <summary>What the data ask of a compiled model, all subjects together. Immutable.</summary>
public sealed record DataFeatures
{
    /// <summary>What is assumed without data: any compartment may be dosed, covariates do not change, doses are plain.</summary>
    public static DataFeatures Unknown { get; } = new();

    /// <summary>Compartments (from 0) that receive doses; null: any may.</summary>
    public IReadOnlySet<int>? DosedCompartments { get; init; }

    /// <summary>True when some dose starts from a steady state.</summary>
    public bool HasSteadyState { get; init; }

    /// <summary>True when the model gives the rate or the duration of some infusion.</summary>
    public bool HasModelledInfusions { get; init; }

    /// <summary>True when some compartment is switched off.</summary>
    public bool SwitchesCompartments { get; init; }

    /// <summary>The covariates that change within some subject and are interpolated (see <see cref="CovariateInterpolation"/>).</summary>
    public ImmutableArray<Covariate> VaryingCovariates { get; init; } = [];

    /// <summary>The endpoints with censored observations, and what is known of these; null: everything the model allows.</summary>
    public IReadOnlySet<(int Endpoint, CensoringStatus Status)>? CensoredForms { get; init; }

    /// <summary>For each block of random effects the largest number of its instances in a subject; empty when unknown, which means 1 each.</summary>
    public ImmutableArray<int> Instances { get; init; } = [];

    /// <summary>Random effects with several instances in a subject: like <see cref="VaryingCovariates"/> they change between records.</summary>
    internal ImmutableHashSet<Symbol> VaryingEffects { get; init; } = [];

    /// <summary>True when doses need more than amounts added and rates changed at given times.</summary>
    public bool HasSpecialDoses => HasSteadyState || HasModelledInfusions || SwitchesCompartments;

    /// <summary>The number of instances of a block of random effects in a subject.</summary>
    /// <param name="block">Position of the block in the model.</param>
    public int InstancesOf(int block) => Instances.IsEmpty ? 1 : Instances[block];

    /// <summary>Collects what timelines ask for.</summary>
    /// <param name="timelines">A timeline per subject.</param>
    /// <param name="varying">The covariates that change.</param>
    public static DataFeatures Of(IEnumerable<EventTimeline> timelines, ImmutableArray<Covariate> varying)
    {
        var all = timelines.ToArray();
        var doses = all.SelectMany(t => t.Doses).ToArray();
        return new DataFeatures
        {
            DosedCompartments = doses.Select(d => d.Compartment).ToHashSet(),
            HasSteadyState = all.Any(t => t.HasSteadyState),
            HasModelledInfusions = doses.Any(d => d.Input is DoseInput.ModelledRate or DoseInput.ModelledDuration),
            SwitchesCompartments = all.Any(t => t.SwitchesCompartments),
            VaryingCovariates = varying,
        };
    }
}
