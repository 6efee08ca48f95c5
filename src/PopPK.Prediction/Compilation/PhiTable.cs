using System.Collections.Immutable;
using PopPK.Symbolics;

namespace PopPK.Prediction.Compilation;

/// <summary>
/// The individual quantities of a model in their final order: active, passive, constant. Immutable.
/// </summary>
public sealed class PhiTable
{
    private readonly Dictionary<Symbol, int> _positions;

    /// <summary>Orders individual quantities by role; within a role the given order is kept.</summary>
    /// <param name="definitions">The quantities.</param>
    public PhiTable(IEnumerable<PhiDefinition> definitions)
    {
        Definitions = [.. definitions.OrderBy(d => d.Role)];
        _positions = Definitions.Select((d, i) => (d.Symbol, i)).ToDictionary(p => p.Symbol, p => p.i);
        Layout = new JetLayout(
            Definitions.Count(d => d.Role == PhiRole.Active),
            Definitions.Count(d => d.Role != PhiRole.Constant));
    }

    /// <summary>The quantities in order.</summary>
    public ImmutableArray<PhiDefinition> Definitions { get; }

    /// <summary>Number of quantities, constants included.</summary>
    public int Count => Definitions.Length;

    /// <summary>How derivatives by phi are stored.</summary>
    public JetLayout Layout { get; }

    /// <summary>Position of each quantity.</summary>
    public IReadOnlyDictionary<Symbol, int> Positions => _positions;

    /// <summary>The quantities an order differentiates by.</summary>
    /// <param name="order">The order.</param>
    public IEnumerable<Symbol> Differentiated(DerivativeOrder order) =>
        Definitions.Take(Layout.For(order).FirstCount).Select(d => d.Symbol);
}
