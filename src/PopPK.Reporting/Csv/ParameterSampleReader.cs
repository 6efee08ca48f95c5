using System.Collections.Immutable;
using System.Globalization;
using CsvHelper;
using CsvHelper.Configuration;
using PopPK.Likelihood;

namespace PopPK.Reporting.Csv;

/// <summary>Reads the parameters of <c>sir.csv</c> and <c>bootstrap.csv</c> back. Stateless; safe for concurrent use.</summary>
public static class ParameterSampleReader
{
    /// <summary>The proposals of <c>sir.csv</c> that were kept, as often as they were.</summary>
    /// <param name="layout">The parameters.</param>
    /// <param name="text">The table.</param>
    /// <returns>Values of the free parameters, natural scale; empty when the table is none of these parameters.</returns>
    public static ImmutableArray<double[]> ReadSir(ParameterLayout layout, TextReader text) =>
        Read(layout, text, ["proposal", "copies", "weight", "rise"], row => row.GetField<int>("copies"));

    /// <summary>The replicates of <c>bootstrap.csv</c> that converged.</summary>
    /// <param name="layout">The parameters.</param>
    /// <param name="text">The table.</param>
    /// <returns>Values of the free parameters, natural scale; empty when the table is none of these parameters.</returns>
    public static ImmutableArray<double[]> ReadBootstrap(ParameterLayout layout, TextReader text) =>
        Read(layout, text, ["replicate", "converged", "ofv", "run"], row => row.GetField<int>("converged"));

    private static ImmutableArray<double[]> Read(ParameterLayout layout, TextReader text, string[] fixedColumns, Func<IReaderRow, int> copiesOf)
    {
        ArgumentNullException.ThrowIfNull(layout);
        var names = ColumnNames.Distinct(layout.Free.Select(i => layout.Parameters[i].Name), fixedColumns, "_");
        using var csv = new CsvReader(text, new CsvConfiguration(CultureInfo.InvariantCulture));
        if (!csv.Read() || !csv.ReadHeader() || csv.HeaderRecord is not { } header || names.Any(n => !header.Contains(n)))
        {
            return [];
        }

        var sample = ImmutableArray.CreateBuilder<double[]>();
        while (csv.Read())
        {
            double[] values = [.. names.Select(n => double.TryParse(csv.GetField(n), CultureInfo.InvariantCulture, out var value) ? value : double.NaN)];
            if (values.All(double.IsFinite))
            {
                sample.AddRange(Enumerable.Repeat(values, copiesOf(csv)));
            }
        }

        return sample.ToImmutable();
    }
}
