namespace PopPK.Simulation.Exposure;

/// <summary>The doses a search has tried, with the measure at each. Mutable, for one search.</summary>
/// <param name="measure">The measure as a function of the dose.</param>
internal sealed class TriedDoses(Func<double, double> measure)
{
    private const int MostIterations = 100;

    // A measure that changes by less than this share of itself from one tried dose to the next has stopped moving.
    private const double Movement = 0.01;

    private readonly SortedList<double, double> _tried = [];

    /// <summary>All doses that could be evaluated, ascending.</summary>
    public IEnumerable<(double Dose, double Value)> All => _tried.Where(p => !double.IsNaN(p.Value)).Select(p => (p.Key, p.Value));

    /// <summary>Number of doses tried.</summary>
    public int Count => _tried.Count;

    /// <summary>The measure at a dose.</summary>
    /// <param name="dose">The dose.</param>
    public double At(double dose)
    {
        if (!_tried.TryGetValue(dose, out var value))
        {
            _tried[dose] = value = measure(dose);
        }

        return value;
    }

    /// <summary>Two neighbouring doses with a value between theirs, those of the smallest doses.</summary>
    /// <param name="aim">The value.</param>
    public (double Low, double High)? Bracket(double aim)
    {
        (double Dose, double Value)? last = null;
        foreach (var (dose, value) in All)
        {
            if (last is var (before, valueBefore) && (valueBefore - aim) * (value - aim) <= 0)
            {
                return (before, dose);
            }

            last = (dose, value);
        }

        return null;
    }

    /// <summary>The tried neighbour of a dose that attains a target, or null.</summary>
    /// <param name="dose">The dose.</param>
    /// <param name="target">The target.</param>
    public double? Neighbour(double dose, Target target)
    {
        const double near = 1e-8;
        foreach (var (other, value) in All)
        {
            if (Math.Abs(other - dose) <= near * dose && target.IsAttained(value))
            {
                return other;
            }
        }

        return null;
    }

    /// <summary>True when a measure still moves where the tried doses end.</summary>
    /// <param name="bound">The first or last of them.</param>
    public bool IsMovingAt(double bound)
    {
        var all = All.ToArray();
        if (all.Length < 2)
        {
            return false;
        }

        var beside = all[0].Dose == bound ? all[1] : all[^2];
        return Math.Abs(At(bound) - beside.Value) > Movement * Math.Abs(At(bound));
    }

    /// <summary>The dose between two at which the measure has a value (Chandrupatla 1997, Adv Eng Softw 28:145, from a secant).</summary>
    /// <param name="aim">The value.</param>
    /// <param name="low">The one dose.</param>
    /// <param name="high">The other.</param>
    /// <param name="tolerance">The error allowed, relative to the dose.</param>
    public double Root(double aim, double low, double high, double tolerance)
    {
        var (x1, x2) = (high, low);
        var (f1, f2) = (At(x1) - aim, At(x2) - aim);
        if (f1 == 0 || f2 == 0)
        {
            return f1 == 0 ? x1 : x2;
        }

        // What is proportional to the dose is found at once.
        var share = Math.Clamp(f1 / (f1 - f2), 1e-3, 1 - 1e-3);
        for (var i = 0; i < MostIterations; i++)
        {
            var x = x1 + share * (x2 - x1);
            var f = At(x) - aim;
            if (double.IsNaN(f))
            {
                break;
            }

            double x3, f3;
            if (f > 0 == f1 > 0)
            {
                (x3, f3) = (x1, f1);
            }
            else
            {
                (x3, f3, x2, f2) = (x2, f2, x1, f1);
            }

            (x1, f1) = (x, f);
            var (best, residual) = Math.Abs(f1) < Math.Abs(f2) ? (x1, f1) : (x2, f2);
            var limit = 0.5 * tolerance * Math.Abs(best) / Math.Abs(x2 - x1);
            if (limit > 0.5 || Math.Abs(residual) <= 1e-14 * Math.Abs(aim))
            {
                return best;
            }

            var xi = (x1 - x2) / (x3 - x2);
            var phi = (f1 - f2) / (f3 - f2);
            share = phi * phi < xi && (1 - phi) * (1 - phi) < 1 - xi
                ? f1 / (f2 - f1) * (f3 / (f2 - f3)) + (x3 - x1) / (x2 - x1) * (f1 / (f3 - f1)) * (f2 / (f3 - f2))
                : 0.5;
            share = Math.Clamp(share, limit, 1 - limit);
        }

        return Math.Abs(f1) < Math.Abs(f2) ? x1 : x2;
    }
}
