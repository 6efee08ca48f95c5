using System.Collections.Immutable;
using System.Diagnostics;
using PopPK.Likelihood;
using PopPK.Prediction;

namespace PopPK.Estimation;

/// <summary>
/// Several methods one after the other: a fast one finds the region, a better one the minimum. Each estimation starts at the
/// estimates of the one before, converged or not; where that one could not start, at the same place as it.
/// Stateless; safe for concurrent use.
/// </summary>
public static class EstimationChain
{
    /// <summary>Estimates with each method in turn.</summary>
    /// <param name="cohort">Model and data.</param>
    /// <param name="methods">The methods, one or more.</param>
    /// <param name="options">Settings of every step but its method.</param>
    /// <param name="begin">Told the position of each step before it begins; null for silence.</param>
    /// <param name="progress">Called after every iteration, on the calling thread; null for silence.</param>
    /// <param name="cancellationToken">Ends the step at hand; there are no later ones then.</param>
    /// <returns>The steps that were begun, in order.</returns>
    public static ImmutableArray<EstimationStep> Estimate(
        Cohort cohort,
        ImmutableArray<MarginalApproximation> methods,
        EstimationOptions options,
        Action<int>? begin = null,
        Action<EstimationIteration>? progress = null,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(cohort);
        var start = new ParameterLayout(cohort.Model).InitialFree();
        return Follow(methods, options, begin, settings =>
        {
            var result = Estimator.EstimateFrom(cohort, settings, start, progress, cancellationToken);
            if (result.Status != EstimationStatus.InitialPointFailed)
            {
                start = ChainStart.Near(result.Layout, result.FreeParameters.AsSpan());
            }

            return result;
        });
    }

    /// <summary>Evaluates each method at the model's own parameter values.</summary>
    /// <param name="cohort">Model and data.</param>
    /// <param name="methods">The methods, one or more.</param>
    /// <param name="options">Settings of every step but its method.</param>
    /// <param name="begin">Told the position of each step before it begins; null for silence.</param>
    /// <param name="cancellationToken">Ends the step at hand; there are no later ones then.</param>
    /// <returns>The steps that were begun, in order.</returns>
    public static ImmutableArray<EstimationStep> Evaluate(
        Cohort cohort,
        ImmutableArray<MarginalApproximation> methods,
        EstimationOptions options,
        Action<int>? begin = null,
        CancellationToken cancellationToken = default) =>
        Follow(methods, options, begin, settings => Estimator.Evaluate(cohort, settings, cancellationToken));

    private static ImmutableArray<EstimationStep> Follow(
        ImmutableArray<MarginalApproximation> methods,
        EstimationOptions options,
        Action<int>? begin,
        Func<EstimationOptions, EstimationResult> run)
    {
        ArgumentNullException.ThrowIfNull(options);
        if (methods.IsDefaultOrEmpty)
        {
            throw new ArgumentException("A chain needs a method.", nameof(methods));
        }

        var steps = ImmutableArray.CreateBuilder<EstimationStep>();
        foreach (var method in methods)
        {
            begin?.Invoke(steps.Count);
            var clock = Stopwatch.StartNew();
            var result = run(options with { Approximation = method });
            steps.Add(new EstimationStep(result, clock.Elapsed.TotalSeconds));
            if (result.Status == EstimationStatus.Cancelled)
            {
                break;
            }
        }

        return steps.ToImmutable();
    }
}
