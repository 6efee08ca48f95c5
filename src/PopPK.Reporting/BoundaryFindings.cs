using System.Globalization;
using PopPK.Estimation;
using PopPK.Text;

namespace PopPK.Reporting;

/// <summary>Judges estimates at the edge of their admissible values and parameters the data say nothing about. Stateless; safe for concurrent use.</summary>
internal static class BoundaryFindings
{
    /// <summary>Adds what is worth a word.</summary>
    /// <param name="report">The run.</param>
    /// <param name="findings">Receives it.</param>
    public static void Judge(RunReport report, DiagnosticBag findings)
    {
        var estimation = report.Estimation;
        if (report.Kind != RunKind.Fit || estimation.Status == EstimationStatus.InitialPointFailed)
        {
            return;
        }

        foreach (var i in estimation.Uninformed)
        {
            var parameter = estimation.Layout.Parameters[estimation.Layout.Free[i]];
            findings.Finding(
                "PK5010",
                $"the objective does not depend on {parameter.Name}: it was kept at its initial value and has no standard error",
                "fix it, or look whether the model really uses it and the data have what informs it",
                new("initial", parameter.Initial),
                new("gradient", estimation.Gradient[i]));
        }

        foreach (var edge in estimation.Boundary)
        {
            JudgeEdge(estimation, edge, findings);
        }

        if (report.Covariance is { Succeeded: true, Excluded: { IsEmpty: false } excluded } step)
        {
            var names = excluded.Select(e => estimation.Layout.Parameters[estimation.Layout.Free[e.Free]].Name).ToArray();
            findings.Finding(
                "PK5107",
                $"the standard errors hold with {string.Join(", ", names)} where {(names.Length == 1 ? "it is" : "they are")}: {string.Join(", ", excluded.Select(e => e.Reason).Distinct())}",
                names.Length == 1 ? "remove it or fix it to have standard errors of a model without it" : "remove or fix them to have standard errors of a model without them",
                new("parameters", step.StandardErrors.Length - names.Length),
                new("leftOut", names.Length));
        }
    }

    /// <summary>Names of the variances that are zero or that nothing informs.</summary>
    /// <param name="report">The run.</param>
    public static HashSet<string> WithoutVariability(RunReport report)
    {
        var estimation = report.Estimation;
        return report.Kind != RunKind.Fit ? [] :
        [
            .. estimation.Uninformed.Concat(estimation.Boundary.Where(b => b.Kind == BoundaryKind.ZeroVariance).Select(b => b.Free))
                .Select(i => estimation.Layout.Parameters[estimation.Layout.Free[i]].Name),
        ];
    }

    private static void JudgeEdge(EstimationResult estimation, BoundaryParameter edge, DiagnosticBag findings)
    {
        var parameter = estimation.Layout.Parameters[estimation.Layout.Free[edge.Free]];
        var estimate = new DiagnosticEvidence("estimate", estimation.FreeParameters[edge.Free]);
        var gradient = new DiagnosticEvidence("gradient", estimation.Gradient[edge.Free]);
        switch (edge.Kind)
        {
            case BoundaryKind.ZeroVariance:
                findings.Finding("PK5202", $"{parameter.Name} is nearly zero ({Number(estimate.Value)})",
                    "the data show no variability here: remove the random effect or fix its variance to 0", estimate, gradient);
                break;
            case BoundaryKind.SingularBlock:
                var correlation = LargestCorrelation(estimation, edge);
                findings.Finding("PK5205",
                    $"the covariance matrix of the block of {parameter.Name} is singular (largest correlation {Number(correlation)}): this effect follows from the ones before it",
                    "the data do not support all correlations: write its effects without a block, or as one effect with a factor", estimate, new("correlation", correlation));
                break;
            default:
                var bound = edge.Kind == BoundaryKind.LowerBound ? parameter.Lower : parameter.Upper;
                findings.Finding("PK5201",
                    $"the estimate of {parameter.Name}, {Number(estimate.Value)}, is at its {(edge.Kind == BoundaryKind.LowerBound ? "lower" : "upper")} bound {Number(bound)}",
                    "widen the bound if it is not physiological; otherwise fix the parameter there", estimate, new("bound", bound), gradient);
                break;
        }
    }

    private static double LargestCorrelation(EstimationResult estimation, BoundaryParameter edge)
    {
        var values = edge.Members.ToDictionary(
            m => estimation.Layout.Parameters[estimation.Layout.Free[m]].Index is [var row, var column] ? (row, column) : default,
            m => estimation.FreeParameters[m]);
        return values.Where(v => v.Key.row != v.Key.column)
            .Select(v => v.Value / Math.Sqrt(values[(v.Key.row, v.Key.row)] * values[(v.Key.column, v.Key.column)]))
            .MaxBy(Math.Abs);
    }

    private static string Number(double value) => value.ToString("G3", CultureInfo.InvariantCulture);
}
