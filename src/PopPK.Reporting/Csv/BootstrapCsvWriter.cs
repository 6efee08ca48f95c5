using PopPK.Likelihood;
using PopPK.Uncertainty;

namespace PopPK.Reporting.Csv;

/// <summary>
/// Writes <c>bootstrap.csv</c>: a row per replicate. The last column says which run it belongs to, so that an interrupted
/// bootstrap goes on with replicates of its own only. Stateless; safe for concurrent use.
/// </summary>
internal static class BootstrapCsvWriter
{
    /// <summary>Writes a whole table.</summary>
    /// <param name="layout">The parameters.</param>
    /// <param name="replicates">The replicates.</param>
    /// <param name="run">What tells the run from others.</param>
    /// <param name="stream">Where to; left open.</param>
    public static void Write(ParameterLayout layout, IEnumerable<BootstrapReplicate> replicates, string run, Stream stream)
    {
        WriteHeader(layout, stream);
        foreach (var replicate in replicates)
        {
            WriteRow(replicate, run, stream);
        }
    }

    /// <summary>Writes the header.</summary>
    /// <param name="layout">The parameters.</param>
    /// <param name="stream">Where to; left open.</param>
    public static void WriteHeader(ParameterLayout layout, Stream stream)
    {
        string[] fixedColumns = ["replicate", "converged", "ofv", "run"];
        using var csv = new CsvDocument(stream);
        csv.Cells(fixedColumns[..^1]);
        csv.Cells(ColumnNames.Distinct(layout.Free.Select(i => layout.Parameters[i].Name), fixedColumns, "_"));
        csv.Cell(fixedColumns[^1]);
        csv.EndRow();
    }

    /// <summary>Writes a row.</summary>
    /// <param name="replicate">The replicate.</param>
    /// <param name="run">What tells the run from others.</param>
    /// <param name="stream">Where to; left open.</param>
    public static void WriteRow(BootstrapReplicate replicate, string run, Stream stream)
    {
        using var csv = new CsvDocument(stream);
        csv.Cell(replicate.Number);
        csv.Cell(replicate.IsConverged ? 1 : 0);
        csv.Cell(replicate.Ofv);
        csv.Cells(replicate.FreeParameters);
        csv.Cell(run);
        csv.EndRow();
    }
}
