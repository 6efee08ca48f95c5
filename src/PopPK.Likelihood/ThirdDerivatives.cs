using PopPK.Numerics.LinearAlgebra;
using PopPK.Prediction;
using PopPK.Prediction.Compilation;

namespace PopPK.Likelihood;

/// <summary>
/// Third derivatives of one subject's density J, contracted with a symmetric matrix S: sum S_kl d3(J/2) / d eta_k d eta_l dx for x
/// each random effect and each theta. They are fourth-order central differences of the exact second derivatives along as
/// many directions as there are random effects, each one conditional standard deviation long:
/// with R R' = H^-1 and columns l_i of R, S = sum l_i v_i', where v_i are the columns of S R^-T.
/// The differences' error is about 1e-9 of the result. Scratch of one worker; nothing is allocated after construction.
/// </summary>
internal sealed class ThirdDerivatives
{
    // Balances a truncation error of h^4/30 standard deviations against rounding of 1e-16/h and integration errors of 1e-11/h.
    private const double Width = 1.0 / 128;
    private readonly SubjectDensity _density;
    private readonly SubjectGradient _gradient;
    private readonly double[] _metric;
    private readonly double[] _right;
    private readonly double[] _column;
    private readonly double[] _moved;

    /// <summary>Makes the scratch.</summary>
    /// <param name="density">The subject's density; it is evaluated anew.</param>
    /// <param name="gradient">Scratch for its derivatives by theta, likewise.</param>
    public ThirdDerivatives(SubjectDensity density, SubjectGradient gradient)
    {
        _density = density;
        _gradient = gradient;
        var n = density.EtaCount;
        _metric = new double[n * n];
        _right = new double[n * n];
        _column = new double[n];
        _moved = new double[n];
        ByEta = new double[n];
        ByTheta = new double[density.Prediction.ThetaCount];
    }

    /// <summary>The contraction by each random effect.</summary>
    public double[] ByEta { get; }

    /// <summary>The contraction by each estimated fixed effect.</summary>
    public double[] ByTheta { get; }

    /// <summary>Computes the contraction.</summary>
    /// <param name="subject">The subject.</param>
    /// <param name="theta">All fixed effects.</param>
    /// <param name="eta">The subject's random effects.</param>
    /// <param name="weights">S, row by row.</param>
    /// <param name="inverse">The subject's block of H^-1, row by row.</param>
    /// <param name="frozen">Variances and, behind them, correlations that stand for the model's; empty: none.</param>
    /// <param name="frozenByTheta">Their derivatives by theta.</param>
    /// <returns>False when the density does not exist around eta.</returns>
    public bool TryContract(
        BoundSubject subject,
        ReadOnlySpan<double> theta,
        ReadOnlySpan<double> eta,
        ReadOnlySpan<double> weights,
        ReadOnlySpan<double> inverse,
        ReadOnlySpan<double> frozen,
        ReadOnlySpan<double> frozenByTheta)
    {
        var n = _density.EtaCount;
        Array.Clear(ByEta);
        Array.Clear(ByTheta);
        inverse[..(n * n)].CopyTo(_metric);
        if (!CholeskyKernels.TryFactor(_metric, n))
        {
            return false;
        }

        // Rows of S R^-T: R x = (row of S)'.
        for (var k = 0; k < n; k++)
        {
            var row = _right.AsSpan(k * n, n);
            weights.Slice(k * n, n).CopyTo(row);
            CholeskyKernels.SolveLower(_metric, n, row);
        }

        for (var i = 0; i < n; i++)
        {
            for (var k = 0; k < n; k++)
            {
                _column[k] = _right[k * n + i];
            }

            if (!TryDifferentiateAlong(i, subject, theta, eta, frozen, frozenByTheta))
            {
                return false;
            }
        }

        return true;
    }

    // Shorter differences where the model ends close by.
    private bool TryDifferentiateAlong(
        int direction,
        BoundSubject subject,
        ReadOnlySpan<double> theta,
        ReadOnlySpan<double> eta,
        ReadOnlySpan<double> frozen,
        ReadOnlySpan<double> frozenByTheta)
    {
        for (var width = Width; width > 1e-4; width /= 8)
        {
            if (Exists(direction, 2 * width, subject, theta, eta, frozen) && Exists(direction, -2 * width, subject, theta, eta, frozen))
            {
                return TryAdd(direction, 2 * width, -1 / (12 * width), subject, theta, eta, frozen, frozenByTheta)
                    && TryAdd(direction, width, 8 / (12 * width), subject, theta, eta, frozen, frozenByTheta)
                    && TryAdd(direction, -width, -8 / (12 * width), subject, theta, eta, frozen, frozenByTheta)
                    && TryAdd(direction, -2 * width, 1 / (12 * width), subject, theta, eta, frozen, frozenByTheta);
            }
        }

        return false;
    }

    private bool Exists(
        int direction, double distance, BoundSubject subject, ReadOnlySpan<double> theta, ReadOnlySpan<double> eta, ReadOnlySpan<double> frozen)
    {
        Move(direction, distance, eta);
        return _density.Evaluate(subject, theta, _moved, DerivativeOrder.Value, frozen, out _) == PredictionStatus.Success;
    }

    private void Move(int direction, double distance, ReadOnlySpan<double> eta)
    {
        var n = eta.Length;
        for (var k = 0; k < n; k++)
        {
            _moved[k] = eta[k] + (k >= direction ? distance * _metric[k * n + direction] : 0);
        }
    }

    private bool TryAdd(
        int direction,
        double distance,
        double factor,
        BoundSubject subject,
        ReadOnlySpan<double> theta,
        ReadOnlySpan<double> eta,
        ReadOnlySpan<double> frozen,
        ReadOnlySpan<double> frozenByTheta)
    {
        Move(direction, distance, eta);
        if (_density.Evaluate(subject, theta, _moved, DerivativeOrder.SecondAll, frozen, out _) != PredictionStatus.Success)
        {
            return false;
        }

        _gradient.DifferentiateByTheta();
        if (!frozen.IsEmpty)
        {
            _gradient.AddFrozen(subject, frozen, frozenByTheta, withLogDeterminant: false);
        }

        var (n, count) = (eta.Length, ByTheta.Length);
        for (var k = 0; k < n; k++)
        {
            ByEta[k] += factor * DenseKernels.Dot(_density.Curvature.AsSpan(k * n, n), _column);
            DenseKernels.AddScaled(factor * _column[k], _gradient.Cross.AsSpan(k * count, count), ByTheta);
        }

        return true;
    }
}
