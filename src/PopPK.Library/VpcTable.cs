using System.Collections.Immutable;
using PopPK.Text;

namespace PopPK;

/// <summary>A visual predictive check as numbers: what <c>vpc.csv</c> has. Immutable.</summary>
public sealed record VpcTable
{
    internal VpcTable(ImmutableArray<VpcBand> bands, ImmutableArray<Diagnostic> findings) => (Bands, Findings) = (bands, findings);

    /// <summary>A row per endpoint, stratum, bin and percentile, and per share of observations beyond a limit of quantification where there is one.</summary>
    public ImmutableArray<VpcBand> Bands { get; }

    /// <summary>What to keep in mind when reading it: bins with few observations, values that could not be simulated.</summary>
    public ImmutableArray<Diagnostic> Findings { get; }
}
