using PopPK.Data;
using PopPK.Modeling;
using PopPK.Prediction.Compilation;
using PopPK.Symbolics;

namespace PopPK.Prediction;

/// <summary>Reads the data a model needs: its row filter, renamed and dropped columns, and its covariates. Stateless; safe for concurrent use.</summary>
public static class ModelDataset
{
    /// <summary>Reads a data file for a model.</summary>
    /// <param name="model">The model.</param>
    /// <param name="path">The data file.</param>
    public static DatasetReading Read(PopulationModel model, string path) => MadeColumns.Add(model, DatasetReader.Read(path, OptionsFor(model)));

    /// <summary>Reads data for a model from a text.</summary>
    /// <param name="model">The model.</param>
    /// <param name="text">The text of a data file.</param>
    /// <param name="name">What messages call it.</param>
    public static DatasetReading Read(PopulationModel model, TextReader text, string name) =>
        MadeColumns.Add(model, DatasetReader.Read(text, name, OptionsFor(model)));

    /// <summary>Adds the columns a model makes from data to data that were not read from a file.</summary>
    /// <param name="model">The model.</param>
    /// <param name="dataset">The data.</param>
    public static Dataset Complete(PopulationModel model, Dataset dataset)
    {
        ArgumentNullException.ThrowIfNull(model);
        return MadeColumns.Add(model, new DatasetReading(dataset, [])).Dataset!;
    }

    /// <summary>How a model wants its data to be read.</summary>
    /// <param name="model">The model.</param>
    public static DatasetReadingOptions OptionsFor(PopulationModel model)
    {
        ArgumentNullException.ThrowIfNull(model);
        var data = model.Data;
        var keeping = OfCensoringAlone(model);
        return new DatasetReadingOptions
        {
            Renamed = data?.Renamed ?? DatasetReadingOptions.Default.Renamed,
            Dropped = data?.Dropped ?? DatasetReadingOptions.Default.Dropped,
            Headerless = data?.Headerless,
            RowFilter = data?.Filter is { } filter ? row => Interpreter.Evaluate(filter, symbol => row[symbol.Name]) : null,
            FilterColumns = data is null ? [] : [.. data.FilterColumns.Select(c => c.Name)],
            RequiredColumns = [.. model.Covariates
                .Where(c => !MadeColumns.Contains(model, c.Name))
                .Select(c => new RequiredColumn(c.Name)
                {
                    AdmissibleValues = c.Categories,
                    KeepsMissing = keeping.Contains(c.Symbol),
                    Declaration = c.Location,
                })
                .Concat(MadeColumns.Sources(model).Select(name => new RequiredColumn(name) { KeepsMissing = true }))
                .DistinctBy(c => c.Name)],
        };
    }

    // Whether an observation is censored, and the other end of its interval, are its own: a neighbour's would be made up.
    private static HashSet<Symbol> OfCensoringAlone(PopulationModel model)
    {
        var censorings = model.Endpoints.Select(e => e.Censoring).OfType<Censoring>().ToArray();
        var own = censorings.SelectMany(c => new[] { c.Flag is { } flag ? Expr.Of(flag) : null, c.OtherEnd }).OfType<Expr>().Symbols().ToHashSet();
        own.ExceptWith(CohortBuilder.UsedOutsideSelectors(model));
        own.ExceptWith(model.Endpoints.SelectMany(e => e.Selector?.Symbols() ?? []));
        own.ExceptWith(censorings.SelectMany(c => new[] { c.Lower, c.Upper }).OfType<Expr>().Symbols());
        own.ExceptWith(model.Mixture is { } mixture ? MixtureChecks.Probabilities(model, mixture).Symbols() : []);
        return own;
    }
}
