namespace PopPK.Reporting.Charts;

/// <summary>A column of a chart's data: numbers or texts. Immutable by agreement.</summary>
internal sealed class ChartColumn
{
    private readonly double[]? _numbers;
    private readonly string?[]? _texts;

    /// <summary>A column of numbers; NaN becomes null.</summary>
    /// <param name="name">Its name, a plain word: Vega reads dots and brackets as paths.</param>
    /// <param name="numbers">The numbers.</param>
    public ChartColumn(string name, double[] numbers) => (Name, _numbers) = (name, numbers);

    /// <summary>A column of texts.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="texts">The texts.</param>
    public ChartColumn(string name, string?[] texts) => (Name, _texts) = (name, texts);

    /// <summary>Its name.</summary>
    public string Name { get; }

    /// <summary>Number of rows.</summary>
    public int Count => _numbers?.Length ?? _texts!.Length;

    /// <summary>A cell as JSON.</summary>
    /// <param name="row">The row.</param>
    public string Cell(int row) => _numbers is null ? Vega.Text(_texts![row]) : Vega.Number(_numbers[row]);
}
