using System.Collections.Immutable;
using PopPK.Prediction.Structural;
using PopPK.Symbolics;

namespace PopPK.Prediction.Compilation;

/// <summary>
/// The compiled functions of one form of observations: from a solver row, phi and the moment to mean, variance and extra with their
/// total derivatives by phi. One function per derivative order, compiled when first needed.
/// </summary>
internal sealed class ObservationFunctions
{
    private readonly Lazy<CompiledFunction>[] _byOrder;
    private readonly Lazy<CompiledFunction>[] _predictions;
    private readonly Lazy<LaneFunction>[] _inLanes;
    private readonly Lazy<LaneFunction> _prediction;
    private readonly Lazy<LaneFunction> _values;

    /// <summary>Prepares the functions.</summary>
    /// <param name="form">The form, in terms of solver variables, phi and the moment.</param>
    /// <param name="hasExtra">True when some form of the model has an extra.</param>
    /// <param name="phi">The individual quantities.</param>
    /// <param name="solver">Delivers the solver variables.</param>
    /// <param name="moment">What else varies within a subject.</param>
    public ObservationFunctions(ObservationForm form, bool hasExtra, PhiTable phi, StructuralSolver solver, MomentLayout moment)
    {
        Form = form;
        ImmutableArray<Expr> values = hasExtra ? [form.Mean, form.Variance, form.Extra] : [form.Mean, form.Variance];
        var orders = Enum.GetValues<DerivativeOrder>();
        _byOrder = [.. orders.Select(order => new Lazy<CompiledFunction>(() => Compile(values, order, phi, solver, moment)))];
        _inLanes = [.. orders.Select(order => new Lazy<LaneFunction>(() =>
            FunctionCompiler.CompileLanes(moment.Banks(phi.Positions, solver.RowSlots(order)), Outputs(values, order, phi, solver), broadcastBank: 1)))];
        _prediction = new(() => CompileValues([form.Prediction ?? double.NaN], phi, solver, moment));
        _values = new(() => CompileValues([form.Prediction ?? double.NaN, form.Variance, form.Mean], phi, solver, moment));
        _predictions = [.. orders.Select(order => new Lazy<CompiledFunction>(
            () => FunctionCompiler.Compile(moment.Banks(phi.Positions, solver.RowSlots(order)), [form.Prediction ?? double.NaN])))];
    }

    /// <summary>The form, in terms of solver variables, phi and the moment.</summary>
    public ObservationForm Form { get; }

    /// <summary>
    /// The function of an order. Banks: solver row, phi, moment. Output: mean, variance and, where some form has one, extra; first
    /// derivatives of the mean, of the variance, of the extra; second derivatives likewise, as <see cref="JetLayout"/> orders them.
    /// </summary>
    /// <param name="order">Which derivatives are wanted.</param>
    public CompiledFunction this[DerivativeOrder order] => _byOrder[(int)order].Value;

    /// <summary>The function of an order in lanes; phi is the same for all of them.</summary>
    /// <param name="order">Which derivatives are wanted.</param>
    public LaneFunction InLanes(DerivativeOrder order) => _inLanes[(int)order].Value;

    /// <summary>
    /// The prediction on the scale of DV, or this, the variance and the mean, in lanes. Banks: the values of the solver variables, phi (the same
    /// for all lanes), the moment.
    /// </summary>
    /// <param name="predictionOnly">True for the prediction alone.</param>
    public LaneFunction Values(bool predictionOnly) => (predictionOnly ? _prediction : _values).Value;

    /// <summary>The prediction on the scale of DV, from a solver row of an order, phi and the moment.</summary>
    /// <param name="order">The order of the row.</param>
    public CompiledFunction Prediction(DerivativeOrder order) => _predictions[(int)order].Value;

    /// <summary>Compiles values and their derivatives: all values, the first derivatives of each, the second derivatives of each.</summary>
    /// <param name="values">The values, in terms of solver variables, phi and the moment.</param>
    /// <param name="order">Which derivatives are wanted.</param>
    /// <param name="phi">The individual quantities.</param>
    /// <param name="solver">Delivers the solver variables.</param>
    /// <param name="moment">What else varies within a subject.</param>
    internal static CompiledFunction Compile(ImmutableArray<Expr> values, DerivativeOrder order, PhiTable phi, StructuralSolver solver, MomentLayout moment) =>
        FunctionCompiler.Compile(moment.Banks(phi.Positions, solver.RowSlots(order)), Outputs(values, order, phi, solver));

    private static LaneFunction CompileValues(ImmutableArray<Expr> values, PhiTable phi, StructuralSolver solver, MomentLayout moment)
    {
        var places = solver.ValuePlaces;
        var slots = solver.RowSlots(DerivativeOrder.Value)
            .Where(s => places.Contains(s.Value))
            .ToDictionary(s => s.Key, s => places.IndexOf(s.Value));
        return FunctionCompiler.CompileLanes(moment.Banks(phi.Positions, slots), values, broadcastBank: 1);
    }

    private static List<Expr> Outputs(ImmutableArray<Expr> values, DerivativeOrder order, PhiTable phi, StructuralSolver solver)
    {
        var differentiator = new Differentiator(solver.Derivatives.Find);
        var layout = phi.Layout.For(order);
        var by = phi.Differentiated(order).ToArray();
        var first = values.Select(v => by.Select(s => differentiator.Differentiate(v, s)).ToArray()).ToArray();
        var outputs = new List<Expr>(values);
        outputs.AddRange(first.SelectMany(f => f));
        if (JetLayout.HasSecond(order))
        {
            foreach (var row in first)
            {
                for (var a = 0; a < layout.Active; a++)
                {
                    for (var b = a; b < layout.Total; b++)
                    {
                        outputs.Add(differentiator.Differentiate(row[a], by[b]));
                    }
                }
            }
        }

        return outputs;
    }
}
