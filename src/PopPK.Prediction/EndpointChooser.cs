using PopPK.Data;
using PopPK.Modeling;
using PopPK.Symbolics;

namespace PopPK.Prediction;

/// <summary>Tells which endpoint of a model describes a record. Immutable.</summary>
/// <param name="model">The model.</param>
/// <param name="columns">For each covariate of the model its data column.</param>
internal sealed class EndpointChooser(PopulationModel model, int[] columns)
{
    /// <summary>The endpoint whose condition holds for a record, else the one without a condition, else -1.</summary>
    /// <param name="record">The record.</param>
    public int Choose(DataRecord record)
    {
        var otherwise = -1;
        for (var i = 0; i < model.Endpoints.Length; i++)
        {
            if (model.Endpoints[i].Selector is not { } selector)
            {
                otherwise = otherwise < 0 ? i : otherwise;
            }
            else if (Holds(selector, record))
            {
                return i;
            }
        }

        return otherwise;
    }

    /// <summary>True when several endpoints claim a record: the conditions of two hold, or two have none and no condition holds.</summary>
    /// <param name="record">The record.</param>
    public bool IsAmbiguous(DataRecord record)
    {
        var holding = model.Endpoints.Count(e => e.Selector is { } selector && Holds(selector, record));
        return holding > 1 || (holding == 0 && model.Endpoints.Count(e => e.Selector is null) > 1);
    }

    private bool Holds(Condition selector, DataRecord record) => Interpreter.Evaluate(selector, s => ValueOf(s, record));

    /// <summary>The value a covariate has in a record; NaN for other symbols.</summary>
    /// <param name="symbol">The covariate's symbol.</param>
    /// <param name="record">The record.</param>
    public double ValueOf(Symbol symbol, DataRecord record)
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
