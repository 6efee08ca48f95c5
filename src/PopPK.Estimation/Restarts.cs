using System.Collections.Immutable;
using PopPK.Likelihood;

namespace PopPK.Estimation;

/// <summary>Fits from the stated initial estimates and from others near them, and keeps the best. Stateless; safe for concurrent use.</summary>
public static class Restarts
{
    // A fit that did not converge is kept only when it is this much better than all that did.
    private const double Preference = 0.01;

    /// <summary>Runs the fits, one after the other.</summary>
    /// <param name="layout">The parameters.</param>
    /// <param name="count">Number of perturbed starts, at least 1.</param>
    /// <param name="seed">Their seed; not negative.</param>
    /// <param name="fit">Fits from a number and initial estimates: the steps of a chain, the last one's result counts.</param>
    /// <param name="cancellationToken">Ends the fit at hand; there are no later ones then.</param>
    /// <returns>The steps of the fit that was kept, and what all of them came to.</returns>
    public static (ImmutableArray<EstimationStep> Best, RestartSummary Summary) Run(
        ParameterLayout layout,
        int count,
        long seed,
        Func<int, double[], ImmutableArray<EstimationStep>> fit,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(layout);
        ArgumentNullException.ThrowIfNull(fit);
        ArgumentOutOfRangeException.ThrowIfLessThan(count, 1);
        var stated = layout.InitialFree();
        var fits = ImmutableArray.CreateBuilder<RestartedFit>();
        var (best, kept) = (0, ImmutableArray<EstimationStep>.Empty);
        for (var number = 0; number <= count && (number == 0 || !cancellationToken.IsCancellationRequested); number++)
        {
            var initial = number == 0 ? stated : RandomStart.Near(layout, stated, seed, number);
            var steps = fit(number, initial);
            var result = steps[^1].Result;
            fits.Add(new RestartedFit(
                number,
                ImmutableArray.Create(initial),
                result.FreeParameters,
                result.Ofv,
                result.Status,
                result.Termination,
                steps.Sum(s => s.Result.ObjectiveEvaluations)));
            if (number == 0 || IsBetter(fits[number], fits[best]))
            {
                (best, kept) = (number, steps);
            }
        }

        return (kept, new RestartSummary(seed, RandomStart.DefaultFactor, count, best, fits.ToImmutable()));
    }

    private static bool IsBetter(RestartedFit candidate, RestartedFit best)
    {
        if (!double.IsFinite(candidate.Ofv) || !double.IsFinite(best.Ofv))
        {
            return double.IsFinite(candidate.Ofv);
        }

        var (converged, bestConverged) = (candidate.Status == EstimationStatus.Converged, best.Status == EstimationStatus.Converged);
        return converged == bestConverged ? candidate.Ofv < best.Ofv
            : converged ? candidate.Ofv <= best.Ofv + Preference
            : candidate.Ofv < best.Ofv - Preference;
    }
}
