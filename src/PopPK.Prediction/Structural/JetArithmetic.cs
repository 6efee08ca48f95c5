namespace PopPK.Prediction.Structural;

/// <summary>
/// Products and quotients of jets: a value with its derivatives in the blocks of a <see cref="JetLayout"/>. Needed a few times per dose;
/// states are moved by kernels. Stateless.
/// </summary>
internal static class JetArithmetic
{
    /// <summary>result = a b.</summary>
    /// <param name="layout">The blocks.</param>
    /// <param name="a">A jet.</param>
    /// <param name="b">A jet.</param>
    /// <param name="result">Another jet.</param>
    public static void Multiply(JetLayout layout, ReadOnlySpan<double> a, ReadOnlySpan<double> b, Span<double> result)
    {
        result[0] = a[0] * b[0];
        for (var i = 1; i <= layout.Total; i++)
        {
            result[i] = a[i] * b[0] + a[0] * b[i];
        }

        var p = 1 + layout.Total;
        for (var i = 1; i <= layout.Active; i++)
        {
            for (var j = i; j <= layout.Total; j++, p++)
            {
                result[p] = a[p] * b[0] + a[i] * b[j] + a[j] * b[i] + a[0] * b[p];
            }
        }
    }

    /// <summary>result = a / b, from a = result b differentiated.</summary>
    /// <param name="layout">The blocks.</param>
    /// <param name="a">A jet.</param>
    /// <param name="b">A jet; its value is not zero.</param>
    /// <param name="result">Another jet.</param>
    public static void Divide(JetLayout layout, ReadOnlySpan<double> a, ReadOnlySpan<double> b, Span<double> result)
    {
        var inverse = 1 / b[0];
        result[0] = a[0] / b[0];
        for (var i = 1; i <= layout.Total; i++)
        {
            result[i] = (a[i] - result[0] * b[i]) * inverse;
        }

        var p = 1 + layout.Total;
        for (var i = 1; i <= layout.Active; i++)
        {
            for (var j = i; j <= layout.Total; j++, p++)
            {
                result[p] = (a[p] - result[i] * b[j] - result[j] * b[i] - result[0] * b[p]) * inverse;
            }
        }
    }

    /// <summary>result = factor a.</summary>
    /// <param name="factor">A number.</param>
    /// <param name="a">A jet.</param>
    /// <param name="result">A jet, perhaps the same.</param>
    public static void Scale(double factor, ReadOnlySpan<double> a, Span<double> result)
    {
        for (var i = 0; i < a.Length; i++)
        {
            result[i] = factor * a[i];
        }
    }

    /// <summary>A number that depends on nothing.</summary>
    /// <param name="value">The number.</param>
    /// <param name="result">The jet.</param>
    public static void Set(double value, Span<double> result)
    {
        result.Clear();
        result[0] = value;
    }
}
