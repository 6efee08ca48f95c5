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
            if (model.Endpoints[i].Selector is not { } selector || Interpreter.Evaluate(selector, s => ValueOf(s, record)))
            {
                return i;
            }
        }

        return -1;
    }

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
