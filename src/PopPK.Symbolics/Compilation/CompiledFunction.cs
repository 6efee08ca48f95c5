using System.Collections.Immutable;
using System.Diagnostics;

namespace PopPK.Symbolics;

/// <summary>
/// Expressions compiled to one function over flat spans; made by <see cref="FunctionCompiler"/>. Immutable, allocates nothing when
/// invoked; safe to share between threads.
/// </summary>
public sealed class CompiledFunction
{
    private readonly Lazy<string> _listing;

    internal CompiledFunction(SpanFunction function, ImmutableArray<int> requiredLengths, int outputCount, int operations, Func<string> listing)
    {
        Function = function;
        RequiredLengths = requiredLengths;
        OutputCount = outputCount;
        Operations = operations;
        _listing = new Lazy<string>(listing);
    }

    /// <summary>The function itself, for a caller that has checked its spans once and calls often.</summary>
    public SpanFunction Function { get; }

    /// <summary>How long each of the three banks must be at least.</summary>
    public ImmutableArray<int> RequiredLengths { get; }

    /// <summary>Number of expressions: how long the output must be at least.</summary>
    public int OutputCount { get; }

    /// <summary>Number of arithmetic operations, function calls and comparisons in the code; both branches of conditionals count.</summary>
    public int Operations { get; }

    /// <summary>
    /// The program as text, a line per variable such as <c>t3 = exp(-k*time)</c>, then <c>out[0] = ...</c>; lines end in a line feed.
    /// A variable is a value with several users; what has one user is written where it is used.
    /// </summary>
    public string Listing => _listing.Value;

    /// <summary>Computes all expressions.</summary>
    /// <param name="bank0">Values of the symbols in bank 0; at least <see cref="RequiredLengths"/>[0] long, which only debug builds check.</param>
    /// <param name="bank1">Values of the symbols in bank 1.</param>
    /// <param name="bank2">Values of the symbols in bank 2.</param>
    /// <param name="output">Receives the values; at least <see cref="OutputCount"/> long; must not overlap the banks.</param>
    public void Invoke(ReadOnlySpan<double> bank0, ReadOnlySpan<double> bank1, ReadOnlySpan<double> bank2, Span<double> output)
    {
        Debug.Assert(bank0.Length >= RequiredLengths[0], $"Bank 0 has {bank0.Length} values, {RequiredLengths[0]} are read.");
        Debug.Assert(bank1.Length >= RequiredLengths[1], $"Bank 1 has {bank1.Length} values, {RequiredLengths[1]} are read.");
        Debug.Assert(bank2.Length >= RequiredLengths[2], $"Bank 2 has {bank2.Length} values, {RequiredLengths[2]} are read.");
        Debug.Assert(output.Length >= OutputCount, $"The output has room for {output.Length} values, {OutputCount} are written.");
        Function(bank0, bank1, bank2, output);
    }
}
