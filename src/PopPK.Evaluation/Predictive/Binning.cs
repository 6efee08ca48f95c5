using System.Collections.Immutable;

namespace PopPK.Evaluation.Predictive;

/// <summary>How the observations of a panel are gathered along the axis. Observations at one place are never split. Immutable.</summary>
public abstract record Binning
{
    /// <summary>The default: the program chooses.</summary>
    public static Binning Automatic { get; } = new AutomaticBinning();

    private protected Binning()
    {
    }
}

/// <summary>
/// A bin for each place on the axis when there are at most 20 places and on average as many observations in each as a bin should have; else
/// natural breaks. Their number k, at most 20 and on average ten observations in each, leaves at most 1 % of the sum of squares within bins, W; among
/// those it is the smallest whose k^2 W is within a tenth of the least (after Marriott 1971, Biometrics 27:501: evenly spread observations have the same k^2 W for
/// every k). Distances between places are half their distances on the axis over its length and half the share of observations
/// between them, so that bins are narrow where many observations were taken.
/// </summary>
public sealed record AutomaticBinning : Binning;

/// <summary>As many observations in each bin as observations at one place allow.</summary>
/// <param name="Count">Number of bins, at least 1; there may be fewer when many observations are at one place.</param>
public sealed record CountBinning(int Count) : Binning;

/// <summary>Natural breaks: the least sum of squares within bins of all ways to make as many bins (Fisher 1958, J Am Stat Assoc 53:789), exactly.</summary>
/// <param name="Count">Number of bins, at least 1; there are fewer when there are fewer places.</param>
public sealed record NaturalBinning(int Count) : Binning;

/// <summary>A bin for each value, such as nominal times.</summary>
/// <param name="Column">The column of the data with the nominal values; null: those on the axis.</param>
public sealed record NominalBinning(string? Column = null) : Binning;

/// <summary>Given edges: each bin holds its lower one and, but for the last, not its upper one.</summary>
/// <param name="Edges">Two or more, increasing.</param>
public sealed record GivenBinning(ImmutableArray<double> Edges) : Binning;
