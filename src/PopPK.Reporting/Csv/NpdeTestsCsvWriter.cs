using PopPK.Evaluation.Predictive;

namespace PopPK.Reporting.Csv;

/// <summary>Writes <c>npde_tests.csv</c>: a row for NPDE and one for NPD with what they are like and the probabilities of their tests. Stateless; safe for concurrent use.</summary>
public static class NpdeTestsCsvWriter
{
    /// <summary>Writes the table.</summary>
    /// <param name="result">The errors.</param>
    /// <param name="stream">Where to; left open.</param>
    public static void Write(NpdeResult result, Stream stream)
    {
        ArgumentNullException.ThrowIfNull(result);
        using var csv = new CsvDocument(stream);
        csv.Cells([
            "VALUES", "COUNT", "MEAN", "MEAN_SE", "VARIANCE", "VARIANCE_SE", "SKEWNESS", "KURTOSIS",
            "SHAPIRO_WILK", "P_WILCOXON", "P_STUDENT", "P_FISHER", "P_SHAPIRO_WILK", "P_GLOBAL",
        ]);
        csv.EndRow();
        Write(csv, "NPDE", result.Npde);
        Write(csv, "NPD", result.Npd);
    }

    private static void Write(CsvDocument csv, string name, NormalityTests tests)
    {
        csv.Cell(name);
        csv.Cell(tests.Count);
        csv.Cells([tests.Mean, tests.MeanError, tests.Variance, tests.VarianceError, tests.Skewness, tests.Kurtosis]);
        csv.Cells([tests.ShapiroWilk, tests.WilcoxonP, tests.StudentP, tests.FisherP, tests.ShapiroWilkP, tests.GlobalP]);
        csv.EndRow();
    }
}
