using PopPK.Evaluation.Predictive;

namespace PopPK;

/// <summary>A percentile of a bin of a visual predictive check, observed and simulated; NaN where it does not exist. Immutable.</summary>
public sealed record VpcBand
{
    internal VpcBand(VpcPanel panel, VpcBin bin, VpcRow row)
    {
        (Endpoint, Stratum, Lower, Upper, MedianX, Count) = (panel.Endpoint, panel.Stratum, bin.Lower, bin.Upper, bin.MedianX, bin.Count);
        (Kind, Probability, Observed, SimulatedMedian, SimulatedLower, SimulatedUpper) = (row.Kind, row.Probability, row.Observed, row.Median, row.Lower, row.Upper);
    }

    /// <summary>The endpoint.</summary>
    public string Endpoint { get; }

    /// <summary>The values that make the stratum, such as <c>SEX=1</c>; empty without strata.</summary>
    public string Stratum { get; }

    /// <summary>The lower edge of the bin.</summary>
    public double Lower { get; }

    /// <summary>The upper edge of the bin.</summary>
    public double Upper { get; }

    /// <summary>Median of the places of its observations on the axis.</summary>
    public double MedianX { get; }

    /// <summary>Number of its observations.</summary>
    public int Count { get; }

    /// <summary>A percentile, or the share of observations beyond a limit.</summary>
    public VpcRowKind Kind { get; }

    /// <summary>The percentile's probability; NaN for shares.</summary>
    public double Probability { get; }

    /// <summary>The percentile, or share, of the observations.</summary>
    public double Observed { get; }

    /// <summary>The same of simulated observations: the median over replicates.</summary>
    public double SimulatedMedian { get; }

    /// <summary>Lower end of the band that holds the middle of the replicates.</summary>
    public double SimulatedLower { get; }

    /// <summary>Upper end of the band.</summary>
    public double SimulatedUpper { get; }
}
