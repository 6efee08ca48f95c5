using PopPK.Symbolics;

namespace PopPK.Language.Nonmem.Binding;

/// <summary>Conditions that hold or do not hold in a case, and what follows for others. Immutable.</summary>
internal sealed class KnownConditions
{
    private readonly (Condition Condition, bool Holds)[] _facts;

    private KnownConditions((Condition, bool)[] facts) => _facts = facts;

    /// <summary>Nothing is known.</summary>
    public static KnownConditions None { get; } = new([]);

    /// <summary>All of them at once, or null when nothing is known.</summary>
    public Condition? Joined
    {
        get
        {
            // X = 2 makes it needless to say that X is not 1.
            var equal = _facts.Where(f => f.Holds).Select(f => EqualityOf(f.Condition)?.Symbol).OfType<Symbol>().ToHashSet();
            Condition? joined = null;
            foreach (var (condition, holds) in _facts)
            {
                if (EqualityOf(condition) is { } other && !holds && equal.Contains(other.Symbol))
                {
                    continue;
                }

                var next = holds ? condition : Negated(condition);
                joined = joined is null ? next : new AndCondition(joined, next);
            }

            return joined;
        }
    }

    /// <summary>The same with one more.</summary>
    /// <param name="condition">The condition.</param>
    /// <param name="holds">Whether it holds.</param>
    public KnownConditions With(Condition condition, bool holds) => new([.. _facts, (condition, holds)]);

    /// <summary>Whether a condition holds, or null where that does not follow.</summary>
    /// <param name="condition">The condition.</param>
    public bool? Holds(Condition condition)
    {
        foreach (var (known, holds) in _facts)
        {
            if (AreSame(known, condition))
            {
                return holds;
            }
        }

        switch (condition)
        {
            case NotCondition not:
                return !Holds(not.Operand);
            case AndCondition and:
                var (left, right) = (Holds(and.Left), Holds(and.Right));
                return left == false || right == false ? false : left & right;
            case OrCondition or:
                (left, right) = (Holds(or.Left), Holds(or.Right));
                return left == true || right == true ? true : left | right;
            case ComparisonCondition comparison when comparison.Symbols() is [var only] && ValueOf(only) is { } value:
                return Interpreter.Evaluate(comparison, _ => value);
            default:
                return null;
        }
    }

    private double? ValueOf(Symbol symbol)
    {
        foreach (var (known, holds) in _facts)
        {
            foreach (var part in holds ? Parts(known) : [])
            {
                if (EqualityOf(part) is { } equality && equality.Symbol == symbol)
                {
                    return equality.Value;
                }
            }
        }

        return null;
    }

    private static IEnumerable<Condition> Parts(Condition condition) =>
        condition is AndCondition and ? Parts(and.Left).Concat(Parts(and.Right)) : [condition];

    private static (Symbol Symbol, double Value)? EqualityOf(Condition condition) => condition switch
    {
        ComparisonCondition { Comparison: Comparison.Equal, Left: SymbolExpr s, Right: ConstantExpr c } => (s.Symbol, c.Value),
        ComparisonCondition { Comparison: Comparison.Equal, Left: ConstantExpr c, Right: SymbolExpr s } => (s.Symbol, c.Value),
        _ => null,
    };

    private static Condition Negated(Condition condition) => condition switch
    {
        ComparisonCondition { Comparison: Comparison.Equal } c => new ComparisonCondition(Comparison.NotEqual, c.Left, c.Right),
        ComparisonCondition { Comparison: Comparison.NotEqual } c => new ComparisonCondition(Comparison.Equal, c.Left, c.Right),
        NotCondition not => not.Operand,
        _ => new NotCondition(condition),
    };

    private static bool AreSame(Condition a, Condition b) => ReferenceEquals(a, b) || (a, b) switch
    {
        (ComparisonCondition x, ComparisonCondition y) => x.Comparison == y.Comparison && AreSame(x.Left, y.Left) && AreSame(x.Right, y.Right),
        (AndCondition x, AndCondition y) => AreSame(x.Left, y.Left) && AreSame(x.Right, y.Right),
        (OrCondition x, OrCondition y) => AreSame(x.Left, y.Left) && AreSame(x.Right, y.Right),
        (NotCondition x, NotCondition y) => AreSame(x.Operand, y.Operand),
        _ => false,
    };

    private static bool AreSame(Expr a, Expr b) => ReferenceEquals(a, b) || (a, b) switch
    {
        (ConstantExpr x, ConstantExpr y) => x.Value.Equals(y.Value),
        (SymbolExpr x, SymbolExpr y) => x.Symbol == y.Symbol,
        _ => false,
    };
}
