using PopPK.Prediction.Compilation;

namespace PopPK.Prediction.Structural;

/// <summary>What the rates of equations depend on beside the state, between two events.</summary>
/// <param name="phi">The individual quantities.</param>
/// <param name="moment">The moment; its time, and covariates that are linear in time, are set for every evaluation.</param>
/// <param name="layout">How the moment is laid out.</param>
/// <param name="atEnd">The moment at the end of the interval between two records.</param>
/// <param name="inputCount">Number of elements of the state, from the first, that something flows into.</param>
/// <param name="isOff">The compartments that are switched off.</param>
internal readonly ref struct RightSide(
    ReadOnlySpan<double> phi, Span<double> moment, MomentLayout layout, ReadOnlySpan<double> atEnd, int inputCount, ReadOnlySpan<bool> isOff)
{
    private readonly ReadOnlySpan<double> _atEnd = atEnd;
    private readonly MomentLayout _layout = layout;

    /// <summary>The same for a system of another number of inputs.</summary>
    /// <param name="other">The other.</param>
    /// <param name="inputCount">Number of elements of the state, from the first, that something flows into.</param>
    public RightSide(RightSide other, int inputCount)
        : this(other.Phi, other.Moment, other._layout, other._atEnd, inputCount, other.IsOff)
    {
    }

    /// <summary>The individual quantities.</summary>
    public ReadOnlySpan<double> Phi { get; } = phi;

    /// <summary>The moment.</summary>
    public Span<double> Moment { get; } = moment;

    /// <summary>Number of elements of the state, from the first, that something flows into.</summary>
    public int InputCount { get; } = inputCount;

    /// <summary>The compartments that are switched off.</summary>
    public ReadOnlySpan<bool> IsOff { get; } = isOff;

    /// <summary>True when some compartment is switched off.</summary>
    public bool HasOff { get; } = isOff.Contains(true);

    /// <summary>Sets the time, and the covariates to their values then.</summary>
    /// <param name="time">The time.</param>
    public void SetTime(double time)
    {
        Moment[0] = time;
        if (!_layout.HasLinear)
        {
            return;
        }

        for (var i = 0; i < _layout.Covariates.Length; i++)
        {
            Moment[1 + i] = _atEnd[1 + i] + _atEnd[_layout.FirstSlope + i] * (time - _atEnd[0]);
        }
    }
}
