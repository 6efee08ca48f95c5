using System.Globalization;
using System.Text;
using PopPK.Data;
using PopPK.Text;
using Xunit;

namespace PopPK.TestKit;

/// <summary>
/// Writes small data sets for tests, a subject after another, and reads them the way files are read.
/// Mutable; one use. Observed values are 1 where they do not matter.
/// </summary>
/// <param name="covariates">Names of the columns behind the standard ones.</param>
public sealed class TestData(params string[] covariates)
{
    private readonly StringBuilder _text = new(
        string.Join(',', ["ID", "TIME", "EVID", "CMT", "AMT", "RATE", "ADDL", "II", "SS", "DV", .. covariates]) + "\n");

    private int _id;
    private double[] _values = [];

    /// <summary>Begins the next subject.</summary>
    /// <param name="values">Its covariates.</param>
    public TestData Subject(params double[] values)
    {
        _id++;
        _values = values;
        return this;
    }

    /// <summary>Sets the covariates of the records to come.</summary>
    /// <param name="values">One per column.</param>
    public TestData With(params double[] values)
    {
        _values = values;
        return this;
    }

    /// <summary>Adds a dose.</summary>
    /// <param name="time">When.</param>
    /// <param name="amount">How much.</param>
    /// <param name="compartment">Where, counted from 1.</param>
    /// <param name="rate">Rate of the infusion; 0: a bolus; -1, -2: the model gives rate or duration.</param>
    /// <param name="additional">Number of additional doses.</param>
    /// <param name="interval">Time between them.</param>
    /// <param name="reset">True when everything is reset before.</param>
    /// <param name="steadyState">1 to start from a steady state, 2 to add one.</param>
    public TestData Dose(
        double time,
        double amount,
        int compartment = 1,
        double rate = 0,
        int additional = 0,
        double interval = 0,
        bool reset = false,
        int steadyState = 0) =>
        Add(time, reset ? 4 : 1, compartment, amount, rate, additional, interval, ".", steadyState);

    /// <summary>Adds a reset.</summary>
    /// <param name="time">When.</param>
    public TestData Reset(double time) => Add(time, 3, 0, 0, 0, 0, 0, ".");

    /// <summary>Adds a record that is neither an observation nor a dose.</summary>
    /// <param name="time">When.</param>
    /// <param name="compartment">The compartment, from 1, that it switches on, or with a minus sign off; 0: none.</param>
    public TestData Other(double time, int compartment = 0) => Add(time, 2, compartment, 0, 0, 0, 0, ".");

    /// <summary>Adds observations.</summary>
    /// <param name="times">When.</param>
    public TestData Observe(params IEnumerable<double> times)
    {
        foreach (var time in times)
        {
            Add(time, 0, 0, 0, 0, 0, 0, "1");
        }

        return this;
    }

    /// <summary>Adds an observation with its value.</summary>
    /// <param name="time">When.</param>
    /// <param name="value">DV.</param>
    /// <param name="covariates">The covariates of this record and those to come; none: as before.</param>
    public TestData Measure(double time, double value, params double[] covariates)
    {
        _values = covariates.Length > 0 ? covariates : _values;
        return Add(time, 0, 0, 0, 0, 0, 0, value.ToString("R", CultureInfo.InvariantCulture));
    }

    /// <summary>The text.</summary>
    public string Text => _text.ToString();

    /// <summary>The data set.</summary>
    public Dataset Read() => Read(Text);

    /// <summary>Reads a data set from a text that has no errors.</summary>
    /// <param name="text">The text.</param>
    public static Dataset Read(string text)
    {
        var reading = DatasetReader.Read(new StringReader(text), "test.csv");
        Assert.DoesNotContain(reading.Diagnostics, d => d.Severity == DiagnosticSeverity.Error);
        return reading.Dataset!;
    }

    private TestData Add(
        double time, int kind, int compartment, double amount, double rate, int additional, double interval, string observed, int steadyState = 0)
    {
        _text.Append(CultureInfo.InvariantCulture, $"{_id},{time:R},{kind},{compartment},{amount:R},{rate:R},{additional},{interval:R},{steadyState},{observed}");
        foreach (var value in _values)
        {
            _text.Append(CultureInfo.InvariantCulture, $",{value:R}");
        }

        _text.Append('\n');
        return this;
    }
}
