using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace PopPK.Symbolics;

/// <summary>What emitted code calls to get at the numbers of a span: one reference per span, taken once per call.</summary>
internal static class SpanAccess
{
    /// <summary>The first number of an input bank.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ref double StartOfBank(ReadOnlySpan<double> bank) => ref MemoryMarshal.GetReference(bank);

    /// <summary>The first number of the output.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ref double StartOfOutput(Span<double> output) => ref MemoryMarshal.GetReference(output);
}
