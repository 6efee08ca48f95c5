using System.Collections.Immutable;
using System.Globalization;
using PopPK.Modeling;
using PopPK.Text;

namespace PopPK.Likelihood.Checks;

/// <summary>Finds initial estimates so near an edge of their admissible values that a search can hardly leave it. Stateless.</summary>
public static class InitialEstimateCheck
{
    // Of the range of a parameter, or of the size of its bound.
    private const double Distance = 1e-4;
    private const double LargestCorrelation = 0.999;

    /// <summary>Checks a model.</summary>
    /// <param name="model">The model.</param>
    /// <returns>Warnings, code PK4104.</returns>
    public static ImmutableArray<Diagnostic> Check(PopulationModel model)
    {
        ArgumentNullException.ThrowIfNull(model);
        var diagnostics = new DiagnosticBag();
        foreach (var effect in model.FixedEffects.Where(f => !f.IsFixed))
        {
            CheckEffect(effect, diagnostics);
        }

        foreach (var block in model.RandomEffects.Where(b => !b.IsFixed && b.SameAs is null))
        {
            CheckBlock(block, diagnostics);
        }

        return [.. diagnostics];
    }

    // Beside a lower bound of 0 alone, a small number is as good as a large one: only its logarithm moves.
    private static void CheckEffect(FixedEffect effect, DiagnosticBag diagnostics)
    {
        var range = effect.Upper - effect.Lower;
        foreach (var (bound, distance, name) in new[] { (effect.Lower, effect.Initial - effect.Lower, "lower"), (effect.Upper, effect.Upper - effect.Initial, "upper") })
        {
            var scale = double.IsFinite(range) ? Math.Min(range, Math.Max(Math.Abs(bound), Math.Abs(effect.Initial))) : Math.Abs(bound);
            if (double.IsFinite(bound) && distance < Distance * scale)
            {
                diagnostics.Warning(
                    "PK4104",
                    $"the initial estimate of {effect.Name}, {Number(effect.Initial)}, is next to its {name} bound {Number(bound)}",
                    effect.Location,
                    "begin well inside the bounds: from there the search sees hardly any slope; to keep the value, write it as fixed");
            }
        }
    }

    private static void CheckBlock(RandomEffectBlock block, DiagnosticBag diagnostics)
    {
        for (var row = 0; row < block.Size; row++)
        {
            for (var column = 0; column < row; column++)
            {
                var correlation = block.InitialAt(row, column) / Math.Sqrt(block.InitialAt(row, row) * block.InitialAt(column, column));
                if (Math.Abs(correlation) > LargestCorrelation)
                {
                    diagnostics.Warning(
                        "PK4104",
                        $"the initial correlation of {block.Effects[column].Name} and {block.Effects[row].Name} is {correlation.ToString("G5", CultureInfo.InvariantCulture)}, next to {(correlation > 0 ? 1 : -1)}",
                        block.Effects[row].Location,
                        "begin with a smaller covariance: next to a singular matrix the search sees hardly any slope");
                }
            }
        }
    }

    private static string Number(double value) => value.ToString("G6", CultureInfo.InvariantCulture);
}
