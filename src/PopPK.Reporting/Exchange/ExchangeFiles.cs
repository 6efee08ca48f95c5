using System.Collections.Immutable;
using System.Text;
using PopPK.Evaluation;

namespace PopPK.Reporting.Exchange;

/// <summary>The files of a run that other programs read, in the layout they know. Stateless.</summary>
internal static class ExchangeFiles
{
    /// <summary>The file that names the others, so that a later run may replace them.</summary>
    public const string List = "exchange.txt";

    /// <summary>The files.</summary>
    /// <param name="report">The run.</param>
    /// <param name="request">What is asked for.</param>
    public static IEnumerable<RunFile> Of(RunReport report, ExchangeRequest request)
    {
        var files = new List<RunFile>();
        if (report.Estimation.HasObjective)
        {
            files.Add(Text(request.Root + ".ext", writer => ParameterFileWriter.Write(report, writer)));
            files.Add(Text(request.Root + ".phi", writer => IndividualFileWriter.Write(report, writer)));
            if (report.Covariance is { Succeeded: true } step)
            {
                files.Add(Text(request.Root + ".cov", writer => MatrixFileWriter.Write(report, step.Covariance, writer)));
                files.Add(Text(request.Root + ".cor", writer => MatrixFileWriter.Write(report, MatrixFileWriter.Correlations(report), writer)));
                files.Add(Text(request.Root + ".coi", writer => MatrixFileWriter.Write(report, MatrixFileWriter.Inverse(report), writer)));
            }

            AddTables(report, request, files);
        }

        files.Add(Text(request.Root + ".lst", writer => ListingWriter.Write(report, request, writer)));
        var names = files.Select(f => f.Name).Append(request.ModelFile).Append(List).ToArray();
        files.Add(Text(List, writer => writer.Write(string.Join('\n', names) + "\n")));
        return files;
    }

    // Tables of one file stand behind each other.
    private static void AddTables(RunReport report, ExchangeRequest request, List<RunFile> files)
    {
        if (request.Tables.IsEmpty)
        {
            return;
        }

        var values = RecordValueCalculator.Compute(report.Estimation, report.Residuals, request.Tables.SelectMany(t => t.Asked), request.EffectsAreZero).ToImmutableArray();
        foreach (var group in request.Tables.Select((table, i) => (Table: table, Number: i + 1)).GroupBy(t => t.Table.File))
        {
            files.Add(Text(group.Key, writer =>
            {
                foreach (var (table, number) in group)
                {
                    TableFileWriter.Write(number, table, values, writer);
                }
            }));
        }
    }

    private static RunFile Text(string name, Action<TextWriter> write) => new(name, stream =>
    {
        using var writer = new StreamWriter(stream, new UTF8Encoding(false), leaveOpen: true) { NewLine = "\n" };
        write(writer);
    });
}
