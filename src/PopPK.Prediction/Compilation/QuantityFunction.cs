using System.Collections.Immutable;
using PopPK.Modeling;
using PopPK.Symbolics;

namespace PopPK.Prediction.Compilation;

/// <summary>
/// A quantity of a model as a function of the solver's variables (without derivatives), the moment, and individual quantities of its own,
/// so that a fit pays nothing for quantities that are only looked at. Immutable; safe to share.
/// </summary>
internal sealed class QuantityFunction
{
    private readonly CompiledFunction _individual;
    private readonly CompiledFunction _value;

    /// <summary>Compiles a quantity.</summary>
    /// <param name="model">The model.</param>
    /// <param name="quantity">The quantity, in any symbols of the model.</param>
    public QuantityFunction(CompiledModel model, Expr quantity)
    {
        var definitions = ModelCompiler.WriteOut(model.Model, model.Etas);
        var amounts = model.Model.Structure.Compartments.Zip(model.Amounts).ToDictionary(p => p.First.Amount, p => p.Second);
        foreach (var prediction in model.Model.Predictions)
        {
            definitions[prediction.Symbol] = Substitution.Substitute(Substitution.Substitute(prediction.Value, definitions), amounts);
        }

        var written = Substitution.Substitute(Substitution.Substitute(quantity, definitions), amounts);
        var row = model.Solver.RowSlots(DerivativeOrder.Value);
        var variant = row.Keys.Concat(model.Moment.Slots.Keys).ToHashSet();
        var distributed = Distribution.Distribute(Simplifier.Simplify([written]), variant.Contains);
        var hoisted = InvariantHoister.Hoist(distributed, variant.Contains);
        var quantities = hoisted.Definitions.Select(d => (d.Symbol, d.Value)).ToList();
        var roots = model.Effects.Expand(hoisted.Roots, quantities);
        var positions = quantities.Select((q, i) => (q.Symbol, i)).ToDictionary(p => p.Symbol, p => p.i);
        _individual = FunctionCompiler.Compile(IndividualFunctions.SlotsOf(model.Model, model.Effects), [.. quantities.Select(q => q.Value)]);
        _value = FunctionCompiler.Compile(model.Moment.Banks(positions, row), [roots[0]]);
    }

    /// <summary>Number of its individual quantities.</summary>
    public int IndividualCount => _individual.OutputCount;

    /// <summary>Evaluates its individual quantities.</summary>
    /// <param name="theta">All fixed effects on their natural scale.</param>
    /// <param name="eta">The random effects.</param>
    /// <param name="covariates">The subject's covariates.</param>
    /// <param name="individual">Receives them.</param>
    public void Prepare(ReadOnlySpan<double> theta, ReadOnlySpan<double> eta, ReadOnlySpan<double> covariates, Span<double> individual) =>
        _individual.Invoke(theta, eta, covariates, individual);

    /// <summary>Evaluates the quantity.</summary>
    /// <param name="row">The solver's variables.</param>
    /// <param name="individual">Its individual quantities.</param>
    /// <param name="moment">The moment.</param>
    /// <param name="value">Receives the value.</param>
    public void Evaluate(ReadOnlySpan<double> row, ReadOnlySpan<double> individual, ReadOnlySpan<double> moment, Span<double> value) =>
        _value.Invoke(row, individual, moment, value);
}
