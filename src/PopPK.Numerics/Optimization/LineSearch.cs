using PopPK.Numerics.LinearAlgebra;

namespace PopPK.Numerics.Optimization;

/// <summary>
/// A line search for the strong Wolfe conditions by bracketing and safeguarded cubic interpolation: Nocedal and Wright
/// (2006), Numerical Optimization, algorithms 3.5 and 3.6 in one loop, with the sufficient-decrease condition relaxed by the
/// noise in the value (Hager and Zhang 2005, SIAM J. Optim. 16, 170-192). A failed evaluation is a barrier: the step is
/// shortened. A point that decreases enough is taken when the evaluations are used up. Mutable; one owner.
/// </summary>
internal sealed class LineSearch(int dimension, MinimizerOptions options)
{
    // The textbook values for quasi-Newton directions.
    private const double SufficientDecrease = 1e-4;
    private const double CurvatureCondition = 0.9;

    private const double LargestExtrapolation = 4;
    private const double SmallestExtrapolation = 1.1;
    private const double RetreatFromFailure = 0.2;
    private const double KeepAwayFromEnds = 0.1;

    private EvaluatedPoint _trial = new(dimension);

    /// <summary>The accepted point, after success.</summary>
    public EvaluatedPoint Accepted { get; private set; } = new(dimension);

    /// <summary>Searches along a direction of descent.</summary>
    /// <param name="evaluator">The objective.</param>
    /// <param name="from">Where to start.</param>
    /// <param name="direction">The direction p.</param>
    /// <param name="slope">g' p; negative.</param>
    /// <param name="firstStep">The multiple of p to try first.</param>
    /// <param name="largestStep">The largest multiple allowed; at least the first.</param>
    /// <returns>The accepted multiple of p; 0 when no point was good enough.</returns>
    public double Search(
        ObjectiveEvaluator evaluator,
        EvaluatedPoint from,
        ReadOnlySpan<double> direction,
        double slope,
        double firstStep,
        double largestStep)
    {
        var noise = options.ValueNoise * Math.Max(1, Math.Abs(from.Value));
        var low = new Trial(0, from.Value, slope);
        Trial? high = null;
        var step = firstStep;
        for (var i = 0; i < options.MaximumLineSearchEvaluations && !evaluator.IsExhausted; i++)
        {
            MoveTrial(from, direction, step);
            if (!evaluator.TryEvaluate(_trial))
            {
                if (evaluator.IsCancelled)
                {
                    break;
                }

                high = new Trial(step, double.NaN, double.NaN);
                step = low.Step + (RetreatFromFailure * (step - low.Step));
                continue;
            }

            var trial = new Trial(step, _trial.Value, DenseKernels.Dot(_trial.Gradient, direction));
            var limit = Math.Min(from.Value + (SufficientDecrease * step * slope), low.Step > 0 ? low.Value : double.PositiveInfinity);
            if (trial.Value > limit + noise)
            {
                high = trial;
                step = Between(low, trial);
                continue;
            }

            (_trial, Accepted) = (Accepted, _trial);
            var isAtLimit = step >= largestStep || high is { IsFailure: true };
            if (Math.Abs(trial.Slope) <= CurvatureCondition * Math.Abs(slope) || (trial.Slope < 0 && isAtLimit))
            {
                return step;
            }

            var previous = low;
            low = trial;
            if (high is { } end ? trial.Slope * (end.Step - trial.Step) >= 0 : trial.Slope >= 0)
            {
                // The minimum lies behind the new point.
                high = previous;
            }

            step = high is { } bracket ? Between(low, bracket) : Math.Min(largestStep, Beyond(previous, low));
        }

        return low.Step;
    }

    private void MoveTrial(EvaluatedPoint from, ReadOnlySpan<double> direction, double step)
    {
        for (var i = 0; i < direction.Length; i++)
        {
            _trial.Point[i] = from.Point[i] + (step * direction[i]);
        }
    }

    /// <summary>A step inside the bracket, near the minimum of the cubic through both ends.</summary>
    private static double Between(in Trial low, in Trial high)
    {
        var width = high.Step - low.Step;
        var fraction = (CubicMinimum(low, high) - low.Step) / width;
        return low.Step + (width * (double.IsFinite(fraction) ? Math.Clamp(fraction, KeepAwayFromEnds, 1 - KeepAwayFromEnds) : 0.5));
    }

    /// <summary>A step beyond the second trial, near the minimum of the cubic through both.</summary>
    private static double Beyond(in Trial first, in Trial second)
    {
        var width = second.Step - first.Step;
        var fraction = (CubicMinimum(first, second) - second.Step) / width;
        return second.Step + (width * (fraction > 0 ? Math.Clamp(fraction, SmallestExtrapolation, LargestExtrapolation) : LargestExtrapolation));
    }

    /// <summary>The minimum of the cubic with given values and slopes at two steps: Nocedal and Wright (2006), equation 3.59.</summary>
    private static double CubicMinimum(in Trial a, in Trial b)
    {
        var d1 = a.Slope + b.Slope - (3 * (a.Value - b.Value) / (a.Step - b.Step));
        var d2 = Math.CopySign(Math.Sqrt((d1 * d1) - (a.Slope * b.Slope)), b.Step - a.Step);
        return b.Step - ((b.Step - a.Step) * (b.Slope + d2 - d1) / (b.Slope - a.Slope + (2 * d2)));
    }

    private readonly record struct Trial(double Step, double Value, double Slope)
    {
        public bool IsFailure => double.IsNaN(Value);
    }
}
