using PopPK.Data;
using PopPK.Modeling;
using PopPK.Symbolics;

namespace PopPK.Cli.Pipeline;

/// <summary>Says how a model wants its data read. Stateless.</summary>
internal static class DatasetOptions
{
    /// <summary>The reading options of a model: its renamed and dropped columns, its row filter, its covariates.</summary>
    /// <param name="model">The model.</param>
    public static DatasetReadingOptions Of(PopulationModel model)
    {
        var required = model.Covariates.Select(c => new RequiredColumn(c.Name)
        {
            AdmissibleValues = c.Categories,
            Declaration = c.Location,
        });
        var options = new DatasetReadingOptions { RequiredColumns = [.. required] };
        if (model.Data is not { } data)
        {
            return options;
        }

        return options with
        {
            Renamed = data.Renamed,
            Dropped = data.Dropped,
            FilterColumns = [.. data.FilterColumns.Select(c => c.Name)],
            RowFilter = data.Filter is { } filter ? row => Interpreter.Evaluate(filter, symbol => row[symbol.Name]) : null,
        };
    }
}
