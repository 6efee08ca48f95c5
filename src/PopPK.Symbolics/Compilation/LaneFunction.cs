using System.Collections.Immutable;

namespace PopPK.Symbolics;

/// <summary>
/// Expressions compiled to one function that computes them eight times at once: number i of a bank in lanes stands eight
/// times, from position 8 i on, once per lane; a bank that is the same for all lanes stands once. Made by
/// <see cref="FunctionCompiler.CompileLanes"/>. Immutable, allocates nothing when invoked; safe to share between threads.
/// </summary>
/// <param name="Function">The function.</param>
/// <param name="RequiredLengths">How many numbers of each of the three banks it reads: positions from 0 on.</param>
/// <param name="OutputCount">Number of expressions; the output is eight times as long.</param>
public sealed record LaneFunction(SpanFunction Function, ImmutableArray<int> RequiredLengths, int OutputCount)
{
    /// <summary>Number of lanes.</summary>
    public const int Width = 8;
}
