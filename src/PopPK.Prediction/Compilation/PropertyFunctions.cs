using System.Collections.Immutable;
using PopPK.Modeling;
using PopPK.Prediction.Structural;
using PopPK.Symbolics;

namespace PopPK.Prediction.Compilation;

/// <summary>
/// The compiled functions from phi and a moment to the properties of the compartments (lag, bioavailability ...), each a jet by the phi of
/// the state. One function per derivative order, compiled when first needed. Immutable.
/// </summary>
internal sealed class PropertyFunctions
{
    private readonly ImmutableArray<DoseProperty> _properties;
    private readonly Lazy<CompiledFunction>[] _byOrder;

    /// <summary>Prepares the functions.</summary>
    /// <param name="parts">The parts of the solver.</param>
    /// <param name="jets">The jets of its state.</param>
    public PropertyFunctions(SolverParts parts, StateJets jets)
    {
        _properties = parts.Properties;
        VariesWithinSubject = _properties.Select(p => p.Value).Symbols().Any(parts.Moment.Slots.ContainsKey);
        _byOrder = [.. Enum.GetValues<DerivativeOrder>().Select(order => new Lazy<CompiledFunction>(() => Compile(parts, jets, order)))];
    }

    /// <summary>Number of properties.</summary>
    public int Count => _properties.Length;

    /// <summary>True when some property depends on the moment of its record: on covariates that change, or on its time.</summary>
    public bool VariesWithinSubject { get; }

    /// <summary>The properties.</summary>
    public ImmutableArray<DoseProperty> All => _properties;

    /// <summary>The function of an order; banks: nothing, phi, moment; output: a jet per property.</summary>
    /// <param name="order">Which derivatives are wanted.</param>
    public CompiledFunction this[DerivativeOrder order] => _byOrder[(int)order].Value;

    /// <summary>Position of a property, or -1 when the model does not have it.</summary>
    /// <param name="kind">Which property.</param>
    /// <param name="compartment">The compartment, from 0.</param>
    public int PositionOf(CompartmentPropertyKind kind, int compartment)
    {
        for (var i = 0; i < _properties.Length; i++)
        {
            if (_properties[i].Kind == kind && _properties[i].Compartment == compartment)
            {
                return i;
            }
        }

        return -1;
    }

    private CompiledFunction Compile(SolverParts parts, StateJets jets, DerivativeOrder order) =>
        FunctionCompiler.Compile(parts.Moment.Banks(parts.Phi.Positions), [.. _properties.SelectMany(p => JetOf(p.Value, jets.Layout(order), jets.By(order)))]);

    /// <summary>An expression of phi and a moment with its derivatives, block by block.</summary>
    /// <param name="value">The expression.</param>
    /// <param name="layout">The blocks.</param>
    /// <param name="by">The phi of the blocks.</param>
    public static IReadOnlyList<Expr> JetOf(Expr value, JetLayout layout, ReadOnlySpan<Symbol> by)
    {
        var differentiator = new Differentiator();
        var outputs = new List<Expr> { value };
        foreach (var phi in by)
        {
            outputs.Add(differentiator.Differentiate(value, phi));
        }

        for (var a = 0; a < layout.Active; a++)
        {
            for (var b = a; b < layout.Total; b++)
            {
                outputs.Add(differentiator.Differentiate(outputs[1 + a], by[b]));
            }
        }

        return outputs;
    }
}
