using System.Globalization;

namespace PopPK.Simulation.Exposure;

/// <summary>
/// A range a measure is to lie in: <c>auc(0, 24) in [400, 600]</c>, <c>cmin(12, 24) >= 10</c>. The ends belong to it; an end without its
/// own value (<c>></c>, <c>&lt;</c>) is the next number beyond. Immutable.
/// </summary>
/// <param name="Measure">The measure.</param>
/// <param name="Lower">The lower end; -infinity without one.</param>
/// <param name="Upper">The upper end; infinity without one.</param>
public sealed record Target(Measure Measure, double Lower, double Upper)
{
    /// <summary>The middle of the range; where it has one end, that.</summary>
    public double Aim => double.IsInfinity(Lower) ? Upper : double.IsInfinity(Upper) ? Lower : 0.5 * (Lower + Upper);

    /// <summary>True when a value lies in the range; never of NaN.</summary>
    /// <param name="value">The value.</param>
    public bool IsAttained(double value) => value >= Lower && value <= Upper;

    /// <inheritdoc/>
    public override string ToString()
    {
        var (lower, upper) = (Lower.ToString("R", CultureInfo.InvariantCulture), Upper.ToString("R", CultureInfo.InvariantCulture));
        return double.IsInfinity(Upper) ? $"{Measure} >= {lower}" : double.IsInfinity(Lower) ? $"{Measure} <= {upper}" : $"{Measure} in [{lower}, {upper}]";
    }
}
