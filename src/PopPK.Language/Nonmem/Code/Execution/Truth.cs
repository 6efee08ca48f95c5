using PopPK.Symbolics;

namespace PopPK.Language.Nonmem.Code.Execution;

/// <summary>A condition, or whether it holds where that is known before the run. Immutable.</summary>
internal sealed class Truth
{
    private readonly Condition? _condition;

    private Truth(bool? known, Condition? condition) => (Known, _condition) = (known, condition);

    /// <summary>True or false where that is known, null where it is not.</summary>
    public bool? Known { get; }

    /// <summary>The condition.</summary>
    /// <exception cref="InvalidOperationException">Whether it holds is known.</exception>
    public Condition Condition => _condition ?? throw new InvalidOperationException("Whether the condition holds is known.");

    /// <summary>One that is known.</summary>
    /// <param name="value">Whether it holds.</param>
    public static Truth Of(bool value) => new(value, null);

    /// <summary>A comparison.</summary>
    /// <param name="comparison">How.</param>
    /// <param name="left">What stands left.</param>
    /// <param name="right">What stands right.</param>
    public static Truth Compare(Comparison comparison, Expr left, Expr right)
    {
        if (left is not ConstantExpr l || right is not ConstantExpr r)
        {
            return new Truth(null, new ComparisonCondition(comparison, left, right));
        }

        return Of(comparison switch
        {
            Comparison.Equal => l.Value == r.Value,
            Comparison.NotEqual => l.Value != r.Value,
            Comparison.Less => l.Value < r.Value,
            Comparison.LessOrEqual => l.Value <= r.Value,
            Comparison.Greater => l.Value > r.Value,
            _ => l.Value >= r.Value,
        });
    }

    /// <summary>Both hold.</summary>
    /// <param name="other">The other one.</param>
    public Truth And(Truth other) => (Known, other.Known) switch
    {
        (false, _) or (_, false) => Of(false),
        (true, _) => other,
        (_, true) => this,
        _ => new Truth(null, new AndCondition(Condition, other.Condition)),
    };

    /// <summary>At least one holds.</summary>
    /// <param name="other">The other one.</param>
    public Truth Or(Truth other) => (Known, other.Known) switch
    {
        (true, _) or (_, true) => Of(true),
        (false, _) => other,
        (_, false) => this,
        _ => new Truth(null, new OrCondition(Condition, other.Condition)),
    };

    /// <summary>Does not hold.</summary>
    public Truth Not() => Known is { } known ? Of(!known) : new Truth(null, new NotCondition(Condition));
}
