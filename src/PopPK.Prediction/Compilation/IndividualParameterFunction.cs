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
        _function = FunctionCompiler.Compile(IndividualFunctions.SlotsOf(model, etas), [.. definitions.Select(d => d.Value)]);
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
