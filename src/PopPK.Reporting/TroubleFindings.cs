using System.Globalization;
using PopPK.Estimation;
using PopPK.Evaluation;
using PopPK.Text;

namespace PopPK.Reporting;

/// <summary>Judges subjects that do not fit and predictions that could not be computed. Stateless; safe for concurrent use.</summary>
internal static class TroubleFindings
{
    // More IDs than these are counted, not named.
    private const int MostNamed = 5;

    /// <summary>Adds what is worth a word.</summary>
    /// <param name="report">The run.</param>
    /// <param name="limits">From where on.</param>
    /// <param name="findings">Receives it.</param>
    public static void Judge(RunReport report, FindingThresholds limits, DiagnosticBag findings)
    {
        var estimation = report.Estimation;
        if (report.Kind == RunKind.Fit && estimation.FailedEvaluations > limits.FailedEvaluations * estimation.ObjectiveEvaluations)
        {
            findings.Finding(
                "PK5017",
                $"at {estimation.FailedEvaluations} of {estimation.ObjectiveEvaluations} points the search tried, the objective could not be computed",
                "predictions fail near the way of the search: give bounds that keep out what makes no sense, initial estimates nearer to the result, or an easier form of the equations",
                new("failedEvaluations", estimation.FailedEvaluations),
                new("objectiveEvaluations", estimation.ObjectiveEvaluations));
        }

        // At values that were not estimated every subject may be far off.
        if (report.Kind == RunKind.Fit && estimation is { Status: EstimationStatus.Converged, HasObjective: true })
        {
            JudgeSubjects(report, limits, findings);
        }
    }

    private static void JudgeSubjects(RunReport report, FindingThresholds limits, DiagnosticBag findings)
    {
        var outlying = OutlierDetector.Find(report.Estimation, report.Residuals, limits.OutlierProbability);
        if (outlying.IsEmpty)
        {
            return;
        }

        var names = string.Join(", ", outlying.Take(MostNamed).Select(s => s.Id));
        var rest = outlying.Length - MostNamed;
        var worst = outlying[0];
        var why = worst.Probability == worst.EtaProbability
            ? $"the random effects of {worst.Id} are at a squared distance of {Number(worst.EtaDistance)} from the typical ones"
            : $"the {worst.Residuals} weighted residuals of {worst.Id} have a sum of squares of {Number(worst.ResidualSum)}";
        findings.Finding(
            "PK5206",
            $"the model hardly explains {(outlying.Length == 1 ? "subject" : "subjects")} {names}{(rest > 0 ? $" and {rest} more" : "")}: {why} (p = {Number(worst.Probability)})",
            "look at the doses and observations there for mistakes, and fit without them to see what depends on them",
            new("subjects", outlying.Length),
            new("etaDistance", worst.EtaDistance),
            new("residualSum", worst.ResidualSum),
            new("residuals", worst.Residuals),
            new("pValue", worst.Probability),
            new("limit", limits.OutlierProbability / report.Estimation.Subjects.Length));
    }

    private static string Number(double value) => value.ToString("G3", CultureInfo.InvariantCulture);
}
