using System.Collections.Immutable;

namespace PopPK.Estimation;

/// <summary>What several fits from different initial estimates say about the minimum. Immutable.</summary>
/// <param name="Seed">Seed of the perturbations.</param>
/// <param name="Factor">The largest factor between a stated and a perturbed initial estimate.</param>
/// <param name="Requested">Number of perturbed starts that were asked for.</param>
/// <param name="Best">Number of the fit that was kept.</param>
/// <param name="Fits">The fits in their order, the one from the stated initial estimates first.</param>
public sealed record RestartSummary(long Seed, double Factor, int Requested, int Best, ImmutableArray<RestartedFit> Fits)
{
    /// <summary>Objectives that differ by less count as the same minimum.</summary>
    public const double SameMinimum = 0.05;

    /// <summary>Number of fits that converged.</summary>
    public int Converged => Fits.Count(f => f.Status == EstimationStatus.Converged && double.IsFinite(f.Ofv));

    /// <summary>Number of fits that converged to the objective of the one that was kept.</summary>
    public int AtBest => Fits.Count(f => f.Status == EstimationStatus.Converged && Math.Abs(f.Ofv - Fits[Best].Ofv) <= SameMinimum);

    /// <summary>Largest less smallest objective of the fits that converged; NaN when none did.</summary>
    public double Spread
    {
        get
        {
            var objectives = Fits.Where(f => f.Status == EstimationStatus.Converged && double.IsFinite(f.Ofv)).Select(f => f.Ofv).ToArray();
            return objectives.Length == 0 ? double.NaN : objectives.Max() - objectives.Min();
        }
    }
}
