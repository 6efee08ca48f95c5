using System.Collections.Immutable;
using PopPK.Estimation;
using PopPK.Likelihood;

namespace PopPK.Uncertainty;

/// <summary>
/// One side of a profile: from the estimate outwards until the signed root of the objective's rise passes a limit, then between
/// the last two points until it equals the limit. The signed root is nearly linear in the parameter (Bates and Watts 1988,
/// Nonlinear Regression Analysis, chapter 6), which is what makes secants converge. One use; one owner.
/// </summary>
internal sealed class ProfileSide
{
    // On the logarithmic and logit coordinates of bounded parameters; those without bounds may go as far as they like.
    private const double LongestBoundedStep = 2;
    private const double NearBound = 1e-6;
    private const int MostRetreats = 6;
    private readonly EstimationResult _result;
    private readonly ProfileOptions _options;
    private readonly PopulationParameter _parameter;
    private readonly ProfileScale _scale;
    private readonly PopulationObjective _objective;
    private readonly EstimationOptions _settings;
    private readonly double _limit;
    private readonly int _free;
    private readonly int _direction;
    private readonly List<(double X, double Root, double[] Coordinates)> _path = [];
    private readonly ImmutableArray<ProfilePoint>.Builder _points = ImmutableArray.CreateBuilder<ProfilePoint>();

    /// <summary>Prepares a side.</summary>
    /// <param name="result">The fit.</param>
    /// <param name="options">Settings.</param>
    /// <param name="free">Position of the parameter among the free ones.</param>
    /// <param name="direction">1 above the estimate, -1 below it.</param>
    /// <param name="limit">The root of the rise that is looked for.</param>
    public ProfileSide(EstimationResult result, ProfileOptions options, int free, int direction, double limit)
    {
        (_result, _options, _free, _direction, _limit) = (result, options, free, direction, limit);
        _parameter = result.Layout.Parameters[result.Layout.Free[free]];
        _scale = new ProfileScale(result.Layout, free);
        _objective = new PopulationObjective(result.Cohort, result.Approximation, 1, options.EtaMode);
        _settings = new EstimationOptions { Approximation = result.Approximation, Threads = 1, Minimizer = options.Minimizer, EtaMode = options.EtaMode };
        if (!result.Modes.IsEmpty)
        {
            _objective.ReturnToModes(result.Modes, result.FreeParameters.AsSpan());
            _objective.Evaluate(result.FreeParameters.AsSpan(), withGradient: true);
        }
    }

    /// <summary>The points, the estimate not among them, outwards as they were tried.</summary>
    public ImmutableArray<ProfilePoint> Points => _points.ToImmutable();

    private double Bound => _direction > 0 ? _parameter.Upper : _parameter.Lower;

    private bool IsBounded => double.IsFinite(_parameter.Lower) || double.IsFinite(_parameter.Upper);

    /// <summary>Looks for the end.</summary>
    /// <param name="standardError">Standard error of the parameter, or NaN.</param>
    /// <param name="cancellationToken">Ends the search.</param>
    public (double Value, ProfileEnd End) Find(double standardError, CancellationToken cancellationToken)
    {
        var estimates = ChainStart.Near(_result.Layout, _result.FreeParameters.AsSpan());
        var start = _scale.FromNatural(estimates);
        _path.Add((start[_scale.Coordinate], 0, start));
        if (IsAtBound(_result.FreeParameters[_free]))
        {
            return (Bound, ProfileEnd.Bound);
        }

        try
        {
            return Search(FirstStep(start, standardError), cancellationToken);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            return (double.NaN, ProfileEnd.Interrupted);
        }
    }

    private (double Value, ProfileEnd End) Search(double step, CancellationToken cancellationToken)
    {
        var retreats = 0;
        while (_points.Count < _options.MostPoints)
        {
            var (x, root, _) = _path[^1];
            if (root >= _limit)
            {
                return Refine(cancellationToken);
            }

            if (TryPoint(x + _direction * step, cancellationToken))
            {
                if (_path[^1].Root < _limit && IsAtBound(_points[^1].Value))
                {
                    return (Bound, ProfileEnd.Bound);
                }

                step = NextStep(step);
            }
            else if (++retreats > MostRetreats)
            {
                return (double.NaN, ProfileEnd.NoObjective);
            }
            else
            {
                step *= 0.5;
            }
        }

        return (double.NaN, ProfileEnd.NotReached);
    }

    // Regula falsi with the Illinois modification (Dowell and Jarratt 1971) on the root minus the limit.
    private (double Value, ProfileEnd End) Refine(CancellationToken cancellationToken)
    {
        var (inner, outer) = (_path[^2], _path[^1]);
        var (low, high) = (inner.Root - _limit, outer.Root - _limit);
        var lastSide = 0;
        while (_points.Count < 2 * _options.MostPoints)
        {
            if (Math.Abs(_path[^1].Root - _limit) <= _options.RootTolerance)
            {
                return (_points[^1].Value, ProfileEnd.Found);
            }

            var x = inner.X - low * (outer.X - inner.X) / (high - low);
            if (!TryPoint(x, cancellationToken))
            {
                return (double.NaN, ProfileEnd.NoObjective);
            }

            var middle = _path[^1];
            if (middle.Root < _limit)
            {
                high *= lastSide < 0 ? 0.5 : 1;
                (inner, low, lastSide) = (middle, middle.Root - _limit, -1);
            }
            else
            {
                low *= lastSide > 0 ? 0.5 : 1;
                (outer, high, lastSide) = (middle, middle.Root - _limit, 1);
            }
        }

        return (double.NaN, ProfileEnd.NotReached);
    }

    // Minimises over the other parameters, from where the points so far say the minimum is.
    private bool TryPoint(double x, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var coordinates = Extrapolate(x);
        coordinates[_scale.Coordinate] = x;
        var natural = _scale.ToNatural(coordinates);
        var (ofv, isConverged) = (double.NaN, true);
        if (_scale.Dimension == 1)
        {
            ofv = _objective.EvaluateBestModes(natural, out _, cancellationToken).Ofv;
        }
        else
        {
            var start = new SearchStart([.. ChainStart.Near(_result.Layout, natural)]) { Space = _scale.HoldAt(x) };
            var minimum = Estimator.Search(_objective, _settings, start, null, cancellationToken);
            cancellationToken.ThrowIfCancellationRequested();
            natural = [.. minimum.FreeParameters];
            (ofv, isConverged) = (minimum.Ofv, minimum.IsConverged);
        }

        if (!double.IsFinite(ofv))
        {
            return false;
        }

        _points.Add(new ProfilePoint(natural[_free], ofv, [.. natural], isConverged));
        var reached = _scale.FromNatural(ChainStart.Near(_result.Layout, natural));
        reached[_scale.Coordinate] = x;
        _path.Add((x, Math.Sqrt(Math.Max(0, ofv - _result.Ofv)), reached));
        return true;
    }

    // On the line through the two nearest points, or the only point.
    private double[] Extrapolate(double x)
    {
        var near = _path.OrderBy(p => Math.Abs(p.X - x)).Take(2).ToArray();
        if (near.Length == 1 || near[0].X.Equals(near[1].X))
        {
            return [.. near[0].Coordinates];
        }

        var share = (x - near[0].X) / (near[1].X - near[0].X);
        return [.. near[0].Coordinates.Zip(near[1].Coordinates, (a, b) => a + Math.Clamp(share * (b - a), -1, 1))];
    }

    private double FirstStep(double[] start, double standardError)
    {
        const double small = 0.1;
        var slope = new double[_scale.Dimension];
        var unit = new double[_scale.Dimension];
        unit[_free] = 1;
        _scale.GradientFromNatural(start, unit, slope);
        var step = _limit * standardError / Math.Abs(slope[_scale.Coordinate]);
        if (!(step > 0 && double.IsFinite(step)))
        {
            step = small * (IsBounded || _parameter.IsVariance ? 1 : Math.Max(1e-3, Math.Abs(start[_scale.Coordinate])));
        }

        return IsBounded ? Math.Min(step, LongestBoundedStep) : step;
    }

    // To just beyond the limit if the root goes on as between the last two points.
    private double NextStep(double last)
    {
        const double beyond = 1.05;
        var (one, two) = (_path[^2], _path[^1]);
        var rate = (two.Root - one.Root) / Math.Abs(two.X - one.X);
        var step = rate > 0 ? (beyond * _limit - two.Root) / rate : 2 * last;
        step = Math.Clamp(step, 0.1 * last, 3 * last);
        return IsBounded ? Math.Min(step, LongestBoundedStep) : step;
    }

    private bool IsAtBound(double value) => double.IsFinite(Bound)
        && Math.Abs(value - Bound) <= NearBound * Math.Max(Math.Abs(_parameter.Initial - Bound), double.Epsilon);
}
