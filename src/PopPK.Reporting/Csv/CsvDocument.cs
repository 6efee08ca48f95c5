using System.Globalization;
using System.Text;
using CsvHelper;
using CsvHelper.Configuration;

namespace PopPK.Reporting.Csv;

/// <summary>
/// Writes one CSV table: comma, line feed, UTF-8 without a mark; numbers invariant and so that reading them gives the same
/// bits; a number that does not exist as <c>.</c>, as data files in this field do.
/// </summary>
internal sealed class CsvDocument : IDisposable
{
    private readonly CsvWriter _writer;

    /// <summary>Starts a table.</summary>
    /// <param name="stream">Where to; left open.</param>
    public CsvDocument(Stream stream) => _writer = new CsvWriter(
        new StreamWriter(stream, new UTF8Encoding(false), leaveOpen: true),
        new CsvConfiguration(CultureInfo.InvariantCulture) { NewLine = "\n" });

    /// <summary>Writes a cell.</summary>
    /// <param name="text">Its text; quoted where the format needs it.</param>
    public void Cell(string text) => _writer.WriteField(text);

    /// <summary>Writes a number.</summary>
    /// <param name="value">The number; <c>.</c> is written when it is not finite.</param>
    public void Cell(double value) => _writer.WriteField(double.IsFinite(value) ? value.ToString("R", CultureInfo.InvariantCulture) : ".");

    /// <summary>Writes a whole number.</summary>
    /// <param name="value">The number.</param>
    public void Cell(int value) => _writer.WriteField(value.ToString(CultureInfo.InvariantCulture));

    /// <summary>Writes several cells.</summary>
    /// <param name="texts">Their texts.</param>
    public void Cells(IEnumerable<string> texts)
    {
        foreach (var text in texts)
        {
            Cell(text);
        }
    }

    /// <summary>Writes several numbers.</summary>
    /// <param name="values">The numbers.</param>
    public void Cells(IEnumerable<double> values)
    {
        foreach (var value in values)
        {
            Cell(value);
        }
    }

    /// <summary>Ends a row.</summary>
    public void EndRow() => _writer.NextRecord();

    /// <summary>Writes out what is buffered; the stream stays open.</summary>
    public void Dispose() => _writer.Dispose();
}
