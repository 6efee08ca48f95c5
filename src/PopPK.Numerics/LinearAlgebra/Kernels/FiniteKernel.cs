using System.Numerics;
using System.Runtime.InteropServices;

namespace PopPK.Numerics.LinearAlgebra;

/// <summary>Tells whether numbers are ordinary ones.</summary>
public static class FiniteKernel
{
    /// <summary>True when no element is infinite or not a number.</summary>
    /// <param name="v">The numbers; none: true.</param>
    public static bool AreFinite(ReadOnlySpan<double> v)
    {
        // 0 x is 0 for every finite x and not a number otherwise, which no later addition undoes.
        var blocks = MemoryMarshal.Cast<double, Vector<double>>(v);
        var sum = Vector<double>.Zero;
        foreach (var block in blocks)
        {
            sum += block * 0;
        }

        var rest = Vector.Dot(sum, Vector<double>.One);
        for (var i = blocks.Length * Vector<double>.Count; i < v.Length; i++)
        {
            rest += v[i] * 0;
        }

        return rest == 0;
    }
}
