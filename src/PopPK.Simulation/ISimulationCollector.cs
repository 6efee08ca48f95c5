namespace PopPK.Simulation;

/// <summary>
/// Makes something of simulated subjects, part by part. Parts are filled side by side, each by one thread at a time, and completed in
/// their order, one at a time.
/// </summary>
/// <typeparam name="TPart">What is kept of a part; used again for later parts.</typeparam>
public interface ISimulationCollector<TPart>
    where TPart : class
{
    /// <summary>Makes an empty part; on any thread.</summary>
    public TPart CreatePart();

    /// <summary>Empties a part that was completed, for its next use; on any thread.</summary>
    /// <param name="part">The part.</param>
    public void Clear(TPart part);

    /// <summary>Adds a subject to a part; on any thread.</summary>
    /// <param name="part">The part.</param>
    /// <param name="subject">The subject; its contents hold during the call only.</param>
    public void Add(TPart part, SimulatedSubject subject);

    /// <summary>Takes a full part, in order.</summary>
    /// <param name="part">The part.</param>
    /// <param name="replicate">Number of the replicate its last subject belongs to, from 0.</param>
    public void Complete(TPart part, int replicate);
}
