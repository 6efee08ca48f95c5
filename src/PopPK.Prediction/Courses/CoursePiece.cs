using PopPK.Numerics.Approximation;

namespace PopPK.Prediction.Courses;

/// <summary>
/// A piece of a course on which it is, to all digits that count, a polynomial through its values on a Chebyshev grid: its integral, its
/// extremes and the times above thresholds are those of the polynomial. Mutable, one owner.
/// </summary>
internal sealed class CoursePiece
{
    // What stands out less than this is rounding.
    private const double Prominence = 1e-13;

    // Slopes at the ends are sums of numbers as large as the square of the degree.
    private const double SlopeRounding = 1e-8;

    private readonly double[] _coefficients;
    private readonly double[] _slopes;
    private readonly double[] _points;
    private readonly double[] _pointValues;
    private readonly double[] _ends;
    private ChebyshevGrid _grid = null!;
    private int _pointCount;
    private bool _isTransformed;

    /// <summary>Makes the memory.</summary>
    /// <param name="degree">The largest degree.</param>
    public CoursePiece(int degree)
    {
        _coefficients = new double[degree + 1];
        _slopes = new double[degree + 1];
        Values = new double[degree + 1];

        // Between two points of the grid there is one extreme at most.
        _points = new double[2 * degree + 1];
        _pointValues = new double[2 * degree + 1];
        _ends = new double[2 * degree + 2];
    }

    /// <summary>The values on the grid.</summary>
    public double[] Values { get; }

    /// <summary>Where it begins.</summary>
    public double From { get; private set; }

    /// <summary>Where it ends.</summary>
    public double To { get; private set; }

    /// <summary>Its integral.</summary>
    public double Integral { get; private set; }

    /// <summary>Its largest value, and when it is first taken.</summary>
    public (double Value, double Time) Maximum { get; private set; }

    /// <summary>Its smallest value, and when it is first taken.</summary>
    public (double Value, double Time) Minimum { get; private set; }

    /// <summary>The value at its beginning.</summary>
    public double First => Values[0];

    /// <summary>The value at its end.</summary>
    public double Last => Values[_grid.Degree];

    /// <summary>Describes the piece whose values are set.</summary>
    /// <param name="grid">The grid.</param>
    /// <param name="from">Where it begins.</param>
    /// <param name="to">Where it ends.</param>
    /// <param name="noise">Differences below this do not count.</param>
    public void Describe(ChebyshevGrid grid, double from, double to, double noise)
    {
        (_grid, From, To) = (grid, from, to);
        _isTransformed = false;
        var values = Values.AsSpan(0, grid.Degree + 1);
        Integral = 0.5 * (to - from) * grid.Integrate(values);
        FindPoints(values, noise);
        var (high, low) = (0, 0);
        for (var i = 1; i < _pointCount; i++)
        {
            high = _pointValues[i] > _pointValues[high] ? i : high;
            low = _pointValues[i] < _pointValues[low] ? i : low;
        }

        Maximum = (_pointValues[high], TimeAt(_points[high]));
        Minimum = (_pointValues[low], TimeAt(_points[low]));
    }

    /// <summary>The stretches in which the value is above a threshold: beginning, end, beginning, end ...</summary>
    /// <param name="threshold">The threshold.</param>
    public ReadOnlySpan<double> Above(double threshold)
    {
        if (Minimum.Value > threshold || !(Maximum.Value > threshold))
        {
            (_ends[0], _ends[1]) = (From, To);
            return Minimum.Value > threshold ? _ends.AsSpan(0, 2) : [];
        }

        var count = 0;
        var isAbove = _pointValues[0] > threshold;
        if (isAbove)
        {
            _ends[count++] = From;
        }

        for (var i = 1; i < _pointCount; i++)
        {
            if (_pointValues[i] > threshold != isAbove)
            {
                isAbove = !isAbove;
                Transform();
                _ends[count++] = TimeAt(ChebyshevSeries.FindCrossing(Coefficients, threshold, _points[i - 1], _points[i]));
            }
        }

        if (isAbove)
        {
            _ends[count++] = To;
        }

        return _ends.AsSpan(0, count);
    }

    private ReadOnlySpan<double> Coefficients => _coefficients.AsSpan(0, _grid.Degree + 1);

    private ReadOnlySpan<double> Slopes => _slopes.AsSpan(0, _grid.Degree + 1);

    // The points of the grid, and between them those at which the polynomial turns.
    private void FindPoints(ReadOnlySpan<double> values, double noise)
    {
        var nodes = _grid.Nodes;
        var n = _grid.Degree;
        _pointCount = 0;
        Add(nodes[0], values[0]);
        var (low, high) = (values[0], values[0]);
        for (var j = 1; j <= n; j++)
        {
            low = Math.Min(low, values[j]);
            high = Math.Max(high, values[j]);
        }

        var least = Math.Max(noise, Prominence * Math.Max(Math.Abs(low), Math.Abs(high)));
        if (high - low <= least)
        {
            Add(nodes[n], values[n]);
            return;
        }

        var leastSlope = SlopeRounding / Prominence * least;
        var slope = _grid.SlopeAtStart(values);
        if (Math.Abs(slope) > leastSlope && slope > 0 != values[1] > values[0])
        {
            AddTurn(nodes[0], nodes[1]);
        }

        for (var j = 1; j < n; j++)
        {
            var (left, right) = (values[j] - values[j - 1], values[j] - values[j + 1]);
            if (left * right < 0 || Math.Max(Math.Abs(left), Math.Abs(right)) <= least || (left == 0 && right == 0))
            {
                Add(nodes[j], values[j]);
                continue;
            }

            // Which side of the point it turns on is not known before.
            Transform();
            var turn = Turn(nodes[j - 1], nodes[j + 1]);
            if (turn > nodes[j])
            {
                Add(nodes[j], values[j]);
                AddAt(turn);
            }
            else
            {
                if (turn > _points[_pointCount - 1])
                {
                    AddAt(turn);
                }

                Add(nodes[j], values[j]);
            }
        }

        slope = _grid.SlopeAtEnd(values);
        if (Math.Abs(slope) > leastSlope && slope > 0 != values[n] > values[n - 1])
        {
            AddTurn(Math.Max(nodes[n - 1], _points[_pointCount - 1]), nodes[n]);
        }

        Add(nodes[n], values[n]);
    }

    private void AddTurn(double from, double to)
    {
        Transform();
        AddAt(Turn(from, to));
    }

    private double Turn(double from, double to) => ChebyshevSeries.FindCrossing(Slopes, 0, from, to);

    private void AddAt(double x) => Add(x, ChebyshevSeries.Evaluate(Coefficients, x));

    private void Add(double x, double value) => (_points[_pointCount], _pointValues[_pointCount++]) = (x, value);

    private void Transform()
    {
        if (!_isTransformed)
        {
            _isTransformed = true;
            _grid.Transform(Values.AsSpan(0, _grid.Degree + 1), _coefficients);
            ChebyshevSeries.Differentiate(Coefficients, _slopes.AsSpan(0, _grid.Degree + 1));
        }
    }

    // Ends are met exactly.
    private double TimeAt(double x) => x == -1 ? From : x == 1 ? To : 0.5 * (From + To) + 0.5 * (To - From) * x;
}
