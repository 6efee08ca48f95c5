using PopPK.Prediction.Compilation;
using PopPK.Prediction.Kernels;
using PopPK.Symbolics;

namespace PopPK.Prediction.Structural;

/// <summary>
/// The phi the coefficients of linear equations depend on, among those the state depends on: an exponential of the coefficients has
/// derivatives by these only, however many lags and bioavailabilities the state has. Immutable.
/// </summary>
internal sealed class RateJets
{
    private readonly Symbol[] _by;
    private readonly int[] _positions;
    private readonly JetLayout _layout;
    private readonly JetLayout[] _layouts;
    private readonly int[][] _stateBlocks;

    /// <summary>Chooses the phi.</summary>
    /// <param name="state">The jets of the state.</param>
    /// <param name="used">Symbols of the coefficients.</param>
    public RateJets(StateJets state, IReadOnlyCollection<Symbol> used)
    {
        var all = state.By(DerivativeOrder.SecondAll).ToArray();
        _positions = [.. Enumerable.Range(0, all.Length).Where(a => used.Contains(all[a]))];
        _by = [.. _positions.Select(a => all[a])];
        var active = state.Layout(DerivativeOrder.SecondAll).Active;
        _layout = new JetLayout(_positions.Count(a => a < active), _positions.Length);
        _stateBlocks = [.. Enum.GetValues<DerivativeOrder>().Select(order => PlaceBlocks(Layout(state.Layout(order)), state.Layout(order)))];
        _layouts = [.. Enum.GetValues<DerivativeOrder>().Select(order => Layout(state.Layout(order)))];
    }

    /// <summary>For each block of an order the block of the state that is differentiated by the same phi.</summary>
    /// <param name="order">The order.</param>
    public ReadOnlySpan<int> StateBlocks(DerivativeOrder order) => _stateBlocks[(int)order];

    /// <summary>The blocks of an order.</summary>
    /// <param name="order">The order.</param>
    public JetLayout Layout(DerivativeOrder order) => _layouts[(int)order];

    /// <summary>Number of blocks of an order.</summary>
    /// <param name="order">The order.</param>
    public int Blocks(DerivativeOrder order) => JetMatrixKernel.Blocks(Layout(order));

    /// <summary>The phi an order differentiates by.</summary>
    /// <param name="order">The order.</param>
    public ReadOnlySpan<Symbol> By(DerivativeOrder order) => _by.AsSpan(0, Layout(order).Total);

    private JetLayout Layout(JetLayout state)
    {
        var total = _positions.Count(a => a < state.Total);
        return new JetLayout(Math.Min(_layout.Active, state.Active), total);
    }

    private int[] PlaceBlocks(JetLayout layout, JetLayout state)
    {
        var blocks = new int[JetMatrixKernel.Blocks(layout)];
        var p = 1 + layout.Total;
        for (var a = 0; a < layout.Total; a++)
        {
            blocks[1 + a] = 1 + _positions[a];
            for (var b = a; b < layout.Total && a < layout.Active; b++, p++)
            {
                blocks[p] = 1 + state.Total + state.PairIndex(_positions[a], _positions[b]);
            }
        }

        return blocks;
    }
}
