namespace PopPK.TestKit;

/// <summary>
/// Derivatives by difference quotients of high order, as a second opinion on exact ones: central differences at a sequence
/// of shrinking steps, extrapolated to step zero by Richardson's scheme, the entry with the least estimated error taken:
/// C. J. F. Ridders (1982), Accurate computation of F'(x) and F'(x) F''(x), Adv. Eng. Software 4, 75-76.
/// A smooth function of order 1 gives about ten correct digits.
/// </summary>
public static class HighOrderDifference
{
    private const int Levels = 8;
    private const double Shrinkage = 1.6;
    private const double GivesUpAtErrorGrowth = 2;

    /// <summary>The derivative of a function of one variable.</summary>
    /// <param name="function">The function; smooth between <paramref name="x"/> - step and x + step.</param>
    /// <param name="x">Where.</param>
    /// <param name="step">The first, largest step; null: a twentieth of the size of x, of 1 when x is small.</param>
    /// <returns>The derivative.</returns>
    public static double Derivative(Func<double, double> function, double x, double? step = null) =>
        Extrapolate(h => (function(x + h) - function(x - h)) / (2 * h), step ?? DefaultStep(x));

    /// <summary>The second derivative of a function of one variable.</summary>
    /// <inheritdoc cref="Derivative" path="/param"/>
    /// <returns>The second derivative; two digits less than the first derivative has.</returns>
    public static double SecondDerivative(Func<double, double> function, double x, double? step = null)
    {
        var middle = function(x);
        return Extrapolate(h => (function(x + h) - (2 * middle) + function(x - h)) / (h * h), step ?? DefaultStep(x));
    }

    /// <summary>The gradient of a function of several variables.</summary>
    /// <param name="function">The function. It is given the same array every time, with changed elements.</param>
    /// <param name="point">Where; left as it was.</param>
    /// <param name="step">The first step of every coordinate; null: a twentieth of the coordinate's size, of 1 when it is small.</param>
    /// <returns>An element per coordinate.</returns>
    public static double[] Gradient(Func<double[], double> function, ReadOnlySpan<double> point, double? step = null)
    {
        var gradient = new double[point.Length];
        var x = point.ToArray();
        for (var i = 0; i < x.Length; i++)
        {
            var (coordinate, index) = (x[i], i);
            gradient[i] = Derivative(
                value =>
                {
                    x[index] = value;
                    return function(x);
                },
                coordinate,
                step);
            x[i] = coordinate;
        }

        return gradient;
    }

    /// <summary>The matrix of the derivatives of several functions.</summary>
    /// <param name="functions">The functions: returns the same number of values for every point.</param>
    /// <param name="point">Where.</param>
    /// <param name="step">As in <see cref="Gradient"/>.</param>
    /// <returns>A row per function, a column per coordinate.</returns>
    public static double[,] Jacobian(Func<double[], double[]> functions, ReadOnlySpan<double> point, double? step = null)
    {
        var rows = functions(point.ToArray()).Length;
        var jacobian = new double[rows, point.Length];
        for (var row = 0; row < rows; row++)
        {
            var index = row;
            var gradient = Gradient(x => functions(x)[index], point, step);
            for (var column = 0; column < gradient.Length; column++)
            {
                jacobian[row, column] = gradient[column];
            }
        }

        return jacobian;
    }

    private static double DefaultStep(double x) => 0.05 * Math.Max(1, Math.Abs(x));

    private static double Extrapolate(Func<double, double> quotient, double step)
    {
        var previous = new double[Levels];
        var (best, bestError) = (double.NaN, double.PositiveInfinity);
        for (var level = 0; level < Levels; level++)
        {
            var current = new double[Levels];
            current[0] = quotient(step);
            step /= Shrinkage;
            var power = 1.0;
            for (var order = 1; order <= level; order++)
            {
                power *= Shrinkage * Shrinkage;
                current[order] = ((current[order - 1] * power) - previous[order - 1]) / (power - 1);
                var error = Math.Max(
                    Math.Abs(current[order] - current[order - 1]), Math.Abs(current[order] - previous[order - 1]));
                if (error <= bestError)
                {
                    (best, bestError) = (current[order], error);
                }
            }

            if (level > 0 && Math.Abs(current[level] - previous[level - 1]) >= GivesUpAtErrorGrowth * bestError)
            {
                // The differences have reached rounding; smaller steps can only lose digits.
                break;
            }

            previous = current;
        }

        return best;
    }
}
