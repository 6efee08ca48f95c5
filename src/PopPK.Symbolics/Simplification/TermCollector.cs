namespace PopPK.Symbolics;

/// <summary>Collects the terms of a sum: how often each distinct term occurs, and the sum of the plain numbers.</summary>
internal sealed class TermCollector(CanonicalBuilder builder)
{
    /// <summary>Longer sums stay whole: flattened at every level, nested sums would cost the square of their length.</summary>
    private const int LongestFlattened = 256;

    private readonly Dictionary<Expr, double> _coefficients = ExprGraph.Memo<double>();

    /// <summary>The sum of the plain numbers.</summary>
    public double Constant { get; private set; }

    /// <summary>Adds coefficient * term; a sum with coefficient 1 or -1 is added term by term.</summary>
    /// <param name="term">A canonical node.</param>
    /// <param name="coefficient">Its factor.</param>
    public void Add(Expr term, double coefficient)
    {
        if (term is ConstantExpr c)
        {
            Constant += coefficient * c.Value;
            return;
        }

        var (inner, rest) = builder.SplitCoefficient(term);
        coefficient *= inner;
        if (rest is SumExpr sum && IsFlattened(sum, coefficient))
        {
            AddTerms(sum, coefficient);
            return;
        }

        _coefficients[rest] = _coefficients.GetValueOrDefault(rest) + coefficient;
    }

    /// <summary>The distinct terms, none of them 0, in order, with their coefficients.</summary>
    public List<(Expr Term, double Coefficient)> Collected(IComparer<Expr> order)
    {
        // Collecting may leave a sum with coefficient 1 (2s - s). Terms of a sum lie below it, so this ends.
        while (_coefficients.FirstOrDefault(pair => pair.Key is SumExpr s && IsFlattened(s, pair.Value)) is { Key: SumExpr sum } found)
        {
            _coefficients.Remove(sum);
            AddTerms(sum, found.Value);
        }

        var result = new List<(Expr Term, double Coefficient)>();
        foreach (var (term, coefficient) in _coefficients)
        {
            if (coefficient != 0)
            {
                result.Add((term, coefficient));
            }
        }

        result.Sort((a, b) => order.Compare(a.Term, b.Term));
        return result;
    }

    private static bool IsFlattened(SumExpr sum, double coefficient) =>
        Math.Abs(coefficient) == 1 && sum.Terms.Length <= LongestFlattened;

    private void AddTerms(SumExpr sum, double coefficient)
    {
        foreach (var term in sum.Terms)
        {
            Add(term, coefficient);
        }
    }
}
