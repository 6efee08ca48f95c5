using System.Globalization;

namespace PopPK.Simulation.Exposure;

/// <summary>A threshold of a quantity: a number, or a number of times what a column of the data says (<c>4*MIC</c>). Immutable.</summary>
/// <param name="Factor">The number.</param>
/// <param name="Column">The column, of which the subject's first record counts; null for a number alone.</param>
public sealed record Threshold(double Factor, string? Column = null)
{
    /// <inheritdoc/>
    public override string ToString()
    {
        var factor = Factor.ToString("R", CultureInfo.InvariantCulture);
        return Column is null ? factor : Factor == 1 ? Column : $"{factor}*{Column}";
    }
}
