using System.Collections.Immutable;

namespace PopPK.Prediction;

/// <summary>Subjects that share random effects, directly or by way of others; without effects above subjects each subject is alone. Immutable.</summary>
/// <param name="Subjects">Positions in <see cref="Cohort.Subjects"/>, increasing.</param>
/// <param name="LatentCount">Number of random numbers of all of them together: those of their own subject by subject, then the shared ones.</param>
/// <param name="Latents">For each subject of the cluster, for each entry of <see cref="Compilation.CompiledModel.Slots"/>, its position in the latent vector.</param>
/// <param name="Instances">The instances the latent vector is made of, in its order.</param>
public sealed record SubjectCluster(
    ImmutableArray<int> Subjects,
    int LatentCount,
    ImmutableArray<ImmutableArray<int>> Latents,
    ImmutableArray<LatentInstance> Instances);
