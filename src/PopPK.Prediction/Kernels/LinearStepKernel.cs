namespace PopPK.Prediction.Kernels;

/// <summary>A step of linear equations without derivatives: A(t + h) = E A(t) + W, with E and W of one length h.</summary>
internal static class LinearStepKernel
{
    /// <summary>Computes the step.</summary>
    /// <param name="e">E, row by row.</param>
    /// <param name="w">W.</param>
    /// <param name="a">A(t).</param>
    /// <param name="next">Receives A(t + h); its length is the number of amounts.</param>
    public static void Advance(ReadOnlySpan<double> e, ReadOnlySpan<double> w, ReadOnlySpan<double> a, Span<double> next)
    {
        var n = next.Length;
        for (var i = 0; i < n; i++)
        {
            var sum = w[i];
            var row = e.Slice(i * n, n);
            for (var k = 0; k < row.Length; k++)
            {
                sum += row[k] * a[k];
            }

            next[i] = sum;
        }
    }
}
