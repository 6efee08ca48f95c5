using System.Collections.Immutable;
using PopPK.Modeling;
using PopPK.Symbolics;

namespace PopPK.Prediction.Compilation;

/// <summary>The individual parameters a model's author named (CL, V, ka ...) as functions of theta, eta and covariates. Safe to share.</summary>
public sealed class IndividualParameterFunction
{
    private readonly CompiledFunction _function;

    internal IndividualParameterFunction(PopulationModel model, EffectLayout effects, ImmutableArray<Definition> definitions)
    {
        Names = [.. definitions.Select(d => d.Name)];
        _function = FunctionCompiler.Compile(IndividualFunctions.SlotsOf(model, effects), Substitution.Substitute(definitions.Select(d => d.Value), effects.OfRecord));
    }

    /// <summary>The parameters' names, in the order of the model.</summary>
    public ImmutableArray<string> Names { get; }

    /// <summary>Evaluates the parameters.</summary>
    /// <param name="theta">All fixed effects on their natural scale.</param>
    /// <param name="eta">The subject's random effects, one per entry of <see cref="CompiledModel.Slots"/>.</param>
    /// <param name="covariates">The subject's covariates (<see cref="BoundSubject.Covariates"/>), which stand for its first record.</param>
    /// <param name="values">Receives one value per name.</param>
    public void Evaluate(ReadOnlySpan<double> theta, ReadOnlySpan<double> eta, ReadOnlySpan<double> covariates, Span<double> values) =>
        _function.Invoke(theta, eta, covariates, values);

    /// <summary>Evaluates the parameters as a record has them: with the covariates and the instances of random effects there.</summary>
    /// <param name="theta">All fixed effects on their natural scale.</param>
    /// <param name="eta">The subject's random effects, one per entry of <see cref="CompiledModel.Slots"/>.</param>
    /// <param name="subject">The subject.</param>
    /// <param name="record">Index of the record.</param>
    /// <param name="values">Receives one value per name.</param>
    public void Evaluate(ReadOnlySpan<double> theta, ReadOnlySpan<double> eta, BoundSubject subject, int record, Span<double> values)
    {
        ArgumentNullException.ThrowIfNull(subject);
        _function.Invoke(theta, eta, subject.CovariatesAt(record), values);
    }
}
