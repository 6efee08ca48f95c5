using System.Collections.Immutable;
using PopPK.Cli.Output;
using PopPK.Cli.Pipeline;
using PopPK.Data;
using PopPK.Likelihood;
using PopPK.Modeling;
using PopPK.Prediction;
using PopPK.Prediction.Tracing;
using PopPK.Text;

namespace PopPK.Cli.Commands;

/// <summary>Carries out <c>explain</c> for a subject: shows what its records mean, what happens when, and what becomes of the amounts.</summary>
/// <param name="environment">Where the command runs.</param>
/// <param name="printer">Shows problems.</param>
internal sealed class ExplainSubjectHandler(CliEnvironment environment, DiagnosticPrinter printer)
{
    /// <summary>What is shown when the user does not say.</summary>
    public const string DefaultStage = "timeline";

    /// <summary>The stages in their order.</summary>
    public static ImmutableArray<string> Stages { get; } = ["records", DefaultStage, "trajectory"];

    /// <summary>Explains a subject.</summary>
    /// <param name="request">What the user asked for.</param>
    /// <returns>One of <see cref="ExitCode"/>; where the subject cannot be solved, everything before that is shown.</returns>
    public int Run(ExplainRequest request)
    {
        var session = ModelSession.Open(request.ModelPath, request.DataPath, environment);
        var problems = new DiagnosticBag();
        problems.AddRange(session.Diagnostics);
        var subject = session.Dataset is { } dataset ? Find(dataset, request, problems) : null;
        printer.Print(problems, request.HideValues);
        if (problems.HasErrors || session.Cohort is not { } cohort || subject is null)
        {
            printer.PrintSummary(problems);
            return ExitCode.WrongInput;
        }

        var bound = cohort.Subjects.First(s => s.Subject == subject);
        var theta = cohort.Model.Model.FixedEffects.Select(f => f.Initial).ToArray();
        var eta = new double[cohort.Model.Slots.Length];
        var trace = request.Stage == "trajectory" ? SubjectTracer.Follow(cohort, bound, theta, eta) : SubjectTracer.Schedule(cohort, bound, theta, eta);
        IScreen screen = environment.IsOutTerminal ? new TerminalScreen(environment) : new PlainScreen(environment.Out);
        new SubjectPresenter(screen).Show(session, cohort, trace, request.Stage);
        return request.Stage == "records" || trace.Status == PredictionStatus.Success ? ExitCode.Done : Fail(trace, cohort.Model.Model.Structure);
    }

    private static Subject? Find(Dataset dataset, ExplainRequest request, DiagnosticBag problems)
    {
        if (request.SubjectId is not { } id)
        {
            problems.Error("PK6002", "explain needs --subject", request.SubjectLocation, $"give --subject and an ID: {SubjectIds.Describe(dataset, request.HideValues)}");
            return null;
        }

        if (SubjectIds.Find(dataset, id) is { } subject)
        {
            return subject;
        }

        problems.Error("PK6032", $"there is no subject '{id}'", request.SubjectLocation, SubjectIds.Advice(dataset, id, request.HideValues));
        return null;
    }

    private int Fail(SubjectTrace trace, StructuralModel structure)
    {
        int? row = trace.FailedRecord is { } record ? trace.Subject.Subject.Records[record].Row : null;
        var failure = new SubjectFailure(trace.Subject.Id, EtaModeStatus.PredictionFailed, trace.Status, row)
        {
            Time = trace.FailedTime,
            Property = trace.RefusedProperty?.Describe(structure),
        };
        printer.Print([new Diagnostic("PK6050", DiagnosticSeverity.Error, failure.ToString(), null, "look at the initial estimates, and at this subject's covariates and doses")]);
        return ExitCode.Incomplete;
    }
}
