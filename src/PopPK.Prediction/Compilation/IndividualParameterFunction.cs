using System.Collections.Immutable;
using PopPK.Modeling;
using PopPK.Symbolics;

namespace PopPK.Prediction.Compilation;

/// <summary>The individual parameters a model's author named (CL, V, ka ...) as functions of theta, eta and covariates. Safe to share.</summary>
public sealed class IndividualParameterFunction
{
    private readonly CompiledFunction _function;

    internal IndividualParameterFunction(PopulationModel model, ImmutableArray<RandomEffect> etas, ImmutableArray<Definition> definitions)
    {
        Names = [.. definitions.Select(d => d.Name)];
        var slots = new Dictionary<Symbol, Slot>();
        for (var i = 0; i < model.FixedEffects.Length; i++)
        {
            slots[model.FixedEffects[i].Symbol] = new Slot(0, i);
        }

        for (var i = 0; i < etas.Length; i++)
        {
            slots[etas[i].Symbol] = new Slot(1, i);
        }

        for (var i = 0; i < model.Covariates.Length; i++)
        {
            slots[model.Covariates[i].Symbol] = new Slot(2, i);
        }

        _function = FunctionCompiler.Compile(slots, [.. definitions.Select(d => d.Value)]);
    }

    /// <summary>The parameters' names, in the order of the model.</summary>
    public ImmutableArray<string> Names { get; }

    /// <summary>Evaluates the parameters.</summary>
    /// <param name="theta">All fixed effects on their natural scale.</param>
    /// <param name="eta">The subject's random effects.</param>
    /// <param name="covariates">The subject's covariates.</param>
    /// <param name="values">Receives one value per name.</param>
    public void Evaluate(ReadOnlySpan<double> theta, ReadOnlySpan<double> eta, ReadOnlySpan<double> covariates, Span<double> values) =>
        _function.Invoke(theta, eta, covariates, values);
}
