namespace PopPK.Numerics.Tests.Ode;

/// <summary>
/// A rooted tree, of which the order conditions of Runge-Kutta methods have one each: Butcher (1963); Hairer, Norsett and
/// Wanner (1993), section II.2, theorem 2.13.
/// </summary>
internal sealed record RootedTree(IReadOnlyList<RootedTree> Children)
{
    /// <summary>Number of vertices.</summary>
    public int Order { get; } = 1 + Children.Sum(c => c.Order);

    /// <summary>gamma(t) = |t| prod gamma(t_k): the exact elementary weight is 1 / gamma.</summary>
    public double Density { get; } =
        (1 + Children.Sum(c => c.Order)) * Children.Aggregate(1.0, (product, child) => product * child.Density);

    /// <summary>All trees with a given number of vertices.</summary>
    public static IReadOnlyList<RootedTree> OfOrder(int order)
    {
        var byOrder = new List<IReadOnlyList<RootedTree>>();
        for (var n = 1; n <= order; n++)
        {
            var smaller = byOrder.SelectMany(trees => trees).ToList();
            byOrder.Add([.. Forests(n - 1, smaller, smaller.Count - 1).Select(children => new RootedTree(children))]);
        }

        return byOrder[^1];
    }

    /// <summary>Phi_i(t) for every stage i: the product over the children of sum_j a_ij Phi_j(child).</summary>
    public double[] StageWeights(double[][] a) => StageWeights(a, a);

    /// <summary>
    /// The same for Rosenbrock methods with the exact Jacobian: a vertex with a single child has the coefficients
    /// alpha + gamma, which the Jacobian multiplies: Hairer and Wanner (1996), section IV.7, theorem 7.4.
    /// </summary>
    public double[] StageWeights(double[][] a, double[][] ofSingleChild)
    {
        var weights = Enumerable.Repeat(1.0, a.Length).ToArray();
        foreach (var child in Children)
        {
            var childWeights = child.StageWeights(a, ofSingleChild);
            var coefficients = Children.Count == 1 ? ofSingleChild : a;
            for (var i = 0; i < a.Length; i++)
            {
                weights[i] *= coefficients[i].Select((coefficient, j) => coefficient * childWeights[j]).Sum();
            }
        }

        return weights;
    }

    // Multisets of trees with the given number of vertices, from the trees with index at most last.
    private static IEnumerable<IReadOnlyList<RootedTree>> Forests(int vertices, List<RootedTree> trees, int last)
    {
        if (vertices == 0)
        {
            yield return [];
            yield break;
        }

        for (var i = last; i >= 0; i--)
        {
            if (trees[i].Order > vertices)
            {
                continue;
            }

            foreach (var rest in Forests(vertices - trees[i].Order, trees, i))
            {
                yield return [trees[i], .. rest];
            }
        }
    }
}
