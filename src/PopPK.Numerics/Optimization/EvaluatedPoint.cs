namespace PopPK.Numerics.Optimization;

/// <summary>A point with the objective's value and gradient there; the buffers are reused. Mutable; one owner.</summary>
internal sealed class EvaluatedPoint(int dimension)
{
    public double[] Point { get; } = new double[dimension];

    public double[] Gradient { get; } = new double[dimension];

    public double Value { get; set; } = double.NaN;

    public double GradientNorm => Gradient.Length == 0 ? 0 : Gradient.Max(Math.Abs);

    /// <summary>max_i |g_i| max(1, |x_i|) / max(1, |f|).</summary>
    public double ScaledGradient
    {
        get
        {
            var largest = 0.0;
            for (var i = 0; i < Point.Length; i++)
            {
                largest = Math.Max(largest, Math.Abs(Gradient[i]) * Math.Max(1, Math.Abs(Point[i])));
            }

            return largest / Math.Max(1, Math.Abs(Value));
        }
    }

    /// <summary>The largest change of a coordinate from another point, relative to max(1, |x_i|).</summary>
    public double RelativeDistance(EvaluatedPoint from)
    {
        var largest = 0.0;
        for (var i = 0; i < Point.Length; i++)
        {
            largest = Math.Max(largest, Math.Abs(Point[i] - from.Point[i]) / Math.Max(1, Math.Abs(Point[i])));
        }

        return largest;
    }

    public void CopyFrom(EvaluatedPoint other)
    {
        other.Point.CopyTo(Point, 0);
        other.Gradient.CopyTo(Gradient, 0);
        Value = other.Value;
    }
}
