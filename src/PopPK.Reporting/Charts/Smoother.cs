namespace PopPK.Reporting.Charts;

/// <summary>
/// Locally weighted regression (Cleveland 1979, J Am Stat Assoc 74:829): at each of a grid of places a line through the nearest share of the
/// points, tricube weights, two rounds of bisquare weights against outliers. Stateless.
/// </summary>
internal static class Smoother
{
    private const double Span = 0.75;

    // Of few points all count, or the curve follows each of them.
    private const int Few = 30;
    private const int Places = 60;
    private const int Rounds = 2;

    // Fewer points than these have no shape.
    private const int Fewest = 8;

    /// <summary>The smooth curve through points.</summary>
    /// <param name="x">Abscissae; pairs with a number that does not exist are left out.</param>
    /// <param name="y">Ordinates.</param>
    /// <returns>Places and values; empty when there are too few points or all have one place.</returns>
    public static (double[] X, double[] Y) Smooth(IReadOnlyList<double> x, IReadOnlyList<double> y)
    {
        var order = Enumerable.Range(0, x.Count).Where(i => double.IsFinite(x[i]) && double.IsFinite(y[i])).OrderBy(i => x[i]).ToArray();
        var xs = order.Select(i => x[i]).ToArray();
        var ys = order.Select(i => y[i]).ToArray();
        if (xs.Length < Fewest || xs[^1] <= xs[0])
        {
            return ([], []);
        }

        var grid = Grid(xs);
        var robust = new double[xs.Length];
        Array.Fill(robust, 1);
        var fitted = grid.Select(g => At(g, xs, ys, robust)).ToArray();
        for (var round = 0; round < Rounds; round++)
        {
            Reweigh(xs, ys, grid, fitted, robust);
            fitted = [.. grid.Select(g => At(g, xs, ys, robust))];
        }

        return (grid, fitted);
    }

    // Half of the places follow the points' density, half the range.
    private static double[] Grid(double[] xs) =>
    [
        .. Enumerable.Range(0, Places / 2).Select(i => xs[(int)((long)i * (xs.Length - 1) / (Places / 2 - 1))])
            .Concat(Enumerable.Range(0, Places / 2).Select(i => xs[0] + (xs[^1] - xs[0]) * i / (Places / 2 - 1)))
            .Distinct()
            .Order(),
    ];

    private static double At(double place, double[] xs, double[] ys, double[] robust)
    {
        var count = Math.Clamp((int)Math.Ceiling((xs.Length < Few ? 1 : Span) * xs.Length), 3, xs.Length);
        var (from, to) = Nearest(place, xs, count);
        var reach = Math.Max(place - xs[from], xs[to - 1] - place);
        double sum = 0, sumX = 0, sumY = 0, sumXx = 0, sumXy = 0;
        for (var i = from; i < to; i++)
        {
            var distance = reach > 0 ? Math.Abs(xs[i] - place) / reach : 0;
            var cube = 1 - distance * distance * distance;
            var weight = robust[i] * cube * cube * cube;
            var dx = xs[i] - place;
            sum += weight;
            sumX += weight * dx;
            sumY += weight * ys[i];
            sumXx += weight * dx * dx;
            sumXy += weight * dx * ys[i];
        }

        var determinant = sum * sumXx - sumX * sumX;
        return sum <= 0 ? double.NaN
            : determinant > 1e-12 * sum * sumXx ? (sumXx * sumY - sumX * sumXy) / determinant
            : sumY / sum;
    }

    private static (int From, int To) Nearest(double place, double[] xs, int count)
    {
        var from = Array.BinarySearch(xs, place);
        from = from < 0 ? ~from : from;
        var to = from;
        while (to - from < count)
        {
            if (from > 0 && (to == xs.Length || place - xs[from - 1] <= xs[to] - place))
            {
                from--;
            }
            else
            {
                to++;
            }
        }

        return (from, to);
    }

    private static void Reweigh(double[] xs, double[] ys, double[] grid, double[] fitted, double[] robust)
    {
        var errors = xs.Select((x, i) => Math.Abs(ys[i] - Between(x, grid, fitted))).ToArray();
        var finite = errors.Where(double.IsFinite).Order().ToArray();
        var scale = finite.Length == 0 ? 0 : 6 * finite[finite.Length / 2];
        for (var i = 0; i < robust.Length; i++)
        {
            var u = scale > 0 ? errors[i] / scale : 0;
            robust[i] = u < 1 ? (1 - u * u) * (1 - u * u) : 0;
        }
    }

    private static double Between(double x, double[] grid, double[] fitted)
    {
        var i = Array.BinarySearch(grid, x);
        if (i >= 0)
        {
            return fitted[i];
        }

        i = Math.Clamp(~i, 1, grid.Length - 1);
        var share = (x - grid[i - 1]) / (grid[i] - grid[i - 1]);
        return fitted[i - 1] + share * (fitted[i] - fitted[i - 1]);
    }
}
