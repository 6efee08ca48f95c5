namespace PopPK.Simulation.Exposure;

/// <summary>Settings of a search of a dose. Immutable.</summary>
public sealed record DoseSearchOptions
{
    /// <summary>The smallest dose that is tried, in the unit of the dose; above 0.</summary>
    public double Smallest { get; init; } = 1e-4;

    /// <summary>The largest dose that is tried.</summary>
    public double Largest { get; init; } = 1e4;

    /// <summary>Where the search begins: 1 for a factor on the doses there are.</summary>
    public double Start { get; init; } = 1;

    /// <summary>The error allowed in a dose, relative to it.</summary>
    public double Tolerance { get; init; } = 1e-10;

    /// <summary>Throws when a number is out of range.</summary>
    /// <exception cref="ArgumentOutOfRangeException">A number is.</exception>
    internal void Check()
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(Smallest);
        ArgumentOutOfRangeException.ThrowIfLessThan(Start, Smallest);
        ArgumentOutOfRangeException.ThrowIfLessThan(Largest, Start);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(Tolerance);
        if (!double.IsFinite(Largest))
        {
            throw new ArgumentOutOfRangeException(nameof(Largest), Largest, "The largest dose is a finite number.");
        }
    }
}
