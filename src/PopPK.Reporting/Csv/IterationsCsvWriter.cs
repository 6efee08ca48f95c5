namespace PopPK.Reporting.Csv;

/// <summary>Writes <c>iterations.csv</c>: a row per iteration of each method of the chain. Stateless; safe for concurrent use.</summary>
public static class IterationsCsvWriter
{
    /// <summary>Writes the table; only the header when nothing was estimated.</summary>
    /// <param name="report">The run.</param>
    /// <param name="stream">Where to; left open.</param>
    public static void Write(RunReport report, Stream stream)
    {
        ArgumentNullException.ThrowIfNull(report);
        string[] fixedColumns = ["step", "method", "iteration", "ofv", "largestGradient", "predictedDecrease", "evaluations"];
        var layout = report.Estimation.Layout;
        using var csv = new CsvDocument(stream);
        csv.Cells(fixedColumns);
        csv.Cells(ColumnNames.Distinct(layout.Free.Select(i => layout.Parameters[i].Name), fixedColumns, "_"));
        csv.EndRow();
        for (var step = 0; step < report.Steps.Length; step++)
        {
            var result = report.Steps[step].Result;
            foreach (var iteration in result.Iterations)
            {
                csv.Cell(step + 1);
                csv.Cell(result.Approximation.Name);
                csv.Cell(iteration.Number);
                csv.Cell(iteration.Ofv);
                csv.Cell(iteration.LargestGradient);
                csv.Cell(iteration.PredictedDecrease);
                csv.Cell(iteration.Evaluations);
                csv.Cells(iteration.FreeParameters);
                csv.EndRow();
            }
        }
    }
}
