using PopPK.Simulation.Exposure;

namespace PopPK.Evaluation.Predictive;

/// <summary>
/// Measures of exposure from observations alone, without a model: extremes are those of the observations, between observations the course is a straight line
/// where it rises and an exponential where it falls to a value above 0 (the linear-up log-down rule, of trapezoids too). Nothing is extrapolated. Stateless.
/// </summary>
internal static class ObservedMeasure
{
    /// <summary>True for what observations alone tell.</summary>
    /// <param name="kind">What is measured.</param>
    public static bool Knows(MeasureKind kind) => kind is not (MeasureKind.TimeAbove or MeasureKind.FractionAbove or MeasureKind.LongestAbove);

    /// <summary>True for measures that are times.</summary>
    /// <param name="kind">What is measured.</param>
    public static bool IsTime(MeasureKind kind) => kind is MeasureKind.MaximumTime or MeasureKind.MinimumTime;

    /// <summary>Measures the observations of a subject.</summary>
    /// <param name="measure">The measure; without a window: from the first observation to the last.</param>
    /// <param name="times">Times, ascending.</param>
    /// <param name="values">What was observed then.</param>
    /// <returns>The measure; NaN when there is nothing to measure.</returns>
    public static double Of(Measure measure, ReadOnlySpan<double> times, ReadOnlySpan<double> values)
    {
        var (from, to) = (measure.From ?? double.NegativeInfinity, measure.To ?? double.PositiveInfinity);
        return measure switch
        {
            { IsAtTime: true } => At(from, times, values),
            { Kind: MeasureKind.Auc } => Integral(from, to, times, values).Area,
            { Kind: MeasureKind.Average } => Integral(from, to, times, values) is var (area, length) ? area / length : double.NaN,
            _ => Extreme(measure.Kind, from, to, times, values),
        };
    }

    private static double Extreme(MeasureKind kind, double from, double to, ReadOnlySpan<double> times, ReadOnlySpan<double> values)
    {
        var found = -1;
        for (var i = 0; i < times.Length; i++)
        {
            if (times[i] < from || times[i] > to)
            {
                continue;
            }

            var isBetter = found < 0 || kind switch
            {
                MeasureKind.Maximum or MeasureKind.MaximumTime => values[i] > values[found],
                MeasureKind.Minimum or MeasureKind.MinimumTime => values[i] < values[found],
                _ => true,
            };
            found = isBetter ? i : found;
        }

        return found < 0 ? double.NaN : IsTime(kind) ? times[found] : values[found];
    }

    private static double At(double time, ReadOnlySpan<double> times, ReadOnlySpan<double> values)
    {
        for (var i = 0; i < times.Length; i++)
        {
            if (times[i] == time)
            {
                return values[i];
            }

            if (i > 0 && times[i - 1] < time && time < times[i])
            {
                return Between(time, times[i - 1], times[i], values[i - 1], values[i]);
            }
        }

        return double.NaN;
    }

    // The part of the window that observations cover.
    private static (double Area, double Length) Integral(double from, double to, ReadOnlySpan<double> times, ReadOnlySpan<double> values)
    {
        var (area, length) = (0.0, 0.0);
        for (var i = 1; i < times.Length; i++)
        {
            var (start, end) = (Math.Max(from, times[i - 1]), Math.Min(to, times[i]));
            if (start < end)
            {
                var first = Between(start, times[i - 1], times[i], values[i - 1], values[i]);
                var last = Between(end, times[i - 1], times[i], values[i - 1], values[i]);
                area += Trapezoid(first, last) * (end - start);
                length += end - start;
            }
        }

        return length > 0 ? (area, length) : (double.NaN, double.NaN);
    }

    private static double Between(double time, double start, double end, double first, double last)
    {
        var share = (time - start) / (end - start);
        return share <= 0 ? first : share >= 1 ? last
            : IsExponential(first, last) ? first * Math.Pow(last / first, share)
            : first + share * (last - first);
    }

    // The mean height of a stretch.
    private static double Trapezoid(double first, double last) =>
        IsExponential(first, last) ? (first - last) / Math.Log(first / last) : 0.5 * (first + last);

    // Below this ratio the logarithm loses digits, and line and exponential agree to them.
    private static bool IsExponential(double first, double last) => last > 0 && first > last * (1 + 1e-5);
}
