using System.Collections.Immutable;

namespace PopPK.Uncertainty;

/// <summary>The profile-likelihood interval of a parameter. Immutable.</summary>
public sealed record ProfileInterval
{
    /// <summary>Position of the parameter among the free ones.</summary>
    public required int Free { get; init; }

    /// <summary>Its estimate.</summary>
    public required double Estimate { get; init; }

    /// <summary>The lower end; the bound when the interval reaches it, NaN when there is none.</summary>
    public required double Lower { get; init; }

    /// <summary>The upper end; the bound when the interval reaches it, NaN when there is none.</summary>
    public required double Upper { get; init; }

    /// <summary>What the lower end is.</summary>
    public required ProfileEnd LowerEnd { get; init; }

    /// <summary>What the upper end is.</summary>
    public required ProfileEnd UpperEnd { get; init; }

    /// <summary>The points of the profile by increasing value, the estimate among them.</summary>
    public required ImmutableArray<ProfilePoint> Points { get; init; }

    /// <summary>How far below the fit's objective the lowest point lies: the fit was not at the minimum when this is not small.</summary>
    public double Improvement(double ofv) => Math.Max(0, ofv - Points.Min(p => p.Ofv));
}
