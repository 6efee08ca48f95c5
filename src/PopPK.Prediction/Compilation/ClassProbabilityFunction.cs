using PopPK.Modeling;
using PopPK.Symbolics;

namespace PopPK.Prediction.Compilation;

/// <summary>The probabilities of a mixture's classes as functions of theta and covariates, with their derivatives by theta. Safe to share.</summary>
public sealed class ClassProbabilityFunction
{
    private readonly CompiledFunction _values;
    private readonly CompiledFunction _all;

    internal ClassProbabilityFunction(PopulationModel model, Mixture mixture, EffectLayout effects)
    {
        ClassCount = mixture.Classes.Length;
        var free = model.FixedEffects.Where(f => !f.IsFixed).Select(f => f.Symbol).ToArray();
        ThetaCount = free.Length;
        var slots = IndividualFunctions.SlotsOf(model, effects);
        var probabilities = MixtureChecks.Probabilities(model, mixture);
        var differentiator = new Differentiator();
        _values = FunctionCompiler.Compile(slots, [.. probabilities]);
        _all = FunctionCompiler.Compile(
            slots, [.. probabilities, .. probabilities.SelectMany(p => free.Select(theta => differentiator.Differentiate(p, theta)))]);
    }

    /// <summary>Number of classes.</summary>
    public int ClassCount { get; }

    /// <summary>Number of estimated fixed effects.</summary>
    public int ThetaCount { get; }

    /// <summary>Room that <see cref="EvaluateWithDerivatives"/> needs: ClassCount (1 + ThetaCount).</summary>
    public int Length => ClassCount * (1 + ThetaCount);

    /// <summary>Evaluates the probabilities as they are written; nothing is checked or normalised.</summary>
    /// <param name="theta">All fixed effects on their natural scale.</param>
    /// <param name="covariates">The subject's covariates (<see cref="BoundSubject.Covariates"/>).</param>
    /// <param name="values">Receives p_k, one per class.</param>
    public void Evaluate(ReadOnlySpan<double> theta, ReadOnlySpan<double> covariates, Span<double> values) =>
        _values.Invoke(theta, default, covariates, values);

    /// <summary>Evaluates the probabilities and their derivatives by the estimated fixed effects.</summary>
    /// <param name="theta">All fixed effects on their natural scale.</param>
    /// <param name="covariates">The subject's covariates.</param>
    /// <param name="values">Receives p_k, one per class, then d p_k / d theta_p at ClassCount + k ThetaCount + p; <see cref="Length"/> numbers.</param>
    public void EvaluateWithDerivatives(ReadOnlySpan<double> theta, ReadOnlySpan<double> covariates, Span<double> values) =>
        _all.Invoke(theta, default, covariates, values);
}
