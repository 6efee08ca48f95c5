using System.Collections.Immutable;
using PopPK.Modeling.Regimens;
using PopPK.Numerics.Randomness;
using PopPK.Symbolics;

namespace PopPK.Simulation.Design;

/// <summary>
/// Draws the covariates of one source. Everything is drawn by inversion, a truncated distribution between the probabilities of its
/// ends: exact, and one random number each. One owner.
/// </summary>
/// <param name="source">The source.</param>
/// <param name="positions">Where its covariates are among a person's values.</param>
/// <param name="tally">Counts what is wrong.</param>
internal sealed class CovariateDraw(CovariateSource source, int[] positions, DesignTally tally)
{
    private const double ProbabilityTolerance = 1e-9;

    private readonly double[,] _factor = source is JointCovariates joint ? Factor(joint.Covariance, joint.Symbols.Length) : new double[0, 0];

    /// <summary>Draws a person's values.</summary>
    /// <param name="person">The person's number, from 0, for messages.</param>
    /// <param name="valueOf">The person's values so far.</param>
    /// <param name="stream">The person's random numbers.</param>
    /// <param name="values">Receives the values.</param>
    public void Draw(int person, Func<Symbol, double> valueOf, RandomStream stream, double[] values)
    {
        switch (source)
        {
            case ComputedCovariate computed:
                values[positions[0]] = Interpreter.Evaluate(computed.Value, valueOf);
                break;
            case DrawnCovariate drawn:
                values[positions[0]] = Single(drawn, person, valueOf, stream.NextUniform());
                break;
            case JointCovariates joint:
                DrawJoint(joint, valueOf, stream, values);
                break;
        }

        for (var i = 0; i < positions.Length; i++)
        {
            if (double.IsNaN(values[positions[i]]))
            {
                var name = source.Symbols[i].Name;
                tally.Count(source, "NaN", n => DesignDiagnostics.BadParameter(source.Location, name, "the value", double.NaN, person + 1, n));
            }
        }
    }

    private double Single(DrawnCovariate drawn, int person, Func<Symbol, double> valueOf, double uniform)
    {
        switch (drawn.Distribution)
        {
            case NormalCovariate normal:
                var (mean, sd) = (Interpreter.Evaluate(normal.Mean, valueOf), Interpreter.Evaluate(normal.StandardDeviation, valueOf));
                return IsRight(sd >= 0, "the standard deviation", sd, person)
                    ? mean + (sd * Standard((drawn.Lower - mean) / sd, (drawn.Upper - mean) / sd, drawn, person, uniform))
                    : mean;
            case LogNormalCovariate normal:
                var (median, deviation) = (Interpreter.Evaluate(normal.Median, valueOf), Interpreter.Evaluate(normal.StandardDeviation, valueOf));
                return IsRight(median > 0, "the median", median, person) & IsRight(deviation >= 0, "the standard deviation", deviation, person)
                    ? median * Math.Exp(deviation * Standard(Scaled(drawn.Lower, median, deviation), Scaled(drawn.Upper, median, deviation), drawn, person, uniform))
                    : median;
            case UniformCovariate between:
                var lower = Math.Max(drawn.Lower, Interpreter.Evaluate(between.Lower, valueOf));
                var upper = Math.Min(drawn.Upper, Interpreter.Evaluate(between.Upper, valueOf));
                if (!(lower <= upper))
                {
                    tally.Count(source, "range", n => DesignDiagnostics.NothingLeft(source.Location, drawn.Symbol.Name, lower, upper, person + 1, n));
                }

                return lower + (uniform * (upper - lower));
            case CategoricalCovariate categorical:
                return Category(categorical, person, valueOf, uniform);
            default:
                throw new ArgumentException($"Unknown distribution {drawn.Distribution.GetType().Name}.", nameof(drawn));
        }
    }

    private double Category(CategoricalCovariate categorical, int person, Func<Symbol, double> valueOf, double uniform)
    {
        var sum = 0.0;
        var chosen = -1;
        for (var i = 0; i < categorical.Values.Length; i++)
        {
            var probability = Interpreter.Evaluate(categorical.Probabilities[i], valueOf);
            IsRight(probability is >= 0 and <= 1, "a probability", probability, person);
            sum += probability;
            chosen = chosen < 0 && uniform < sum ? i : chosen;
        }

        var total = sum;
        IsRight(Math.Abs(total - 1) <= ProbabilityTolerance, "the sum of the probabilities", total, person);
        return categorical.Values[chosen < 0 ? ^1 : chosen];
    }

    private static double Scaled(double bound, double median, double deviation) => bound <= 0 ? double.NegativeInfinity : Math.Log(bound / median) / deviation;

    // A standard normal number between two others. Above 0 the other side is taken, where probabilities are small and exact.
    private double Standard(double lower, double upper, DrawnCovariate drawn, int person, double uniform)
    {
        if (!drawn.IsTruncated)
        {
            return NormalQuantile.At(uniform);
        }

        var isAbove = lower > 0;
        var (from, to) = isAbove ? (Probability(-upper), Probability(-lower)) : (Probability(lower), Probability(upper));
        if (!(from < to))
        {
            // Without any scatter there is one value, and it may be inside.
            if (!(lower <= 0 && upper >= 0))
            {
                tally.Count(source, "range", n => DesignDiagnostics.NothingLeft(source.Location, drawn.Symbol.Name, drawn.Lower, drawn.Upper, person + 1, n));
            }

            return 0;
        }

        var quantile = NormalQuantile.At(from + (uniform * (to - from)));
        return Math.Clamp(isAbove ? -quantile : quantile, lower, upper);
    }

    private static double Probability(double x) => SpecialFunctions.NormalCdf(x);

    private void DrawJoint(JointCovariates joint, Func<Symbol, double> valueOf, RandomStream stream, double[] values)
    {
        var normal = new double[positions.Length];
        for (var i = 0; i < normal.Length; i++)
        {
            normal[i] = stream.NextNormal();
        }

        var drawn = new double[positions.Length];
        for (var i = 0; i < normal.Length; i++)
        {
            var deviation = 0.0;
            for (var j = 0; j <= i; j++)
            {
                deviation += _factor[i, j] * normal[j];
            }

            var centre = Interpreter.Evaluate(joint.Centres[i], valueOf);
            drawn[i] = joint.IsLogarithmic ? centre * Math.Exp(deviation) : centre + deviation;
        }

        for (var i = 0; i < drawn.Length; i++)
        {
            values[positions[i]] = drawn[i];
        }
    }

    private bool IsRight(bool isRight, string what, double value, int person)
    {
        if (!isRight)
        {
            tally.Count(source, what, n => DesignDiagnostics.BadParameter(source.Location, source.Symbols[0].Name, what, value, person + 1, n));
        }

        return isRight;
    }

    private static double[,] Factor(ImmutableArray<double> triangle, int size)
    {
        var factor = new double[size, size];
        for (var i = 0; i < size; i++)
        {
            for (var j = 0; j <= i; j++)
            {
                var sum = triangle[(i * (i + 1) / 2) + j];
                for (var k = 0; k < j; k++)
                {
                    sum -= factor[i, k] * factor[j, k];
                }

                factor[i, j] = i == j ? Math.Sqrt(sum) : sum / factor[j, j];
            }
        }

        return factor;
    }
}
