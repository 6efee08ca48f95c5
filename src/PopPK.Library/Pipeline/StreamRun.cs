using PopPK.Language.Nonmem;
using PopPK.Reporting;
using PopPK.Text;
using PopPK.Uncertainty;

namespace PopPK.Pipeline;

/// <summary>What the records of a control stream ask of a run, where the command says nothing else. Stateless.</summary>
internal static class StreamRun
{
    /// <summary>Adds to what the user asked for what <c>$ESTIMATION</c> and <c>$COVARIANCE</c> ask for.</summary>
    /// <param name="request">What the user asked for.</param>
    /// <param name="stream">The control stream.</param>
    /// <param name="problems">Receives what cannot be done.</param>
    public static RunRequest Adapt(RunRequest request, ControlStream stream, DiagnosticBag problems)
    {
        if (request.Kind != RunKind.Fit)
        {
            return request;
        }

        if (request.Method is null)
        {
            request = request with { Kind = KindOf(stream, problems) };
        }

        return request.IsCovarianceStated ? request : request with { Covariance = CovarianceOf(request.Kind, stream) };
    }

    /// <summary>The place of the first <c>$ESTIMATION</c>, or null.</summary>
    /// <param name="session">The session.</param>
    public static DiagnosticLocation? MethodLocation(ModelSession session) => session.Stream?.Stream.Estimations.FirstOrDefault()?.Location;

    // MAXEVAL=0 evaluates.
    private static RunKind KindOf(ControlStream stream, DiagnosticBag problems)
    {
        var evaluating = stream.Estimations.Where(e => e.Settings.MaxEvaluations == 0).ToArray();
        if (evaluating.Length == 0)
        {
            return RunKind.Fit;
        }

        if (evaluating.Length < stream.Estimations.Length)
        {
            problems.Error("PK6070", "MAXEVAL=0 stands in some of the $ESTIMATION records only", evaluating[0].Location,
                "fit with the others, then evaluate the estimates by itself; or name the methods with --method");
        }

        return RunKind.Evaluation;
    }

    private static CovarianceRequest CovarianceOf(RunKind kind, ControlStream stream) => stream.Covariance is not { } step || kind != RunKind.Fit
        ? CovarianceRequest.None
        : new CovarianceRequest(
            step.Matrix switch
            {
                "R" => CovarianceMatrixKind.R,
                "S" => CovarianceMatrixKind.S,
                _ => CovarianceMatrixKind.Sandwich,
            },
            true);
}
