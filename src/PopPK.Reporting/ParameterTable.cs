using System.Collections.Immutable;
using PopPK.Estimation;
using PopPK.Likelihood;

namespace PopPK.Reporting;

/// <summary>The population parameters of a run as rows. Stateless; safe for concurrent use.</summary>
public static class ParameterTable
{
    /// <summary>All parameters, fixed ones and the zeros between the blocks of Omega too, in the order theta, Sigma, Omega, these by rows.</summary>
    /// <param name="report">The run.</param>
    public static ImmutableArray<ParameterRow> All(RunReport report)
    {
        ArgumentNullException.ThrowIfNull(report);
        var estimation = report.Estimation;
        var layout = estimation.Layout;
        var estimates = estimation.Estimates;
        var standardErrors = Scatter(layout, report.Covariance is { Succeeded: true } step ? step.StandardErrors : []);
        var gradient = Scatter(layout, estimation.HasObjective ? estimation.Gradient : []);
        var exists = estimation.Status != EstimationStatus.InitialPointFailed;
        return [.. layout.Parameters.Select((p, i) =>
            new ParameterRow(p, p.IsFixed || exists ? estimates[i] : double.NaN, standardErrors[i], gradient[i]))];
    }

    /// <summary>The fixed effects and the elements of Sigma.</summary>
    /// <param name="report">The run.</param>
    public static ImmutableArray<ParameterRow> FixedEffects(RunReport report) =>
        [.. All(report).Where(r => r.Parameter.Kind != ParameterKind.Omega)];

    // From one number per free parameter to one per parameter.
    private static double[] Scatter(ParameterLayout layout, ImmutableArray<double> free)
    {
        var all = new double[layout.Parameters.Length];
        Array.Fill(all, double.NaN);
        for (var i = 0; i < free.Length; i++)
        {
            all[layout.Free[i]] = free[i];
        }

        return all;
    }
}
