namespace PopPK.Evaluation.Predictive;

/// <summary>The observations of one cluster in all replicates. Mutable; one owner at a time.</summary>
/// <param name="length">Room for the largest cluster.</param>
internal sealed class ClusterReplicates(int length)
{
    /// <summary>The observations, replicate by replicate; those of a smaller cluster fill a part.</summary>
    public double[] Values { get; } = new double[length];
}
