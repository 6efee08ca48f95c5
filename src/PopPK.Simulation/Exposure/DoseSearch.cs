namespace PopPK.Simulation.Exposure;

/// <summary>
/// Finds the dose at which a measure attains a target. From the starting dose it goes towards the target in steps that assume the measure to
/// be proportional to the dose, until it has the target between two doses; where it cannot, it looks at doses over the whole range. A root
/// is then found by inverse interpolation, safeguarded by halving. Stateless.
/// </summary>
public static class DoseSearch
{
    private const int MostSteps = 60;
    private const int StepsPerDecade = 6;

    /// <summary>Searches.</summary>
    /// <param name="measure">The measure as a function of the dose; NaN where it cannot be evaluated.</param>
    /// <param name="target">The target.</param>
    /// <param name="options">Settings.</param>
    /// <exception cref="ArgumentOutOfRangeException">A setting is out of range.</exception>
    public static DoseSearchResult Find(Func<double, double> measure, Target target, DoseSearchOptions options)
    {
        ArgumentNullException.ThrowIfNull(measure);
        ArgumentNullException.ThrowIfNull(target);
        ArgumentNullException.ThrowIfNull(options);
        options.Check();
        var tried = new TriedDoses(measure);
        if (double.IsNaN(tried.At(options.Start)))
        {
            Scan(tried, options);
        }

        // The aim first: for a range it is what is wanted, for one end it is that end.
        var dose = Root(tried, target.Aim, options);
        if (dose is null)
        {
            dose = NearestInside(tried, target);
        }
        else if (!target.IsAttained(tried.At(dose.Value)))
        {
            // At an end rounding decides; a step over it where the measure jumps or is steep.
            dose = tried.Neighbour(dose.Value, target) ?? Inside(tried, dose.Value, target, options) ?? dose;
        }

        if (dose is { } found && IsGood(tried.At(found), target))
        {
            var (lowest, highest) = Range(tried, found, target, options);
            return new DoseSearchResult(DoseSearchStatus.Attained, found, tried.At(found), lowest, highest, tried.Count);
        }

        return Fail(tried, target, options);
    }

    // A value is good when only rounding keeps it out.
    private static bool IsGood(double value, Target target)
    {
        const double rounding = 1e-9;
        return value >= target.Lower - rounding * Math.Abs(target.Lower) && value <= target.Upper + rounding * Math.Abs(target.Upper);
    }

    private static double? NearestInside(TriedDoses tried, Target target)
    {
        double? best = null;
        foreach (var (dose, value) in tried.All)
        {
            if (target.IsAttained(value) && (best is null || Math.Abs(value - target.Aim) < Math.Abs(tried.At(best.Value) - target.Aim)))
            {
                best = dose;
            }
        }

        return best;
    }

    private static double? Inside(TriedDoses tried, double dose, Target target, DoseSearchOptions options)
    {
        foreach (var sign in (int[])[1, -1])
        {
            var beside = dose * (1 + 4 * sign * options.Tolerance);
            if (beside >= options.Smallest && beside <= options.Largest && target.IsAttained(tried.At(beside)))
            {
                return beside;
            }
        }

        return null;
    }

    // Doses around one that attains the target, as far as all that were tried between them do.
    private static (double Lowest, double Highest) Range(TriedDoses tried, double found, Target target, DoseSearchOptions options)
    {
        double? Edge(double limit)
        {
            var (inside, outside) = (found, double.NaN);
            foreach (var dose in Steps(found, limit))
            {
                if (!IsGood(tried.At(dose), target))
                {
                    outside = dose;
                    break;
                }

                inside = dose;
            }

            if (double.IsNaN(outside))
            {
                return limit;
            }

            var end = tried.At(outside) > target.Upper ? target.Upper : target.Lower;
            return double.IsNaN(tried.At(outside)) ? inside : tried.Root(end, Math.Min(inside, outside), Math.Max(inside, outside), options.Tolerance);
        }

        return (Edge(options.Smallest) ?? found, Edge(options.Largest) ?? found);
    }

    // Towards a limit, by a tenth, then more and more, at most by the steps of the grid.
    private static IEnumerable<double> Steps(double from, double limit)
    {
        var most = Math.Pow(10, 1.0 / StepsPerDecade);
        var (dose, step) = (from, 1.1);
        while (dose != limit)
        {
            dose = limit > from ? Math.Min(limit, dose * step) : Math.Max(limit, dose / step);
            step = Math.Min(most, step * step);
            yield return dose;
        }
    }

    private static double? Root(TriedDoses tried, double aim, DoseSearchOptions options)
    {
        if (tried.Bracket(aim) is null)
        {
            Approach(tried, aim, options);
        }

        if (tried.Bracket(aim) is null)
        {
            Scan(tried, options);
        }

        return tried.Bracket(aim) is var (low, high) ? tried.Root(aim, low, high, options.Tolerance) : null;
    }

    private static void Approach(TriedDoses tried, double aim, DoseSearchOptions options)
    {
        var dose = options.Start;
        for (var i = 0; i < MostSteps && tried.Bracket(aim) is null; i++)
        {
            var value = tried.At(dose);
            if (double.IsNaN(value) || !(aim > 0))
            {
                return;
            }

            // Beyond the target where the measure is proportional, so that it lies between.
            var ratio = value > 0 ? aim / value : 10;
            ratio = value < aim ? Math.Clamp(1.05 * ratio, 1.2, 10) : Math.Clamp(ratio / 1.05, 0.1, 0.8);
            var next = Math.Clamp(dose * ratio, options.Smallest, options.Largest);
            if (next == dose || (i > 0 && Math.Abs(tried.At(next) - aim) >= Math.Abs(value - aim) && tried.Bracket(aim) is null))
            {
                return;
            }

            dose = next;
        }
    }

    private static void Scan(TriedDoses tried, DoseSearchOptions options)
    {
        var decades = Math.Log10(options.Largest / options.Smallest);
        var count = (int)Math.Ceiling(decades * StepsPerDecade);
        for (var i = 0; i <= count; i++)
        {
            tried.At(i == count ? options.Largest : options.Smallest * Math.Pow(10, decades * i / count));
        }
    }

    private static DoseSearchResult Fail(TriedDoses tried, Target target, DoseSearchOptions options)
    {
        Scan(tried, options);
        var (best, distance) = (double.NaN, double.PositiveInfinity);
        foreach (var (dose, value) in tried.All)
        {
            var away = value < target.Lower ? target.Lower - value : value - target.Upper;
            if (away < distance)
            {
                (best, distance) = (dose, away);
            }
        }

        if (double.IsNaN(best))
        {
            return new DoseSearchResult(DoseSearchStatus.Failed, double.NaN, double.NaN, double.NaN, double.NaN, tried.Count);
        }

        // At a bound it would go on; inside, or where it hardly moves any more, it would not.
        var isBound = (best == options.Largest || best == options.Smallest) && tried.IsMovingAt(best);
        return new DoseSearchResult(
            isBound ? DoseSearchStatus.BoundReached : DoseSearchStatus.NotAttained, best, tried.At(best), double.NaN, double.NaN, tried.Count);
    }
}
