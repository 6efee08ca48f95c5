using PopPK.Text;

namespace PopPK.Simulation.Exposure;

/// <summary>An argument of a measure as it is written: a number, a name, or a number of times a name. Immutable.</summary>
/// <param name="Value">What it says; a name alone is once that name.</param>
/// <param name="Span">Where it is written.</param>
internal sealed record MeasureArgument(Threshold Value, TextSpan Span)
{
    /// <summary>True for a number.</summary>
    public bool IsNumber => Value.Column is null;

    /// <summary>True for a name alone.</summary>
    public bool IsName => Value.Column is not null && Value.Factor == 1;
}
