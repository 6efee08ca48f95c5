namespace PopPK.Numerics.Differentiation;

/// <summary>
/// Derivatives by central difference quotients: (g(x + h e_j) - g(x - h e_j)) / (2 h), with an error of order h^2.
/// A stated choice (for the Hessian from exact gradients), never a silent substitute for exact derivatives.
/// </summary>
public static class NumericalDerivatives
{
    /// <summary>The matrix dg_i/dx_j.</summary>
    /// <param name="function">g; called twice per coordinate, in order.</param>
    /// <param name="point">x; n finite elements.</param>
    /// <param name="steps">h: n finite elements, none zero. For g with relative rounding e a good step is e^(1/3) of the size of x_j.</param>
    /// <param name="jacobian">Receives the matrix by rows: m x n, with m the length of its rows' count, jacobian.Length / n.</param>
    /// <returns>False when g could not be computed or is not finite at one of the points; the matrix is then garbage.</returns>
    /// <exception cref="ArgumentException">The lengths do not fit one another, or a step is zero or not finite.</exception>
    public static bool TryJacobian(
        GradientFunction function, ReadOnlySpan<double> point, ReadOnlySpan<double> steps, Span<double> jacobian)
    {
        ArgumentNullException.ThrowIfNull(function);
        var n = point.Length;
        if (steps.Length != n || (n == 0 ? jacobian.Length != 0 : jacobian.Length % n != 0))
        {
            throw new ArgumentException($"The point has {n} elements, the steps {steps.Length}, the matrix {jacobian.Length}.");
        }

        var m = n == 0 ? 0 : jacobian.Length / n;
        var (x, above, below) = (point.ToArray(), new double[m], new double[m]);
        for (var j = 0; j < n; j++)
        {
            if (steps[j] == 0 || !double.IsFinite(steps[j]))
            {
                throw new ArgumentException($"The step of coordinate {j} is {steps[j]}.", nameof(steps));
            }

            // The distance between the points as they are represented, not as it was meant.
            var (right, left) = (point[j] + steps[j], point[j] - steps[j]);
            x[j] = right;
            var succeeded = function(x, above);
            x[j] = left;
            succeeded = succeeded && function(x, below);
            x[j] = point[j];
            if (!succeeded)
            {
                return false;
            }

            for (var i = 0; i < m; i++)
            {
                var quotient = (above[i] - below[i]) / (right - left);
                jacobian[(i * n) + j] = quotient;
                succeeded &= double.IsFinite(quotient);
            }

            if (!succeeded)
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>The Hessian of a function from its gradient: the Jacobian of the gradient, made symmetric by the mean of both triangles.</summary>
    /// <param name="gradient">The gradient.</param>
    /// <param name="point">As in <see cref="TryJacobian"/>.</param>
    /// <param name="steps">As in <see cref="TryJacobian"/>.</param>
    /// <param name="hessian">Receives the n x n matrix by rows, exactly symmetric.</param>
    /// <returns>As <see cref="TryJacobian"/>.</returns>
    /// <exception cref="ArgumentException">As <see cref="TryJacobian"/>.</exception>
    public static bool TryHessian(
        GradientFunction gradient, ReadOnlySpan<double> point, ReadOnlySpan<double> steps, Span<double> hessian)
    {
        var n = point.Length;
        if (hessian.Length != n * n)
        {
            throw new ArgumentException($"The point has {n} elements, the matrix {hessian.Length}.", nameof(hessian));
        }

        if (!TryJacobian(gradient, point, steps, hessian))
        {
            return false;
        }

        for (var i = 0; i < n; i++)
        {
            for (var j = 0; j < i; j++)
            {
                var mean = (hessian[(i * n) + j] + hessian[(j * n) + i]) / 2;
                hessian[(i * n) + j] = mean;
                hessian[(j * n) + i] = mean;
            }
        }

        return true;
    }
}
