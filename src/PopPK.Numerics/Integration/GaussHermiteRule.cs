using System.Collections.Immutable;

namespace PopPK.Numerics.Integration;

/// <summary>
/// Gauss-Hermite quadrature: the integral of exp(-x^2) f(x) over the real line is sum w_i f(x_i), exactly for polynomials
/// of degree 2 n - 1. Immutable; safe to share between threads.
/// </summary>
public sealed class GaussHermiteRule
{
    private GaussHermiteRule(ImmutableArray<double> nodes, ImmutableArray<double> logWeights)
    {
        Nodes = nodes;
        LogWeights = logWeights;
    }

    /// <summary>The nodes x_i, ascending, symmetric about 0.</summary>
    public ImmutableArray<double> Nodes { get; }

    /// <summary>The logarithms of the weights w_i.</summary>
    public ImmutableArray<double> LogWeights { get; }

    /// <summary>Makes a rule.</summary>
    /// <param name="count">Number of nodes, 1 to 200.</param>
    /// <exception cref="ArgumentOutOfRangeException">The number is outside.</exception>
    public static GaussHermiteRule WithNodes(int count)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(count, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(count, 200);
        var nodes = new double[count];
        var logWeights = new double[count];
        for (var i = 0; i < (count + 1) / 2; i++)
        {
            // The roots are real and simple: bisection between sign changes of the polynomial's Sturm sequence finds each.
            var root = 2 * i + 1 == count ? 0 : Root(count, count - i);
            var derivative = Derivative(count, root);
            (nodes[count - 1 - i], nodes[i]) = (root, -root);
            logWeights[i] = logWeights[count - 1 - i] = Math.Log(2) - 2 * Math.Log(Math.Abs(derivative));
        }

        return new GaussHermiteRule(ImmutableArray.Create(nodes), ImmutableArray.Create(logWeights));
    }

    // The k-th smallest root: the number of roots below x is the number of sign changes in h_0(x), ..., h_n(x), reversed.
    private static double Root(int count, int k)
    {
        var (low, high) = (0.0, Math.Sqrt(2 * count + 2));
        for (var step = 0; step < 60; step++)
        {
            var middle = 0.5 * (low + high);
            (low, high) = RootsBelow(count, middle) >= k ? (low, middle) : (middle, high);
        }

        var root = 0.5 * (low + high);
        for (var step = 0; step < 3; step++)
        {
            root -= Value(count, root) / Derivative(count, root);
        }

        return root;
    }

    private static int RootsBelow(int count, double x)
    {
        var (changes, previous, current) = (0, 0.0, Math.Pow(Math.PI, -0.25));
        for (var j = 0; j < count; j++)
        {
            (previous, current) = (current, Next(j, x, current, previous));
            changes += Math.Sign(current) * Math.Sign(previous) < 0 ? 1 : 0;
        }

        return count - changes;
    }

    // Orthonormal Hermite polynomials: h_{j+1} = x sqrt(2/(j+1)) h_j - sqrt(j/(j+1)) h_{j-1}; h_n' = sqrt(2 n) h_{n-1}.
    private static double Next(int j, double x, double current, double previous) =>
        x * Math.Sqrt(2.0 / (j + 1)) * current - Math.Sqrt((double)j / (j + 1)) * previous;

    private static double Value(int count, double x)
    {
        var (previous, current) = (0.0, Math.Pow(Math.PI, -0.25));
        for (var j = 0; j < count; j++)
        {
            (previous, current) = (current, Next(j, x, current, previous));
        }

        return current;
    }

    private static double Derivative(int count, double x) => Math.Sqrt(2.0 * count) * Value(count - 1, x);
}
