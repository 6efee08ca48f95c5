using PopPK.Prediction.Structural;
using PopPK.Symbolics;

namespace PopPK.Prediction.Compilation;

/// <summary>
/// The compiled functions of one endpoint: from a solver row, phi and the moment to the mean and variance of an observation
/// with their total derivatives by phi. One function per derivative order, compiled when first needed.
/// </summary>
internal sealed class ObservationFunctions
{
    private readonly Lazy<CompiledFunction>[] _byOrder;

    /// <summary>Prepares the functions.</summary>
    /// <param name="mean">Mean in terms of solver variables, phi and the moment.</param>
    /// <param name="variance">Variance in the same terms.</param>
    /// <param name="phi">The individual quantities.</param>
    /// <param name="solver">Delivers the solver variables.</param>
    /// <param name="moment">What else varies within a subject.</param>
    public ObservationFunctions(Expr mean, Expr variance, PhiTable phi, StructuralSolver solver, MomentLayout moment)
    {
        Mean = mean;
        Variance = variance;
        _byOrder = [.. Enum.GetValues<DerivativeOrder>().Select(
            order => new Lazy<CompiledFunction>(() => Compile(order, phi, solver, moment)))];
    }

    /// <summary>Mean in terms of solver variables, phi and the moment.</summary>
    public Expr Mean { get; }

    /// <summary>Variance in terms of solver variables, phi and the moment.</summary>
    public Expr Variance { get; }

    /// <summary>
    /// The function of an order. Banks: solver row, phi, moment. Output: mean, variance, first derivatives of the mean,
    /// of the variance, second derivatives of the mean, of the variance, as <see cref="JetLayout"/> orders them.
    /// </summary>
    /// <param name="order">Which derivatives are wanted.</param>
    public CompiledFunction this[DerivativeOrder order] => _byOrder[(int)order].Value;

    private CompiledFunction Compile(DerivativeOrder order, PhiTable phi, StructuralSolver solver, MomentLayout moment)
    {
        var differentiator = new Differentiator(solver.Derivatives.Find);
        var layout = phi.Layout.For(order);
        var by = phi.Differentiated(order).ToArray();
        Expr[] values = [Mean, Variance];
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

        return FunctionCompiler.Compile(moment.Banks(phi.Positions, solver.RowSlots(order)), outputs);
    }
}
