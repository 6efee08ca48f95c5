namespace PopPK.Numerics.Approximation;

/// <summary>
/// The points x_j = -cos(pi j / n), j = 0, ..., n, in [-1, 1], and what the polynomial of degree n through values there is: its Chebyshev
/// coefficients, its integral (Clenshaw and Curtis 1960, Numer Math 2:197) and its derivatives at the ends. Immutable; safe to share.
/// </summary>
public sealed class ChebyshevGrid
{
    private readonly double[] _nodes;
    private readonly double[] _transform;
    private readonly double[] _weights;
    private readonly double[] _slopeAtStart;
    private readonly double[] _slopeAtEnd;

    /// <summary>Makes a grid.</summary>
    /// <param name="degree">n, even, at least 2.</param>
    public ChebyshevGrid(int degree)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(degree, 2);
        ArgumentOutOfRangeException.ThrowIfNotEqual(degree % 2, 0);
        Degree = degree;
        var size = degree + 1;
        _nodes = new double[size];
        _transform = new double[size * size];
        _weights = new double[size];
        _slopeAtStart = new double[size];
        _slopeAtEnd = new double[size];
        for (var j = 0; j < size; j++)
        {
            // As a sine, which is exactly odd: points are symmetric.
            _nodes[j] = Math.Sin(Math.PI * (2 * j - degree) / (2 * degree));
        }

        for (var k = 0; k < size; k++)
        {
            var sign = k % 2 == 0 ? 1.0 : -1.0;
            for (var j = 0; j < size; j++)
            {
                var ends = (k == 0 || k == degree ? 0.5 : 1) * (j == 0 || j == degree ? 0.5 : 1);
                var element = 2.0 / degree * ends * sign * Math.Cos(Math.PI * (j * k % (2 * degree)) / degree);
                _transform[k * size + j] = element;
                _weights[j] += k % 2 == 0 ? 2.0 / (1 - (double)k * k) * element : 0;
                _slopeAtStart[j] -= sign * k * k * element;
                _slopeAtEnd[j] += (double)k * k * element;
            }
        }
    }

    /// <summary>n.</summary>
    public int Degree { get; }

    /// <summary>The points, ascending.</summary>
    public ReadOnlySpan<double> Nodes => _nodes;

    /// <summary>The polynomial's integral over [-1, 1].</summary>
    /// <param name="values">Its values at the points.</param>
    public double Integrate(ReadOnlySpan<double> values) => Dot(_weights, values);

    /// <summary>The polynomial's derivative at -1.</summary>
    /// <param name="values">Its values at the points.</param>
    public double SlopeAtStart(ReadOnlySpan<double> values) => Dot(_slopeAtStart, values);

    /// <summary>The polynomial's derivative at 1.</summary>
    /// <param name="values">Its values at the points.</param>
    public double SlopeAtEnd(ReadOnlySpan<double> values) => Dot(_slopeAtEnd, values);

    /// <summary>A Chebyshev coefficient of the polynomial.</summary>
    /// <param name="k">Which, 0 to n.</param>
    /// <param name="values">Values at the points.</param>
    public double Coefficient(int k, ReadOnlySpan<double> values) => Dot(_transform.AsSpan(k * (Degree + 1), Degree + 1), values);

    /// <summary>All Chebyshev coefficients of the polynomial.</summary>
    /// <param name="values">Values at the points.</param>
    /// <param name="coefficients">Receives them; n + 1.</param>
    public void Transform(ReadOnlySpan<double> values, Span<double> coefficients)
    {
        for (var k = 0; k <= Degree; k++)
        {
            coefficients[k] = Coefficient(k, values);
        }
    }

    private static double Dot(ReadOnlySpan<double> a, ReadOnlySpan<double> b)
    {
        var (even, odd) = (0.0, 0.0);
        for (var j = 0; j + 1 < a.Length; j += 2)
        {
            even += a[j] * b[j];
            odd += a[j + 1] * b[j + 1];
        }

        // The number of points is odd.
        return even + odd + a[^1] * b[a.Length - 1];
    }
}
