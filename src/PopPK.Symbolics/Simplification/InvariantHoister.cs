using System.Collections.Immutable;

namespace PopPK.Symbolics;

/// <summary>
/// Takes everything out of expressions that does not depend on the symbols that vary (amounts and time in a differential
/// equation), so that it is computed once and not at every step. Stateless; safe to share between threads.
/// </summary>
/// <remarks>
/// <para>
/// Every maximal invariant subexpression becomes one fresh symbol; equal ones share it. The invariant operands of a sum or product
/// count as one subexpression, and terms with the same variant factors are joined first: -cl/v*a + q/v2*p - q/v*a
/// becomes -h2*a + h1*p with h1 = q/v2 and h2 = cl/v + q/v. Numbers alone are not taken out; a sign stays outside, so
/// that k and -k need one symbol.
/// </para>
/// <para>The roots are simplified on the way; see <see cref="Simplifier"/> for what that may change.</para>
/// </remarks>
public sealed class InvariantHoister
{
    private readonly CanonicalBuilder _builder = new();
    private readonly SymbolDependence _dependence;
    private readonly Dictionary<Expr, Expr> _hoisted = ExprGraph.Memo<Expr>();
    private readonly List<HoistedDefinition> _definitions = [];

    private InvariantHoister(Func<Symbol, bool> isVariant) => _dependence = new SymbolDependence(isVariant);

    /// <summary>Takes the invariant parts out of expressions.</summary>
    /// <param name="roots">The expressions.</param>
    /// <param name="isVariant">Whether a symbol varies.</param>
    /// <returns>The rewritten expressions, in the order of <paramref name="roots"/>, and the parts taken out. Deterministic.</returns>
    public static HoistResult Hoist(IReadOnlyList<Expr> roots, Func<Symbol, bool> isVariant)
    {
        var hoister = new InvariantHoister(isVariant);
        var joined = hoister.RewriteVariant(Simplifier.Simplify(roots, hoister._builder), hoister.JoinTerms, invariant => invariant);
        var rewritten = hoister.RewriteVariant(joined, hoister.TakeOut, hoister.Hoisted);
        return new HoistResult(rewritten, [.. hoister._definitions]);
    }

    /// <summary>Rewrites the variant nodes, children first; invariant nodes are not entered.</summary>
    private ImmutableArray<Expr> RewriteVariant(ImmutableArray<Expr> roots, Func<Expr, Func<Expr, Expr>, Expr> variantRule, Func<Expr, Expr> invariantRule)
    {
        var memo = ExprGraph.Memo<Expr>();
        var result = ImmutableArray.CreateBuilder<Expr>(roots.Length);
        foreach (var root in roots)
        {
            ExprGraph.VisitChildrenFirst(
                root,
                node => memo.ContainsKey(node) || !_dependence.DependsOnAny(node),
                node => memo[node] = variantRule(node, Map));
            result.Add(Map(root));
        }

        return result.MoveToImmutable();

        Expr Map(Expr node) => memo.TryGetValue(node, out var known) ? known : invariantRule(node);
    }

    /// <summary>First walk: a sum's terms with equal variant factors become one term.</summary>
    private Expr JoinTerms(Expr node, Func<Expr, Expr> map)
    {
        var rebuilt = IsUnchanged(node, map) ? node : _builder.Rebuild(node, map);
        if (rebuilt is not SumExpr sum)
        {
            return rebuilt;
        }

        var coefficients = new OrderedDictionary<Expr, List<Expr>>(ReferenceEqualityComparer.Instance);
        foreach (var term in sum.Terms)
        {
            var (invariant, variant) = Split(term is ProductExpr product ? product.Factors : [term]);
            var key = _builder.Product(variant);
            if (!coefficients.TryGetValue(key, out var list))
            {
                coefficients.Add(key, list = []);
            }

            list.Add(_builder.Product(invariant));
        }

        return coefficients.Count == sum.Terms.Length
            ? rebuilt
            : _builder.Sum([.. coefficients.Select(group => _builder.Product([_builder.Sum(group.Value), group.Key]))]);
    }

    /// <summary>Second walk: invariant operands are replaced by symbols.</summary>
    private Expr TakeOut(Expr node, Func<Expr, Expr> map)
    {
        switch (node)
        {
            case SumExpr sum:
                var (constantTerms, terms) = Split(sum.Terms);
                return _builder.Sum([Hoisted(_builder.Sum(constantTerms)), .. terms.Select(map)]);
            case ProductExpr product:
                var (constantFactors, factors) = Split(product.Factors);
                return _builder.Product([Hoisted(_builder.Product(constantFactors)), .. factors.Select(map)]);
            default:
                return _builder.Rebuild(node, map);
        }
    }

    /// <summary>The symbol, with a sign, that stands for an invariant expression; a number stands for itself.</summary>
    private Expr Hoisted(Expr invariant)
    {
        if (invariant is ConstantExpr)
        {
            return invariant;
        }

        if (LeadingCoefficient(invariant) < 0)
        {
            return _builder.Scale(-1, Hoisted(Negated(invariant)));
        }

        if (!_hoisted.TryGetValue(invariant, out var symbol))
        {
            var definition = new HoistedDefinition(new Symbol($"h{_definitions.Count + 1}"), invariant);
            _definitions.Add(definition);
            _hoisted[invariant] = symbol = _builder.Of(definition.Symbol);
        }

        return symbol;
    }

    private double LeadingCoefficient(Expr expression) =>
        _builder.SplitCoefficient(expression is SumExpr sum ? sum.Terms[0] : expression).Coefficient;

    private Expr Negated(Expr expression) => expression is SumExpr sum
        ? _builder.Sum([.. sum.Terms.Select(term => _builder.Product([_builder.Constant(-1), term]))])
        : _builder.Product([_builder.Constant(-1), expression]);

    private static bool IsUnchanged(Expr node, Func<Expr, Expr> map)
    {
        var children = new List<Expr>();
        ExprGraph.AddChildren(node, children);
        return children.TrueForAll(child => map(child) == child);
    }

    private (List<Expr> Invariant, List<Expr> Variant) Split(ImmutableArray<Expr> operands)
    {
        var (invariant, variant) = (new List<Expr>(), new List<Expr>());
        foreach (var operand in operands)
        {
            (_dependence.DependsOnAny(operand) ? variant : invariant).Add(operand);
        }

        return (invariant, variant);
    }
}
