using System.Collections.Immutable;
using PopPK.Likelihood;

namespace PopPK.Reporting;

/// <summary>The covariance matrix of the random effects, Omega, as rows. Stateless; safe for concurrent use.</summary>
public static class RandomEffectTable
{
    /// <summary>Every element of Omega's lower triangle by rows, the zeros between blocks too.</summary>
    /// <param name="report">The run.</param>
    public static ImmutableArray<RandomEffectRow> All(RunReport report)
    {
        ArgumentNullException.ThrowIfNull(report);
        var names = EffectNames(report);
        var elements = ParameterTable.All(report).Where(r => r.Parameter.Kind == ParameterKind.Omega).ToArray();
        var variances = elements.Where(e => e.Parameter.IsVariance).Select(e => e.Estimate).ToArray();
        var rows = ImmutableArray.CreateBuilder<RandomEffectRow>(elements.Length);
        foreach (var element in elements)
        {
            var (row, column) = (element.Parameter.Index[0] - 1, element.Parameter.Index[1] - 1);
            var correlation = row == column ? 1 : element.Estimate / Math.Sqrt(variances[row] * variances[column]);
            var shrinkage = row == column ? ShrinkageOf(report, names[row]) : double.NaN;
            rows.Add(new RandomEffectRow(names[row], names[column], element, correlation, shrinkage));
        }

        return rows.ToImmutable();
    }

    /// <summary>The names of the random effects in the order of the model, absent ones too.</summary>
    /// <param name="report">The run.</param>
    public static ImmutableArray<string> EffectNames(RunReport report)
    {
        ArgumentNullException.ThrowIfNull(report);
        return [.. report.Estimation.Cohort.Model.Model.RandomEffects.SelectMany(b => b.Effects).Select(e => e.Name)];
    }

    // Shrinkage is known for the effects that are present, by position; a variance fixed to zero means absent.
    private static double ShrinkageOf(RunReport report, string effect)
    {
        var etas = report.Estimation.Cohort.Model.Etas;
        for (var i = 0; i < etas.Length; i++)
        {
            if (etas[i].Name == effect)
            {
                return report.Shrinkage is { } shrinkage && i < shrinkage.Eta.Length ? shrinkage.Eta[i] : double.NaN;
            }
        }

        return double.NaN;
    }
}
