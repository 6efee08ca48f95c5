using System.Collections.Immutable;

namespace PopPK.Language.Poppk.Units;

/// <summary>A unit of measurement: a factor times a product of powers of base units. Immutable.</summary>
/// <param name="Factor">How many of the product of base units one of it is.</param>
/// <param name="Powers">The base units and their exponents, none of which is 0.</param>
internal sealed record Unit(double Factor, ImmutableSortedDictionary<string, double> Powers)
{
    // Exponents and factors that are made of products differ by rounding.
    private const double Rounding = 1e-9;

    /// <summary>The unit of pure numbers.</summary>
    public static Unit One { get; } = new(1, ImmutableSortedDictionary<string, double>.Empty.WithComparers(StringComparer.Ordinal)) { Text = "1" };

    /// <summary>True for pure numbers, percentages and ratios of like quantities.</summary>
    public bool IsNumber => Powers.IsEmpty;

    /// <summary>As a user would write it; of a result, the parts it was made of.</summary>
    public required string Text { get; init; }

    /// <summary>The product of two units.</summary>
    /// <param name="other">The other one.</param>
    public Unit Times(Unit other) => Combine(other, 1) with { Text = IsOne ? other.Text : other.IsOne ? Text : $"{Text}*{other.Grouped}" };

    /// <summary>The quotient of two units.</summary>
    /// <param name="other">The divisor.</param>
    public Unit Over(Unit other) => Combine(other, -1) with { Text = other.IsOne ? Text : $"{Text}/{other.Grouped}" };

    /// <summary>A power of the unit.</summary>
    /// <param name="exponent">The exponent.</param>
    public Unit ToPower(double exponent) => new(
        Math.Pow(Factor, exponent),
        exponent == 0 ? One.Powers : Powers.ToImmutableSortedDictionary(p => p.Key, p => p.Value * exponent, StringComparer.Ordinal))
    {
        Text = IsOne ? Text : $"({Text})^{exponent.ToString(System.Globalization.CultureInfo.InvariantCulture)}",
    };

    /// <summary>True when two units measure the same kind of quantity.</summary>
    /// <param name="other">The other one.</param>
    public bool IsOfKind(Unit other) => Powers.Count == other.Powers.Count
        && Powers.All(p => other.Powers.TryGetValue(p.Key, out var exponent) && Math.Abs(exponent - p.Value) < Rounding);

    /// <summary>True when two units are one.</summary>
    /// <param name="other">The other one.</param>
    public bool Agrees(Unit other) => IsOfKind(other) && Math.Abs(Math.Log(Factor / other.Factor)) < Rounding;

    private bool IsOne => IsNumber && Math.Abs(Math.Log(Factor)) < Rounding;

    private string Grouped => Text.AsSpan().IndexOfAny("*/^") < 0 ? Text : $"({Text})";

    private Unit Combine(Unit other, int sign)
    {
        var powers = Powers.ToBuilder();
        foreach (var (name, exponent) in other.Powers)
        {
            var sum = powers.GetValueOrDefault(name) + sign * exponent;
            if (Math.Abs(sum) < Rounding)
            {
                powers.Remove(name);
            }
            else
            {
                powers[name] = sum;
            }
        }

        return new Unit(Factor * Math.Pow(other.Factor, sign), powers.ToImmutable()) { Text = "" };
    }
}
