using PopPK.Likelihood;

namespace PopPK.Reporting.Exchange;

/// <summary>
/// Writes the file <c>.ext</c>: the parameters by iterations, then under special numbers the estimates (-1000000000), their standard
/// errors (-1000000001), the eigenvalues (-1000000002) and the condition number (-1000000003) of the correlation matrix, standard
/// deviations and correlations of random effects (-1000000004) with standard errors (-1000000005), what is fixed (-1000000006), how it
/// ended (-1000000007) and the gradient (-1000000008). Stateless.
/// </summary>
internal static class ParameterFileWriter
{
    private const int First = -1_000_000_000;

    /// <summary>Writes the file.</summary>
    /// <param name="report">The run.</param>
    /// <param name="writer">Where to.</param>
    public static void Write(RunReport report, TextWriter writer)
    {
        var parameters = new ExchangeParameters(report);
        for (var step = 0; step < report.Steps.Length; step++)
        {
            var result = report.Steps[step].Result;
            writer.Write(ExchangeTitles.TableOf(step + 1, result, withGoal: true) + "\n");
            writer.Write(ExchangeTitles.Column("ITERATION"));
            for (var i = 0; i < parameters.Count; i++)
            {
                writer.Write(ExchangeTitles.Column(parameters.Name(i)));
            }

            writer.Write(" OBJ\n");
            foreach (var iteration in result.Iterations)
            {
                Row(writer, iteration.Number, parameters.Ordered(result.Layout.Complete(iteration.FreeParameters.AsSpan())), iteration.Ofv);
            }

            Row(writer, First, parameters.Ordered(result.Estimates), result.Ofv);
            if (step == report.Steps.Length - 1)
            {
                WriteUncertainty(report, parameters, writer);
            }

            Row(writer, First - 6, [.. Enumerable.Range(0, parameters.Count).Select(i => parameters.IsFree(i) ? 0.0 : 1.0)], 0);
            var ending = new double[parameters.Count];
            if (ending.Length > 0)
            {
                ending[0] = RunReport.HasConverged(result) ? 0 : 1;
            }

            Row(writer, First - 7, ending, 0);
            Row(writer, First - 8, parameters.Scattered(result.HasObjective ? result.Gradient : [], 0), 0);
        }
    }

    private static void WriteUncertainty(RunReport report, ExchangeParameters parameters, TextWriter writer)
    {
        var (values, errors) = parameters.Correlations();
        if (report.Covariance is not { Succeeded: true } step)
        {
            Row(writer, First - 4, values, 0);
            return;
        }

        Row(writer, First - 1, parameters.Scattered(step.StandardErrors, ExchangeParameters.FixedError), 0);
        if (!step.Eigenvalues.IsEmpty)
        {
            Row(writer, First - 2, Filled(parameters.Count, step.Eigenvalues), 0);
            Row(writer, First - 3, Filled(parameters.Count, [step.ConditionNumber, step.Eigenvalues[0], step.Eigenvalues[^1]]), 0);
        }

        Row(writer, First - 4, values, 0);
        Row(writer, First - 5, errors, 0);
    }

    private static double[] Filled(int count, IReadOnlyList<double> values) =>
        [.. Enumerable.Range(0, count).Select(i => i < values.Count ? values[i] : 0)];

    private static void Row(TextWriter writer, int number, double[] values, double objective)
    {
        writer.Write($"{number,13}");
        foreach (var value in values)
        {
            writer.Write(" " + FortranText.Exponential(value, 12, 5));
        }

        writer.Write(FortranText.Objective(objective) + "\n");
    }
}
