using System.Globalization;
using PopPK.Text;

namespace PopPK.Reporting;

/// <summary>What is to say of a forecast when it is done. Stateless.</summary>
public static class ForecastFindings
{
    /// <summary>The findings.</summary>
    /// <param name="report">The forecast.</param>
    public static IEnumerable<Diagnostic> Of(ForecastReport report)
    {
        ArgumentNullException.ThrowIfNull(report);
        if (!report.IsComplete)
        {
            yield return Warning("PK7320", "the forecast was interrupted; the subjects up to then are kept", null);
        }

        if (report.Failures is [var (id, reason), ..])
        {
            yield return Warning("PK7321", $"{Count(report.Failures.Count, "subject")} could not be forecast, the first is {id}: {reason}",
                "poppk explain MODEL --subject ID follows the engine along a subject");
        }

        if (report.Inexact is [var (inexact, why), ..])
        {
            yield return Warning("PK7322", $"the most probable random effects of {Count(report.Inexact.Count, "subject")} were not found exactly, the first is {inexact}: {why}",
                "the sample and its intervals do not depend on that; the values at MAP do");
        }

        if (report.PoorlySampled is [var (poor, effective), ..])
        {
            yield return Warning("PK7323",
                string.Create(CultureInfo.InvariantCulture, $"the sample of {Count(report.PoorlySampled.Count, "subject")} is worth few draws, the first is {poor} with {effective:F0}"),
                "intervals are rough there; give more --samples");
        }

        if (report.FailedDraws > 0)
        {
            yield return Warning("PK7324", $"{Count(report.FailedDraws, "draw")} could not be predicted and are left out of percentiles", "the structure cannot be solved with their parameters");
        }

        foreach (var group in report.Unattained.GroupBy(u => (u.Candidate, u.Target)))
        {
            var first = group.First();
            yield return Warning("PK7325",
                $"no multiple of the doses of '{group.Key.Candidate}' attains {group.Key.Target} for {Count(group.Count(), "subject")}, the first is {first.Id}: "
                    + string.Create(CultureInfo.InvariantCulture, $"it comes nearest with {first.Factor:G4} times the doses, where it is {first.Value:G4}"),
                "the measure saturates, turns round, or does not depend on the dose; another interval or route may do");
        }
    }

    private static Diagnostic Warning(string code, string message, string? advice) => new(code, DiagnosticSeverity.Warning, message, null, advice);

    private static string Count(long number, string noun) => string.Create(CultureInfo.InvariantCulture, $"{number} {noun}{(number == 1 ? "" : "s")}");
}
