using PopPK.Data;
using PopPK.Modeling;
using PopPK.Symbolics;

namespace PopPK.Prediction;

/// <summary>Tells which endpoint of a model describes a record. Immutable.</summary>
/// <param name="model">The model.</param>
/// <param name="columns">For each covariate of the model its data column.</param>
internal sealed class EndpointChooser(PopulationModel model, int[] columns)
{
    /// <summary>The first endpoint whose condition holds for a record, or -1.</summary>
    /// <param name="record">The record.</param>
    public int Choose(DataRecord record)
    {
        for (var i = 0; i < model.Endpoints.Length; i++)
        {
            if (Describes(i, record))
            {
                return i;
            }
        }

        return -1;
    }

    /// <summary>True when the condition of more than one endpoint holds for a record.</summary>
    /// <param name="record">The record.</param>
    public bool IsAmbiguous(DataRecord record) =>
        Enumerable.Range(0, model.Endpoints.Length).Count(i => Describes(i, record)) > 1;

    private bool Describes(int endpoint, DataRecord record) =>
        model.Endpoints[endpoint].Selector is not { } selector || Interpreter.Evaluate(selector, s => ValueOf(s, record));

    private double ValueOf(Symbol symbol, DataRecord record)
    {
        for (var i = 0; i < columns.Length; i++)
        {
            if (model.Covariates[i].Symbol == symbol)
            {
                return record.Values[columns[i]];
            }
        }

        return double.NaN;
    }
}
