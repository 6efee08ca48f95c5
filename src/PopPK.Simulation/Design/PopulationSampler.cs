using System.Collections.Immutable;
using PopPK.Data;
using PopPK.Modeling;
using PopPK.Modeling.Regimens;
using PopPK.Numerics.Randomness;
using PopPK.Symbolics;
using PopPK.Text;

namespace PopPK.Simulation.Design;

/// <summary>
/// Gives people their covariates. Whoever comes from data has all of them from one subject; what is drawn has random numbers of the
/// person's own, so that nobody depends on the others. One owner.
/// </summary>
internal sealed class PopulationSampler
{
    private readonly PopulationModel _model;
    private readonly PopulationPlan _plan;
    private readonly double[][] _source;
    private readonly Dictionary<Symbol, int> _positions = [];
    private readonly CovariateDraw[] _draws;
    private readonly DesignTally _tally;

    /// <summary>Prepares the sources.</summary>
    /// <param name="model">The model.</param>
    /// <param name="plan">Where covariates come from.</param>
    /// <param name="data">The data people are taken from; null where the plan needs none.</param>
    /// <param name="tally">Counts what is wrong with people.</param>
    /// <param name="diagnostics">Receives what is wrong with the data.</param>
    public PopulationSampler(PopulationModel model, PopulationPlan plan, Dataset? data, DesignTally tally, DiagnosticBag diagnostics)
    {
        (_model, _plan, _tally) = (model, plan, tally);
        Symbols = [.. plan.Columns.Select(c => c.Symbol), .. plan.Sources.SelectMany(s => s.Symbols)];
        for (var i = 0; i < Symbols.Length; i++)
        {
            _positions[Symbols[i]] = i;
        }

        _source = data is null ? [] : ReadSource(plan, data, diagnostics);
        _draws = [.. plan.Sources.Select(s => new CovariateDraw(s, [.. s.Symbols.Select(symbol => _positions[symbol])], tally))];
    }

    /// <summary>The covariates, in the order of a person's values.</summary>
    public ImmutableArray<Symbol> Symbols { get; }

    /// <summary>Number of people in the data; 0 without data.</summary>
    public int SourceCount => _source.Length;

    /// <summary>The values of a person.</summary>
    /// <param name="person">The person's number, from 0.</param>
    /// <param name="stream">The person's random numbers.</param>
    public double[] Draw(int person, RandomStream stream)
    {
        var values = new double[Symbols.Length];
        if (_plan.Columns.Length > 0)
        {
            var chosen = _plan.Count is null ? person : stream.NextIndex(_source.Length);
            _source[chosen].CopyTo(values, 0);
        }

        foreach (var draw in _draws)
        {
            draw.Draw(person, symbol => ValueOf(values, symbol), stream, values);
        }

        CheckCategories(person, values);
        return values;
    }

    /// <summary>The value of a symbol for a person; NaN when it is none of the covariates.</summary>
    /// <param name="values">The person's values.</param>
    /// <param name="symbol">The symbol.</param>
    public double ValueOf(double[] values, Symbol symbol) => _positions.TryGetValue(symbol, out var position) ? values[position] : double.NaN;

    private void CheckCategories(int person, double[] values)
    {
        foreach (var covariate in _model.Covariates)
        {
            if (!_positions.TryGetValue(covariate.Symbol, out var position))
            {
                continue;
            }

            var value = values[position];
            if (double.IsInfinity(value) || (!covariate.Categories.IsEmpty && !double.IsNaN(value) && !covariate.Categories.ContainsKey(value)))
            {
                _tally.Count(covariate, "value", n => DesignDiagnostics.BadValue(LocationOf(covariate.Symbol), covariate.Name, value, person + 1, n));
            }
        }
    }

    private DiagnosticLocation? LocationOf(Symbol symbol) =>
        _plan.Sources.FirstOrDefault(s => s.Symbols.Contains(symbol))?.Location ?? _plan.Columns.FirstOrDefault(c => c.Symbol == symbol)?.Location;

    // A person's values are those of a subject's first record.
    private static double[][] ReadSource(PopulationPlan plan, Dataset data, DiagnosticBag diagnostics)
    {
        var columns = plan.Columns.Select(c => data.IndexOf(c.Symbol.Name)).ToArray();
        for (var i = 0; i < columns.Length; i++)
        {
            if (columns[i] < 0)
            {
                diagnostics.Add(DesignDiagnostics.MissingColumn(plan.Columns[i].Location, plan.Columns[i].Symbol.Name, data.Path, data.Columns));
            }
        }

        if (columns.Contains(-1))
        {
            return [];
        }

        foreach (var column in columns)
        {
            var lacking = data.Subjects.Where(s => double.IsNaN(s.Records[0].Values[column])).ToArray();
            if (lacking is [var first, ..])
            {
                diagnostics.Add(DesignDiagnostics.MissingValue(data.Path, first.Records[0].Row, data.Columns[column], first.Id, lacking.Length - 1));
            }
        }

        return [.. data.Subjects.Select(s => columns.Select(c => s.Records[0].Values[c]).ToArray())];
    }
}
