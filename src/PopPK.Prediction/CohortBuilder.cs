using System.Collections.Immutable;
using PopPK.Data;
using PopPK.Modeling;
using PopPK.Prediction.Compilation;
using PopPK.Symbolics;
using PopPK.Text;

namespace PopPK.Prediction;

/// <summary>Binds a model to data: timelines, covariates, observations and their endpoints. Stateless; safe for concurrent use.</summary>
public static class CohortBuilder
{
    /// <summary>Binds a model to a data set and compiles it for the compartments that receive doses there.</summary>
    /// <param name="model">The model.</param>
    /// <param name="dataset">The data, read with the model's covariates as required columns.</param>
    public static CohortBinding Build(PopulationModel model, Dataset dataset)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(dataset);
        var diagnostics = new DiagnosticBag();
        var compartments = new CompartmentMap([.. model.Structure.Compartments.Select(c => c.Name)]);
        var built = TimelineBuilder.Build(dataset, compartments);
        diagnostics.AddRange(built.Diagnostics);
        var columns = FindColumns(model, dataset, diagnostics);
        var dosed = built.Timelines
            .SelectMany(t => t.Events)
            .Where(e => e.Kind is TimelineEventKind.Bolus or TimelineEventKind.RateChange)
            .Select(e => e.Compartment)
            .ToHashSet();
        var compilation = ModelCompiler.Compile(model, dosed);
        diagnostics.AddRange(compilation.Diagnostics);
        if (diagnostics.HasErrors)
        {
            return new CohortBinding(null, [.. diagnostics]);
        }

        var subjects = dataset.Subjects
            .Select((s, i) => Bind(model, dataset, s, built.Timelines[i], columns, diagnostics))
            .ToImmutableArray();
        return new CohortBinding(
            diagnostics.HasErrors ? null : new Cohort(compilation.Model!, dataset, subjects),
            [.. diagnostics]);
    }

    private static int[] FindColumns(PopulationModel model, Dataset dataset, DiagnosticBag diagnostics)
    {
        var columns = new int[model.Covariates.Length];
        for (var i = 0; i < columns.Length; i++)
        {
            var covariate = model.Covariates[i];
            columns[i] = dataset.IndexOf(covariate.Name);
            if (columns[i] < 0)
            {
                diagnostics.Error(
                    "PK3010",
                    $"the data have no column '{covariate.Name}', which the model uses as a covariate",
                    covariate.Location ?? new FileLocation(dataset.Path),
                    Suggestion.Advice(covariate.Name, dataset.Columns) ?? $"the columns are {string.Join(", ", dataset.Columns)}");
            }
        }

        return columns;
    }

    private static BoundSubject Bind(
        PopulationModel model,
        Dataset dataset,
        Subject subject,
        EventTimeline timeline,
        int[] columns,
        DiagnosticBag diagnostics)
    {
        var selectors = SelectorColumns(model);
        var covariates = new double[columns.Length];
        for (var i = 0; i < columns.Length; i++)
        {
            covariates[i] = subject.Records[0].Values[columns[i]];
            if (!selectors.Contains(model.Covariates[i].Symbol))
            {
                CheckConstant(dataset, subject, model.Covariates[i], columns[i], diagnostics);
            }
        }

        var all = Enumerable.Range(0, subject.Records.Length).ToImmutableArray();
        var endpoints = all.Select(r => FindEndpoint(model, dataset, subject.Records[r], columns, diagnostics)).ToImmutableArray();
        PredictionPoints Points(ImmutableArray<int> records) =>
            new(records, [.. records.Select(r => subject.Records[r].Time)], [.. records.Select(r => endpoints[r])]);

        var observed = all.Where(r => subject.Records[r].IsObservation).ToImmutableArray();
        return new BoundSubject(
            subject,
            timeline,
            covariates,
            [.. observed.Select(r => subject.Records[r].DependentValue)],
            Points(observed),
            Points(all));
    }

    // Columns that only tell endpoints apart may change from record to record; all other covariates may not yet.
    private static HashSet<Symbol> SelectorColumns(PopulationModel model)
    {
        var selecting = model.Endpoints.Where(e => e.Selector is not null).SelectMany(e => e.Selector!.Symbols()).ToHashSet();
        var elsewhere = model.Individual.Concat(model.Predictions).Select(d => d.Value)
            .Concat(model.Endpoints.SelectMany(e => new[] { e.Mean, e.StandardDeviation }))
            .Concat(model.Structure is EquationStructure equations ? equations.Rates : [])
            .Symbols();
        selecting.ExceptWith(elsewhere);
        return selecting;
    }

    private static void CheckConstant(Dataset dataset, Subject subject, Covariate covariate, int column, DiagnosticBag diagnostics)
    {
        var first = subject.Records[0].Values[column];
        var changed = subject.Records.FirstOrDefault(r => r.Values[column] != first && !(double.IsNaN(first) && double.IsNaN(r.Values[column])));
        if (changed is not null)
        {
            diagnostics.Error(
                "PK3011",
                $"covariate {covariate.Name} changes within subject {subject.Id}, which this version does not support yet",
                new CellLocation(dataset.Path, changed.Row, covariate.Name, changed.Cells[column]),
                "give each subject one value, for example the baseline in a column of its own");
        }
    }

    private static int FindEndpoint(
        PopulationModel model,
        Dataset dataset,
        DataRecord record,
        int[] columns,
        DiagnosticBag diagnostics)
    {
        for (var i = 0; i < model.Endpoints.Length; i++)
        {
            if (model.Endpoints[i].Selector is not { } selector || Holds(selector, model, record, columns))
            {
                return i;
            }
        }

        if (record.IsObservation)
        {
            diagnostics.Error(
                "PK3012",
                "no endpoint of the model describes this observation",
                new CellLocation(dataset.Path, record.Row, null, null),
                "add a 'DV[...] ~ ...' whose condition holds for it, or give one without a condition");
        }

        return 0;
    }

    private static bool Holds(Condition selector, PopulationModel model, DataRecord record, int[] columns)
    {
        double Value(Symbol symbol)
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

        return Interpreter.Evaluate(selector, Value);
    }
}
