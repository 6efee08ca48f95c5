using System.Globalization;
using PopPK.Estimation;
using PopPK.Text;

namespace PopPK.Reporting;

/// <summary>Judges the certificate of a run and its fits from other initial estimates. Stateless.</summary>
internal static class CertificateFindings
{
    /// <summary>Adds what is worth a word.</summary>
    /// <param name="report">The run.</param>
    /// <param name="limits">From where on.</param>
    /// <param name="findings">Receives it.</param>
    public static void Judge(RunReport report, FindingThresholds limits, DiagnosticBag findings)
    {
        if (report is { Certificate: { } certificate, Estimation: { HasObjective: true, FreeParameters.IsEmpty: false } })
        {
            JudgeGradient(certificate.AtEnd, "at the estimates", limits, findings);
            if (!ReferenceEquals(certificate.AtStart, certificate.AtEnd))
            {
                JudgeGradient(certificate.AtStart, "at the initial estimates", limits, findings);
            }

            JudgeTolerance(certificate, limits, findings);
        }

        JudgeRestarts(report, findings);
    }

    private static void JudgeGradient(TaylorTest? test, string where, FindingThresholds limits, DiagnosticBag findings)
    {
        if (test is null)
        {
            findings.Warning("PK5013", $"the gradient {where} could not be checked: the objective does not exist on both sides", advice:
                "a subject's predictions fail nearby; look at it before trusting the result");
        }
        else if (!(test.RelativeError < limits.GradientError))
        {
            var whose = test.WorstSubject.Length == 0 ? "the priors" : $"subject {test.WorstSubject}";
            findings.Warning(
                "PK5013",
                $"the gradient {where} does not agree with the objective: relative error {Number(test.RelativeError)}, most of it from {whose}",
                advice: "the objective is not smooth there (an observation at the very moment of a dose, a condition on a parameter) or equations are integrated too coarsely");
        }
    }

    private static void JudgeTolerance(Certificate certificate, FindingThresholds limits, DiagnosticBag findings)
    {
        if (certificate.OdeTolerance is not { } tolerance)
        {
            return;
        }

        if (!double.IsFinite(certificate.OdeSensitivity))
        {
            findings.Warning("PK5014", $"whether the relative tolerance {Number(tolerance)} of the equations is small enough could not be checked: with a hundredth of it the objective does not exist", advice:
                "the equations are hard to integrate at the estimates; look at the rates there");
        }
        else if (certificate.OdeSensitivity > limits.OdeSensitivity)
        {
            findings.Warning("PK5014", $"the objective changes by {Number(certificate.OdeSensitivity)} when the equations are integrated with a hundredth of their tolerance {Number(tolerance)}", advice:
                "set a smaller tolerance in the model and fit again");
        }
    }

    private static void JudgeRestarts(RunReport report, DiagnosticBag findings)
    {
        if (report.Restarts is not { } restarts)
        {
            return;
        }

        if (restarts.Fits.Length <= restarts.Requested)
        {
            findings.Warning("PK5016", $"{restarts.Fits.Length - 1} of {restarts.Requested} restarts were begun before the interruption", advice:
                "the best fit so far is reported; run it again for all of them");
        }

        var elsewhere = restarts.Converged - restarts.AtBest;
        if (elsewhere > 0)
        {
            findings.Warning("PK5015", $"{elsewhere} of {restarts.Fits.Length} fits converged to other objectives, up to {Number(restarts.Spread)} away", advice:
                "the objective has several minima; the lowest that was found is reported, with more restarts a lower one may be");
        }
    }

    private static string Number(double value) => value.ToString("G3", CultureInfo.InvariantCulture);
}
