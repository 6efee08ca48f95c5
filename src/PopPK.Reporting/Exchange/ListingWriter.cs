using PopPK.Estimation;
using PopPK.Likelihood;

namespace PopPK.Reporting.Exchange;

/// <summary>
/// Writes the listing <c>.lst</c>: the control stream, how the search went and ended, the objective, the estimates, their standard errors
/// and covariance matrix, with the marks by which other programs find them. Stateless.
/// </summary>
internal static class ListingWriter
{
    private const string Rule = " ************************************************************************************************************************\n";
    private const string Blank = " ********************                                                                                ********************\n";
    private const int Between = 80;

    /// <summary>Writes the listing.</summary>
    /// <param name="report">The run.</param>
    /// <param name="request">What is asked for.</param>
    /// <param name="writer">Where to.</param>
    public static void Write(RunReport report, ExchangeRequest request, TextWriter writer)
    {
        writer.Write(request.ModelText.Replace("\r\n", "\n", StringComparison.Ordinal).TrimEnd('\n') + "\n\n");
        writer.Write(request.ProgramLine + "\n\n PROBLEM NO.:         1\n");
        writer.Write($" {report.Estimation.Cohort.Model.Model.Title}\n");
        WriteData(report, writer);
        for (var step = 0; step < report.Steps.Length; step++)
        {
            WriteStep(report, step, writer);
        }

        var methods = ExchangeTitles.MethodOf(report.Estimation).ToUpperInvariant();
        if (report.Estimation.HasObjective)
        {
            WriteObjective(report, methods, writer);
            new ListingMatrices(report, methods, writer).Write();
        }

        writer.Write($" Elapsed finaloutput time in seconds:     {0.0:F2}\n #CPUT: Total CPU Time in Seconds,     {report.Timing.TotalSeconds,8:F3}\nStop Time:\n");
    }

    /// <summary>The frame around a section's title.</summary>
    /// <param name="method">The method's title.</param>
    /// <param name="title">The section's title.</param>
    /// <param name="mark">What stands at the beginning of the title's line.</param>
    public static string Frame(string method, string title, string mark = "********************") =>
        Rule + Blank + $" ********************{Centered(method)}********************\n {mark}{Centered(title)}********************\n" + Blank + Rule + " \n\n\n";

    private static string Centered(string text)
    {
        var left = Math.Max(0, (Between - text.Length) / 2);
        return text.PadLeft(left + text.Length).PadRight(Between);
    }

    private static void WriteData(RunReport report, TextWriter writer)
    {
        var cohort = report.Estimation.Cohort;
        writer.Write("0DATA CHECKOUT RUN:              NO\n");
        writer.Write($" NO. OF DATA RECS IN DATA SET: {cohort.Dataset.Subjects.Sum(s => s.Records.Length),8}\n");
        writer.Write($" NO. OF DATA ITEMS IN DATA SET: {cohort.Dataset.Columns.Length,3}\n");
        writer.Write($"0LABELS FOR DATA ITEMS:\n {string.Join(' ', cohort.Dataset.Columns)}\n");
        writer.Write($" TOT. NO. OF OBS RECS: {cohort.ObservationCount,8}\n TOT. NO. OF INDIVIDUALS: {cohort.Subjects.Length,8}\n");
        writer.Write($"0LENGTH OF THETA: {report.Estimation.Layout.Parameters.Count(p => p.Kind == ParameterKind.Theta),3}\n1\n");
    }

    private static void WriteStep(RunReport report, int step, TextWriter writer)
    {
        var result = report.Steps[step].Result;
        writer.Write($" \n \n #TBLN: {step + 1,6}\n #METH: {ExchangeTitles.MethodOf(result)}\n \n");
        writer.Write($" ESTIMATION STEP OMITTED:                 {(result.Status == EstimationStatus.EvaluatedOnly ? "YES" : "NO")}\n");
        writer.Write(" ANALYSIS TYPE:                           POPULATION\n");
        writer.Write($" CONDITIONAL ESTIMATES USED:              {(result.Approximation.IsConditional ? "YES" : "NO")}\n");
        writer.Write($" EPS-ETA INTERACTION:                     {(result.Approximation.HasInteraction ? "YES" : "NO")}\n");
        writer.Write($" LAPLACIAN OBJ. FUNC.:                    {(result.Approximation.Name.StartsWith("laplace", StringComparison.Ordinal) ? "YES" : "NO")}\n \n");
        writer.Write(" MONITORING OF SEARCH:\n\n");
        var parameters = new ExchangeParameters(report);
        foreach (var iteration in result.Iterations)
        {
            writer.Write($"0ITERATION NO.: {iteration.Number,4}    OBJECTIVE VALUE:{FortranText.Objective(iteration.Ofv)}        NO. OF FUNC. EVALS.: {iteration.Evaluations,3}\n");
            writer.Write($" CUMULATIVE NO. OF FUNC. EVALS.: {iteration.Evaluations,8}\n");
            writer.Write(" NPARAMETR: " + string.Concat(iteration.FreeParameters.Select(v => FortranText.Exponential(v, 12, 4))) + "\n \n");
        }

        writer.Write(" #TERM:\n" + Termination(result));
        WriteShrinkage(report, step, writer);
        var constant = report.Estimation.Cohort.NormalObservationCount * Math.Log(2 * Math.PI);
        writer.Write($" \n  \n TOTAL DATA POINTS NORMALLY DISTRIBUTED (N): {report.Estimation.Cohort.NormalObservationCount,12}\n");
        writer.Write($" N*LOG(2PI) CONSTANT TO OBJECTIVE FUNCTION: {FortranText.Objective(constant)}\n");
        writer.Write($" OBJECTIVE FUNCTION VALUE WITHOUT CONSTANT: {FortranText.Objective(result.Ofv)}\n");
        writer.Write($" OBJECTIVE FUNCTION VALUE WITH CONSTANT:    {FortranText.Objective(result.Ofv + constant)}\n");
        writer.Write(" REPORTED OBJECTIVE FUNCTION DOES NOT CONTAIN CONSTANT\n  \n #TERE:\n");
        writer.Write($" Elapsed estimation  time in seconds: {report.Steps[step].Seconds,8:F2}\n");
        writer.Write(step == report.Steps.Length - 1 && report.Covariance is not null ? $" Elapsed covariance  time in seconds: {report.Timing.CovarianceSeconds,8:F2}\n" : "");
    }

    private static string Termination(EstimationResult result) => result.Status switch
    {
        EstimationStatus.EvaluatedOnly => "",
        EstimationStatus.Converged => $"0MINIMIZATION SUCCESSFUL\n NO. OF FUNCTION EVALUATIONS USED: {result.ObjectiveEvaluations,8}\n",
        _ => $"0MINIMIZATION TERMINATED\n {result.Termination.ToUpperInvariant()}\n NO. OF FUNCTION EVALUATIONS USED: {result.ObjectiveEvaluations,8}\n",
    };

    private static void WriteShrinkage(RunReport report, int step, TextWriter writer)
    {
        if (step < report.Steps.Length - 1 || report.Shrinkage is not { } shrinkage)
        {
            return;
        }

        string Numbers(IEnumerable<double> values) => string.Concat(values.Select(v => FortranText.Exponential(v, 12, 4)));
        writer.Write("\n ETABAR IS THE ARITHMETIC MEAN OF THE ETA-ESTIMATES,\n AND THE P-VALUE IS GIVEN FOR THE NULL HYPOTHESIS THAT THE TRUE MEAN IS 0.\n \n");
        writer.Write($" ETABAR:       {Numbers(shrinkage.EtaBars.Select(e => e.Mean))}\n SE:           {Numbers(shrinkage.EtaBars.Select(e => e.StandardError))}\n");
        writer.Write($" N:            {string.Concat(shrinkage.EtaBars.Select(e => $"{e.Count,12}"))}\n \n P VAL.:       {Numbers(shrinkage.EtaBars.Select(e => e.PValue))}\n \n");
        writer.Write($" ETASHRINKSD(%){Numbers(shrinkage.Eta.Select(s => 100 * s))}\n ETASHRINKVR(%){Numbers(shrinkage.EtaByVariance.Select(s => 100 * s))}\n");
        writer.Write($" EBVSHRINKSD(%){Numbers(shrinkage.Conditional.Select(s => 100 * s))}\n EBVSHRINKVR(%){Numbers(shrinkage.ConditionalByVariance.Select(s => 100 * s))}\n");
        writer.Write($" EPSSHRINKSD(%){Numbers(shrinkage.Epsilon.Select(s => 100 * s))}\n EPSSHRINKVR(%){Numbers(shrinkage.EpsilonByVariance.Select(s => 100 * s))}\n");
    }

    private static void WriteObjective(RunReport report, string method, TextWriter writer)
    {
        writer.Write("1\n \n \n" + Frame(method, "MINIMUM VALUE OF OBJECTIVE FUNCTION", "#OBJT:**************"));
        writer.Write($" #OBJV:********************************************{report.Estimation.Ofv,13:F3}       **************************************************\n1\n");
    }
}
