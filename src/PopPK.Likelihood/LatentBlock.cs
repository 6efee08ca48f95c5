namespace PopPK.Likelihood;

/// <summary>One instance of a block of random effects in a latent vector: a subject's, an occasion's, a site's.</summary>
/// <param name="Covariance">Which of the model's covariance matrices it has.</param>
/// <param name="First">Position of its first effect in the latent vector.</param>
/// <param name="Size">Number of effects.</param>
internal readonly record struct LatentBlock(int Covariance, int First, int Size);
