namespace PopPK.Simulation;

/// <summary>Two collectors of one simulation, which both hear of every subject. As safe as these are.</summary>
/// <typeparam name="TFirst">What the one keeps of a part.</typeparam>
/// <typeparam name="TSecond">What the other does.</typeparam>
/// <param name="first">The one.</param>
/// <param name="second">The other.</param>
public sealed class CollectorPair<TFirst, TSecond>(ISimulationCollector<TFirst> first, ISimulationCollector<TSecond> second)
    : ISimulationCollector<Tuple<TFirst, TSecond>>
    where TFirst : class
    where TSecond : class
{
    /// <inheritdoc/>
    public Tuple<TFirst, TSecond> CreatePart() => Tuple.Create(first.CreatePart(), second.CreatePart());

    /// <inheritdoc/>
    public void Clear(Tuple<TFirst, TSecond> part)
    {
        ArgumentNullException.ThrowIfNull(part);
        first.Clear(part.Item1);
        second.Clear(part.Item2);
    }

    /// <inheritdoc/>
    public void Add(Tuple<TFirst, TSecond> part, SimulatedSubject subject)
    {
        ArgumentNullException.ThrowIfNull(part);
        first.Add(part.Item1, subject);
        second.Add(part.Item2, subject);
    }

    /// <inheritdoc/>
    public void Complete(Tuple<TFirst, TSecond> part, int replicate)
    {
        ArgumentNullException.ThrowIfNull(part);
        first.Complete(part.Item1, replicate);
        second.Complete(part.Item2, replicate);
    }
}
