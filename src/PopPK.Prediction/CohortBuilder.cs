using System.Collections.Immutable;
using PopPK.Data;
using PopPK.Modeling;
using PopPK.Prediction.Compilation;
using PopPK.Prediction.Structural;
using PopPK.Symbolics;
using PopPK.Text;

namespace PopPK.Prediction;

/// <summary>Binds a model to data: timelines, covariates, observations and their endpoints. Stateless; safe for concurrent use.</summary>
public static class CohortBuilder
{
    /// <summary>Binds a model to a data set and compiles it for the compartments that receive doses there.</summary>
    /// <param name="model">The model.</param>
    /// <param name="dataset">The data, read with the model's covariates as required columns.</param>
    /// <returns>The cohort, or everything that is wrong with model and data.</returns>
    public static CohortBinding Build(PopulationModel model, Dataset dataset) => Build(model, dataset, CompilationOptions.Default);

    /// <summary>Binds a model to a data set and compiles it in a given way.</summary>
    /// <param name="model">The model.</param>
    /// <param name="dataset">The data.</param>
    /// <param name="options">How to compile.</param>
    internal static CohortBinding Build(PopulationModel model, Dataset dataset, CompilationOptions options)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(dataset);
        var diagnostics = new DiagnosticBag();
        var compartments = new CompartmentMap([.. model.Structure.Compartments.Select(c => c.Name)], model.DefaultDoseCompartment);
        var built = TimelineBuilder.Build(dataset, compartments);
        diagnostics.AddRange(built.Diagnostics);
        var columns = FindColumns(model, dataset, diagnostics);
        var endpoints = new EndpointChooser(model, columns);
        ImmutableArray<Covariate> varying = [];
        ImmutableArray<RecordObservation[]> observations = [];
        ImmutableArray<ImmutableArray<ResidualGroup>> groups = [];
        if (!columns.Contains(-1))
        {
            observations = new ObservationBinder(model, dataset, endpoints).Bind(diagnostics);
            groups = ResidualGrouping.Of(model, dataset, observations, diagnostics);
            varying = FindVarying(model, dataset, columns);
            CheckEndpoints(model, dataset, endpoints, diagnostics);
            CheckClassProbabilities(model, dataset, columns, diagnostics);
        }

        if (!built.Timelines.IsEmpty)
        {
            DoseChecks.Check(model, dataset, built.Timelines, diagnostics);
        }

        var grouping = new EffectGroupingReader(model, dataset, diagnostics).Read();
        var features = DataFeatures.Of(built.Timelines, varying) with
        {
            Instances = grouping?.Counts ?? [],
            CensoredForms = ObservationBinder.CensoredIn(observations),
        };
        var compilation = ModelCompiler.Compile(model, features, options);
        diagnostics.AddRange(compilation.Diagnostics);
        if (diagnostics.HasErrors)
        {
            return new CohortBinding(null, [.. diagnostics]);
        }

        var compiled = compilation.Model!;
        if (compiled.Solver is OdeSolver && options.RecognisesLinearEquations)
        {
            DoseChecks.WarnOfSteadyStates(model, dataset, diagnostics);
        }

        var varyingColumns = varying.Select(c => columns[model.Covariates.IndexOf(c)]).ToArray();
        var hidden = model.Covariates.Length + (model.Mixture is null ? 0 : 1);
        ImmutableArray<int> followed = [.. varying.Select(c => model.Covariates.IndexOf(c)), .. compiled.Flags.Select((_, i) => hidden + i)];
        var largestDose = BoundSubject.LargestDoseOf(dataset.Subjects.SelectMany(s => s.Records));
        var subjects = dataset.Subjects
            .Select((s, i) =>
            {
                var flags = grouping!.FlagsOf(i, s.Records.Length);
                double[] covariates = [.. columns.Select(c => s.Records[0].Values[c]), .. model.Mixture is null ? Array.Empty<double>() : [1], .. flags[0]];
                var moments = new RecordMoments(s, compiled.Moment, varyingColumns, flags, observations[i], compiled.RecordSymbols);
                return Bind(s, built.Timelines[i], covariates, followed, grouping.Subjects[i], moments, observations[i], groups[i], compiled.Forms, largestDose);
            })
            .ToImmutableArray();
        return new CohortBinding(new Cohort(compiled, dataset, subjects), [.. diagnostics]);
    }

    // The column of each covariate; -1 where there is none.
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

    // The covariates the model follows from record to record. Columns that only tell endpoints apart are not among them.
    private static ImmutableArray<Covariate> FindVarying(PopulationModel model, Dataset dataset, int[] columns)
    {
        var used = UsedOutsideSelectors(model);
        return
        [
            .. model.Covariates.Where((covariate, i) => covariate.Interpolation != CovariateInterpolation.Constant
                && used.Contains(covariate.Symbol)
                && !dataset.IsConstantWithinSubjects(columns[i])),
        ];
    }

    /// <summary>What individual parameters, structure and distributions use; not what only tells endpoints, classes or censored observations apart.</summary>
    /// <param name="model">The model.</param>
    internal static HashSet<Symbol> UsedOutsideSelectors(PopulationModel model) =>
        [.. model.Individual.Concat(model.Predictions).Select(d => d.Value)
            .Concat(model.Endpoints.SelectMany(e => e.Distribution.Expressions))
            .Concat(model.CompartmentProperties.Select(p => p.Value))
            .Concat(MammillaryEquations.OfAny(model.Structure)?.Rates ?? [])
            .Symbols()];

    private static void CheckEndpoints(PopulationModel model, Dataset dataset, EndpointChooser endpoints, DiagnosticBag diagnostics)
    {
        var observations = dataset.Subjects.SelectMany(s => s.Records).Where(r => r.IsObservation).ToList();
        var ambiguous = observations.Where(endpoints.IsAmbiguous).ToList();
        if (ambiguous is [var both, ..])
        {
            diagnostics.Error(
                "PK3013",
                $"more than one endpoint of the model describes this observation{AndOthers(ambiguous.Count - 1, "observation")}",
                new CellLocation(dataset.Path, both.Row, null, null),
                "make the conditions of the endpoints exclude each other");
        }

        var used = observations.Select(endpoints.Choose).ToHashSet();
        for (var i = 0; i < model.Endpoints.Length && observations.Count > 0; i++)
        {
            if (!used.Contains(i) && ambiguous.Count == 0)
            {
                diagnostics.Warning(
                    "PK3014",
                    $"no observation belongs to endpoint {model.Endpoints[i].Name}",
                    model.Endpoints[i].Location,
                    "parameters that only this endpoint uses cannot be estimated; look at its condition");
            }
        }

        var undescribed = observations.Where(r => endpoints.Choose(r) < 0).ToList();
        if (undescribed is [var first, ..])
        {
            diagnostics.Error(
                "PK3012",
                $"no endpoint of the model describes this observation{AndOthers(undescribed.Count - 1, "observation")}",
                new CellLocation(dataset.Path, first.Row, null, null),
                "add a 'DV[...] ~ ...' whose condition holds for it, or give one without a condition");
        }
    }

    // A subject's class does not change, so what its probabilities depend on must not either.
    private static void CheckClassProbabilities(PopulationModel model, Dataset dataset, int[] columns, DiagnosticBag diagnostics)
    {
        var used = model.Mixture is { } mixture ? MixtureChecks.Probabilities(model, mixture).Symbols().ToHashSet() : [];
        for (var i = 0; i < columns.Length; i++)
        {
            var covariate = model.Covariates[i];
            if (used.Contains(covariate.Symbol) && covariate.Interpolation != CovariateInterpolation.Constant
                && dataset.Subjects.Select(s => s.FirstChangeOf(columns[i])).FirstOrDefault(r => r is not null) is { } change)
            {
                diagnostics.Error(
                    "PK3049",
                    $"the probabilities of the classes depend on {covariate.Name}, which changes within subjects",
                    new CellLocation(dataset.Path, change.Row, covariate.Name, null),
                    $"declare {covariate.Name} as constant to use the value of the subject's first record");
            }
        }
    }

    /// <summary>Words behind the first of several things: " and 2 other records".</summary>
    /// <param name="count">How many others there are.</param>
    /// <param name="what">What they are.</param>
    internal static string AndOthers(int count, string what) => count switch
    {
        0 => "",
        1 => $" and one other {what}",
        _ => $" and {count} other {what}s",
    };

    private static BoundSubject Bind(
        Subject subject,
        EventTimeline timeline,
        double[] covariates,
        ImmutableArray<int> followed,
        EffectKeys keys,
        RecordMoments moments,
        RecordObservation[] observations,
        ImmutableArray<ResidualGroup> groups,
        ImmutableArray<ObservationForm> forms,
        double largestDose)
    {
        var records = subject.Records;
        var all = Enumerable.Range(0, records.Length).ToImmutableArray();
        var observed = all.Where(r => observations[r].IsObservation).ToImmutableArray();
        var formOf = forms.Select((form, i) => ((form.Endpoint, form.Status), i)).ToDictionary(f => f.Item1, f => f.i);

        PredictionPoints Points(ImmutableArray<int> chosen) => new(
            chosen,
            [.. chosen.Select(r => records[r].Time)],
            [.. chosen.Select(r => observations[r].Endpoint)],
            [.. chosen.Select(r => formOf[(observations[r].Endpoint, observations[r].Status)])]);

        return new BoundSubject(
            subject,
            timeline,
            covariates,
            followed,
            keys,
            moments,
            [.. observed.Select(r => observations[r].Value)],
            forms,
            Points(observed),
            Points(all),
            groups,
            largestDose);
    }
}
