using System.Collections.Immutable;
using PopPK.Estimation;
using PopPK.Numerics.Randomness;

namespace PopPK.Uncertainty;

/// <summary>
/// Confidence intervals from the profile of the objective: the values of a parameter at which the objective, minimised over all the
/// other parameters, has risen by the chi-square quantile (Venzon and Moolgavkar 1988, Appl Stat 37:87). Unlike standard errors
/// they need no normal distribution of the estimates and do not depend on the scale of the parameter. Stateless; safe for concurrent use.
/// </summary>
public static class ProfileLikelihood
{
    /// <summary>Computes intervals.</summary>
    /// <param name="result">A converged fit.</param>
    /// <param name="parameters">Positions among the free parameters, from 0.</param>
    /// <param name="options">Settings.</param>
    /// <param name="standardErrors">Standard errors of the free parameters, for the first steps only; empty when unknown.</param>
    /// <param name="progress">Hears how many ends of how many are found; on any thread.</param>
    /// <param name="cancellationToken">Ends the search; ends not found yet are reported as interrupted.</param>
    /// <exception cref="ArgumentException">There is no objective, or a position is none.</exception>
    public static ProfileResult Compute(
        EstimationResult result,
        ImmutableArray<int> parameters,
        ProfileOptions options,
        ImmutableArray<double> standardErrors = default,
        Action<int, int>? progress = null,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(result);
        ArgumentNullException.ThrowIfNull(options);
        if (!result.HasObjective)
        {
            throw new ArgumentException("Without an objective there is no profile.", nameof(result));
        }

        if (parameters.Any(p => p < 0 || p >= result.FreeParameters.Length))
        {
            throw new ArgumentException($"The positions of free parameters are 0 to {result.FreeParameters.Length - 1}.", nameof(parameters));
        }

        // The square root of the chi-square quantile with one degree of freedom.
        var limit = NormalQuantile.At(0.5 * (1 + options.Level));
        var sides = new ProfileSide[2 * parameters.Length];
        var ends = new (double Value, ProfileEnd End)[sides.Length];
        var found = 0;

        // Every side has an objective of its own and starts at the estimates, so no side knows what the others did.
        Parallel.For(0, sides.Length, new ParallelOptions { MaxDegreeOfParallelism = options.Threads }, k =>
        {
            var free = parameters[k / 2];
            sides[k] = new ProfileSide(result, options, free, k % 2 == 0 ? -1 : 1, limit);
            ends[k] = sides[k].Find(standardErrors.IsDefaultOrEmpty ? double.NaN : standardErrors[free], cancellationToken);
            progress?.Invoke(Interlocked.Increment(ref found), sides.Length);
        });
        var estimate = result.FreeParameters;
        return new ProfileResult(options.Level, limit * limit, [.. parameters.Select((free, i) => new ProfileInterval
        {
            Free = free,
            Estimate = estimate[free],
            Lower = ends[2 * i].Value,
            LowerEnd = ends[2 * i].End,
            Upper = ends[2 * i + 1].Value,
            UpperEnd = ends[2 * i + 1].End,
            Points =
            [
                .. sides[2 * i].Points
                    .Concat(sides[2 * i + 1].Points)
                    .Append(new ProfilePoint(estimate[free], result.Ofv, estimate, true))
                    .OrderBy(p => p.Value),
            ],
        })]);
    }
}
