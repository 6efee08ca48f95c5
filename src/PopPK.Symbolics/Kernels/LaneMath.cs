using System.Runtime.Intrinsics;

namespace PopPK.Symbolics;

/// <summary>What emitted code calls for operations on lanes that have no instruction: lane by lane, the very functions scalar code calls.</summary>
internal static class LaneMath
{
    /// <summary>x to the power of y.</summary>
    /// <param name="x">Eight numbers.</param>
    /// <param name="y">Eight exponents.</param>
    public static Vector512<double> Power(Vector512<double> x, Vector512<double> y)
    {
        Span<double> result = stackalloc double[Vector512<double>.Count];
        for (var i = 0; i < result.Length; i++)
        {
            result[i] = Math.Pow(x.GetElement(i), y.GetElement(i));
        }

        return Vector512.Create((ReadOnlySpan<double>)result);
    }

    /// <summary>An elementary function.</summary>
    /// <param name="x">Eight numbers.</param>
    /// <param name="function">The number of an <see cref="ElementaryFunction"/>.</param>
    public static Vector512<double> Apply(Vector512<double> x, int function)
    {
        var implementation = Interpreter.Implementation((ElementaryFunction)function);
        Span<double> result = stackalloc double[Vector512<double>.Count];
        for (var i = 0; i < result.Length; i++)
        {
            result[i] = implementation(x.GetElement(i));
        }

        return Vector512.Create((ReadOnlySpan<double>)result);
    }
}
