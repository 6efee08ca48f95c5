using PopPK.Likelihood;

namespace PopPK.Estimation;

/// <summary>Finds the parameters an objective does not depend on: no cluster of subjects has a gradient there, and moving them changes nothing. Stateless.</summary>
internal static class UninformedParameters
{
    // Of a cluster's objective, for a change of a parameter by its own size: rounding.
    private const double NoGradient = 1e-9;

    // Of the objective, relative to its size, for a change of such a parameter by a tenth.
    private const double NoChange = 1e-9;
    private const double Move = 0.1;

    /// <summary>Finds them at the end of a search.</summary>
    /// <param name="objective">The objective.</param>
    /// <param name="result">What is known at the estimates; the objective exists there.</param>
    /// <param name="cancellationToken">Ends the search; nothing is found then.</param>
    /// <returns>Positions among the free parameters, and how many evaluations it took.</returns>
    public static (int[] Found, int Evaluations) Find(PopulationObjective objective, EstimationResult result, CancellationToken cancellationToken)
    {
        var edges = result.Boundary.SelectMany(b => b.Members).ToHashSet();
        int[] flat = [.. Enumerable.Range(0, result.FreeParameters.Length).Where(i => !edges.Contains(i) && IsFlat(result, i))];
        try
        {
            return ([.. flat.Where(i => !Changes(objective, result, i, cancellationToken))], flat.Length);
        }
        catch (OperationCanceledException)
        {
            return ([], flat.Length);
        }
    }

    private static bool IsFlat(EstimationResult result, int parameter)
    {
        var size = SizeOf(result, parameter);
        return !result.ClusterGradients.IsEmpty && result.ClusterGradients.All(g => Math.Abs(g[parameter]) * size <= NoGradient);
    }

    // A covariance is not moved: within a block that might not be admissible, and its gradient says enough.
    private static bool Changes(PopulationObjective objective, EstimationResult result, int i, CancellationToken cancellationToken)
    {
        var parameter = result.Layout.Parameters[result.Layout.Free[i]];
        if (parameter.Kind == ParameterKind.Omega && !parameter.IsVariance)
        {
            return false;
        }

        var moved = result.FreeParameters.ToArray();
        var step = Move * SizeOf(result, i);
        moved[i] += moved[i] + step < parameter.Upper ? step : -step;
        return !(Math.Abs(objective.Evaluate(moved, withGradient: false, cancellationToken).Ofv - result.Ofv) <= NoChange * Math.Max(1, Math.Abs(result.Ofv)));
    }

    private static double SizeOf(EstimationResult result, int i)
    {
        var size = Math.Max(Math.Abs(result.FreeParameters[i]), Math.Abs(result.Layout.Parameters[result.Layout.Free[i]].Initial));
        return size > 0 ? size : 1;
    }
}
