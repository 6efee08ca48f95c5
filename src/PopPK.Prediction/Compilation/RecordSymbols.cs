using System.Collections.Immutable;
using PopPK.Symbolics;

namespace PopPK.Prediction.Compilation;

/// <summary>The symbols of what a single record says of its observation; see <see cref="RecordObservation"/>. Immutable.</summary>
/// <param name="Observed">DV.</param>
internal sealed record RecordSymbols(Symbol Observed)
{
    /// <summary>The value an observation is known to lie above.</summary>
    public Symbol Lower { get; } = new("dv_lower");

    /// <summary>The value an observation is known to lie below.</summary>
    public Symbol Upper { get; } = new("dv_upper");

    /// <summary>Those of the symbols that expressions use.</summary>
    /// <param name="expressions">The expressions.</param>
    public ImmutableArray<Symbol> UsedBy(IEnumerable<Expr> expressions)
    {
        var used = expressions.Symbols().ToHashSet();
        return [.. new[] { Observed, Lower, Upper }.Where(used.Contains)];
    }

    /// <summary>What a record says.</summary>
    /// <param name="symbol">One of the symbols.</param>
    /// <param name="observation">The record's.</param>
    public double ValueOf(Symbol symbol, in RecordObservation observation) =>
        symbol == Lower ? observation.Lower : symbol == Upper ? observation.Upper : observation.Value;
}
