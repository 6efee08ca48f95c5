using System.Collections.Immutable;
using PopPK.Symbolics;

namespace PopPK.Prediction.Compilation;

/// <summary>
/// What an observation adds to -2 log likelihood: (y - mean)^2 / variance + log variance + extra, where y is DV or, for forms on a
/// scale of their own, 0. In a normal form log 2 pi is left out; in the others mean is 0, variance 1 and extra is everything. Immutable.
/// </summary>
/// <param name="Endpoint">Position of the endpoint in the model.</param>
/// <param name="Status">What is known of the observation.</param>
/// <param name="Mean">Mean of the residual scale: f, or h(f) - h(DV) under a transform h, or 0.</param>
/// <param name="Variance">Variance on that scale, or 1.</param>
/// <param name="Extra">What else is added; 0 when nothing is.</param>
public sealed record ObservationForm(int Endpoint, CensoringStatus Status, Expr Mean, Expr Variance, Expr Extra)
{
    /// <summary>True when mean and variance are those of a normal distribution; false when <see cref="Extra"/> is all of -2 log likelihood.</summary>
    public required bool IsNormal { get; init; }

    /// <summary>True when mean and variance are on the scale of DV and y is DV; false when y is 0.</summary>
    public required bool IsOnDataScale { get; init; }

    /// <summary>The prediction on the scale of DV, or null when there is none.</summary>
    public Expr? Prediction { get; init; }

    /// <summary>True when there is an extra.</summary>
    public bool HasExtra => Extra is not ConstantExpr { Value: 0 };

    /// <summary>All expressions, those that are absent as 0; see <see cref="With"/>.</summary>
    internal ImmutableArray<Expr> Expressions => [Mean, Variance, Extra, Prediction ?? Expr.Zero];

    /// <summary>The same form with its expressions rewritten.</summary>
    /// <param name="expressions">The rewritten <see cref="Expressions"/>.</param>
    internal ObservationForm With(ReadOnlySpan<Expr> expressions) => this with
    {
        Mean = expressions[0],
        Variance = expressions[1],
        Extra = expressions[2],
        Prediction = Prediction is null ? null : expressions[3],
    };
}
