namespace PopPK.Prediction;

/// <summary>One instance of a block of random effects in a cluster: its random numbers share the block's normal distribution.</summary>
/// <param name="Block">Position of the block in the model.</param>
/// <param name="Key">What tells the instance apart, for people: values of the columns from the outermost level inwards.</param>
/// <param name="First">Position of its first random number in the cluster's latent vector; those of the block's other effects that are present follow.</param>
public sealed record LatentInstance(int Block, string Key, int First);
