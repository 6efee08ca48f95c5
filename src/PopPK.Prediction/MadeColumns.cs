using System.Collections.Immutable;
using PopPK.Data;
using PopPK.Modeling;
using PopPK.Symbolics;

namespace PopPK.Prediction;

/// <summary>Columns that a model makes from the data: <see cref="PopulationModel.CarriedColumns"/> and the position of a record. Stateless.</summary>
internal static class MadeColumns
{
    /// <summary>True when a name is that of such a column.</summary>
    /// <param name="model">The model.</param>
    /// <param name="name">The name.</param>
    public static bool Contains(PopulationModel model, string name) =>
        model.RecordPosition?.Name == name || model.CarriedColumns.Any(c => c.Name == name);

    /// <summary>The columns of the data file that such columns are made from.</summary>
    /// <param name="model">The model.</param>
    public static IEnumerable<string> Sources(PopulationModel model) => model.CarriedColumns.SelectMany(c => c.Columns).Select(c => c.Name).Distinct();

    /// <summary>Adds the columns to data.</summary>
    /// <param name="model">The model.</param>
    /// <param name="reading">The data, or none when they have errors.</param>
    public static DatasetReading Add(PopulationModel model, DatasetReading reading) =>
        reading.Dataset is { } dataset && (model.RecordPosition is not null || !model.CarriedColumns.IsEmpty)
            ? reading with { Dataset = Add(model, dataset) }
            : reading;

    private static Dataset Add(PopulationModel model, Dataset dataset)
    {
        var names = model.CarriedColumns.Select(c => c.Name).ToList();
        if (model.RecordPosition is { } position)
        {
            names.Add(position.Name);
        }

        var columns = model.CarriedColumns.SelectMany(c => c.Columns).Distinct()
            .Select(c => (Symbol: c, Column: dataset.IndexOf(c.Name)))
            .Where(c => c.Column >= 0)
            .ToArray();
        var values = new Dictionary<Symbol, double>();
        foreach (var carried in model.CarriedColumns)
        {
            values[carried.Symbol] = 0;
        }

        var subjects = ImmutableArray.CreateBuilder<Subject>(dataset.Subjects.Length);
        foreach (var subject in dataset.Subjects)
        {
            var records = subject.Records.ToBuilder();
            for (var i = 0; i < records.Count; i++)
            {
                var place = i > 0 ? 2 : subjects.Count > 0 ? 1 : 0;
                records[i] = Extend(model, records[i], place, columns, values);
            }

            subjects.Add(subject with { Records = records.ToImmutable() });
        }

        return dataset with { Columns = dataset.Columns.AddRange(names), Subjects = subjects.MoveToImmutable() };
    }

    private static DataRecord Extend(
        PopulationModel model, DataRecord record, int place, (Symbol Symbol, int Column)[] columns, Dictionary<Symbol, double> values)
    {
        var made = model.CarriedColumns.Select(c => values[c.Symbol]).ToList();
        if (model.RecordPosition is { } position)
        {
            values[position] = place;
            made.Add(place);
        }

        foreach (var (symbol, column) in columns)
        {
            values[symbol] = double.IsNaN(record.Values[column]) ? 0 : record.Values[column];
        }

        // All from the old values before any has its new one.
        double[] next = [.. model.CarriedColumns.Select(c => Interpreter.Evaluate(c.Next, values.GetValueOrDefault))];
        for (var i = 0; i < next.Length; i++)
        {
            values[model.CarriedColumns[i].Symbol] = next[i];
        }

        return record with
        {
            Values = record.Values.AddRange(made),
            Cells = record.Cells.AddRange(made.Select(v => v.ToString("R"))),
        };
    }
}
