using System.Collections.Immutable;
using PopPK.Data;
using PopPK.Symbolics;

namespace PopPK.Evaluation;

/// <summary>Everything that has a value at a record of a fitted model, for tables. Made by <see cref="RecordValueCalculator"/>; one owner.</summary>
public sealed class RecordValues
{
    private readonly Dictionary<Symbol, double> _values;
    private readonly ImmutableArray<double> _etas;

    internal RecordValues(DataRecord data, RecordResiduals residuals, int count, double ofv, ImmutableArray<double> etas, Dictionary<Symbol, double> values)
    {
        Data = data;
        Residuals = residuals;
        Count = count;
        Ofv = ofv;
        _etas = etas;
        _values = values;
    }

    /// <summary>Index of the record in its subject.</summary>
    public int Record => Residuals.Record;

    /// <summary>Number of the subject's records.</summary>
    public int Count { get; }

    /// <summary>The record in the data.</summary>
    public DataRecord Data { get; }

    /// <summary>Its predictions and residuals.</summary>
    public RecordResiduals Residuals { get; }

    /// <summary>The subject's part of the objective.</summary>
    public double Ofv { get; }

    /// <summary>A random effect of the subject; 0 for one that is left out.</summary>
    /// <param name="index">Its position among all effects of the model, from 0.</param>
    public double Eta(int index) => index < _etas.Length ? _etas[index] : 0;

    /// <summary>The value of an expression of the model's symbols; symbols without a value, such as residual errors, are 0.</summary>
    /// <param name="expression">The expression.</param>
    public double Of(Expr expression) => Interpreter.Evaluate(expression, _values.GetValueOrDefault);
}
