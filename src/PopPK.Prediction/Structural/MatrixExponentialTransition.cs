using PopPK.Prediction.Kernels;

namespace PopPK.Prediction.Structural;

/// <summary>Moves any linear system by the exponential of its matrix; see <see cref="MatrixExponentialKernel"/>.</summary>
internal sealed class MatrixExponentialTransition : LinearTransition
{
    private readonly int _amounts;
    private readonly int _mostActions;

    /// <summary>Prepares for a number of amounts.</summary>
    /// <param name="amounts">The number.</param>
    public MatrixExponentialTransition(int amounts)
    {
        _amounts = amounts;

        // Applying the exponential twice, of order n^2, replaces the last squaring, of order n^3, as long as that is cheaper.
        while (1 << _mostActions < amounts)
        {
            _mostActions++;
        }
    }

    /// <inheritdoc/>
    public override string Description => "solved by the matrix exponential";

    /// <inheritdoc/>
    public override bool TryPrepare(LinearScratch s)
    {
        MatrixExponentialKernel.Powers(s.RateLayout, _amounts, s.Matrix, s.Terms.AsSpan(0, s.TermCount), s.Powers);
        return true;
    }

    /// <inheritdoc/>
    public override bool TryCompute(LinearScratch s, double dt, bool inOnePart)
    {
        var z = s.Norm * dt;
        if (!double.IsFinite(z))
        {
            return false;
        }

        var halvings = z <= 1 ? 0 : Math.ILogB(z) + 1;
        var actions = inOnePart ? 0 : Math.Min(halvings, _mostActions);
        z = Math.ScaleB(z, -halvings);
        var size = _amounts * s.RateBlocks * _amounts;
        StartIntegral(s, z, Math.ScaleB(dt, -halvings));
        MatrixExponentialKernel.Exponential(s.RateLayout, _amounts, s.Powers, z, s.Exponential.AsSpan(0, size), s.Diagonal);
        for (var k = actions; k < halvings; k++)
        {
            DoubleIntegral(s);
            MatrixExponentialKernel.Square(s.RateLayout, _amounts, s.Exponential, s.Diagonal, s.Square.AsSpan(0, size));
            (s.Exponential, s.Square) = (s.Square, s.Exponential);
        }

        s.Parts = 1 << actions;
        return true;
    }

    private void StartIntegral(LinearScratch s, double z, double h)
    {
        var integral = s.Integral.AsSpan(0, _amounts * s.Blocks);
        integral.Clear();
        if (!s.HasInput)
        {
            return;
        }

        var mean = s.Square.AsSpan(0, _amounts * s.RateBlocks * _amounts);
        MatrixExponentialKernel.Integral(s.RateLayout, _amounts, s.Powers, z, mean);
        s.AddProduct(mean, s.TotalInput, integral);
        foreach (ref var element in integral)
        {
            element *= h;
        }
    }

    // W(2h) = W(h) + E(h) W(h).
    private void DoubleIntegral(LinearScratch s)
    {
        if (!s.HasInput)
        {
            return;
        }

        var length = _amounts * s.Blocks;
        var before = s.Next.AsSpan(0, length);
        s.Integral.AsSpan(0, length).CopyTo(before);
        s.AddProduct(s.Exponential, before, s.Integral.AsSpan(0, length));
    }
}
