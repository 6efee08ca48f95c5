namespace PopPK.Evaluation.Predictive;

/// <summary>
/// The partition of weighted numbers on a line into groups with the least sum of squared distances from the groups' means, by dynamic
/// programming over the ends of groups (Fisher 1958; Wang and Song 2011, R J 3:29). The best begin of the last group moves up with its end, so
/// that halving needs n log n steps for each number of groups. Mutable while it grows; one owner.
/// </summary>
internal sealed class NaturalBreaks
{
    private readonly int _n;
    private readonly double[] _weights;
    private readonly double[] _sums;
    private readonly double[] _squares;
    private readonly List<int[]> _begins = [];
    private double[] _cost;

    /// <summary>Prepares numbers.</summary>
    /// <param name="values">The numbers, strictly increasing.</param>
    /// <param name="weights">How often each occurs.</param>
    public NaturalBreaks(ReadOnlySpan<double> values, ReadOnlySpan<double> weights)
    {
        _n = values.Length;
        _weights = new double[_n + 1];
        _sums = new double[_n + 1];
        _squares = new double[_n + 1];
        var origin = values[_n / 2];
        for (var i = 0; i < _n; i++)
        {
            // About the middle, so that squares of large numbers do not cancel.
            var value = values[i] - origin;
            _weights[i + 1] = _weights[i] + weights[i];
            _sums[i + 1] = _sums[i] + (weights[i] * value);
            _squares[i + 1] = _squares[i] + (weights[i] * value * value);
        }

        _cost = [.. Enumerable.Range(0, _n).Select(end => Cost(0, end))];
        _begins.Add(new int[_n]);
    }

    /// <summary>The sum of squares about the mean of everything.</summary>
    public double Total => Cost(0, _n - 1);

    /// <summary>Makes the best partition.</summary>
    /// <param name="count">Number of groups, 1 to the number of values.</param>
    /// <returns>The first element of each group, increasing, and the sum of squares within the groups.</returns>
    public (int[] Starts, double Within) Partition(int count)
    {
        while (_begins.Count < count)
        {
            Grow();
        }

        var starts = new int[count];
        var end = _n - 1;
        var within = 0.0;
        for (var k = count - 1; k >= 0; k--)
        {
            starts[k] = _begins[k][end];
            within += Cost(starts[k], end);
            end = starts[k] - 1;
        }

        return (starts, within);
    }

    // From the best partitions into k groups of every beginning of the list to those into k + 1.
    private void Grow()
    {
        var groups = _begins.Count;
        var cost = new double[_n];
        var begins = new int[_n];
        Array.Fill(cost, double.PositiveInfinity);
        Fill(groups, _n - 1, groups, _n - 1, cost, begins);
        _cost = cost;
        _begins.Add(begins);
    }

    private void Fill(int first, int last, int low, int high, double[] cost, int[] begins)
    {
        if (first > last)
        {
            return;
        }

        var end = (first + last) / 2;
        for (var begin = low; begin <= Math.Min(end, high); begin++)
        {
            var candidate = _cost[begin - 1] + Cost(begin, end);
            if (candidate < cost[end])
            {
                (cost[end], begins[end]) = (candidate, begin);
            }
        }

        Fill(first, end - 1, low, begins[end], cost, begins);
        Fill(end + 1, last, begins[end], high, cost, begins);
    }

    // Sum of squares about the mean of the elements from begin to end.
    private double Cost(int begin, int end)
    {
        if (begin == end)
        {
            return 0;
        }

        var weight = _weights[end + 1] - _weights[begin];
        var sum = _sums[end + 1] - _sums[begin];
        return Math.Max(0, _squares[end + 1] - _squares[begin] - (sum * sum / weight));
    }
}
