using System.Collections.Immutable;
using PopPK.Language.Nonmem.Code;
using PopPK.Language.Nonmem.Code.Execution;
using PopPK.Language.Nonmem.Code.Syntax;
using PopPK.Language.Nonmem.Records;
using PopPK.Modeling;
using PopPK.Symbolics;
using PopPK.Text;

namespace PopPK.Language.Nonmem.Binding;

/// <summary>
/// Turns the records of a control stream into a model: runs the code symbolically, finds the structure that ADVAN means, and makes
/// distributions of Y. Everything that is wrong is reported at once. One use.
/// </summary>
internal sealed class NonmemBinder
{
    private const int UsualDigits = 10;
    private const int MostDigits = 14;
    private readonly StreamContext _context;
    private readonly StreamCode _code;
    private ImmutableArray<ResidualCorrelation> _correlations = [];
    private Dictionary<string, Expr> _values = [];

    private NonmemBinder(StreamContext context, StreamCode code) => (_context, _code) = (context, code);

    /// <summary>Binds a control stream.</summary>
    /// <param name="stream">The control stream.</param>
    /// <param name="diagnostics">Receives what is wrong; may hold what reading the records found.</param>
    /// <param name="variables">What the variables of the code are at a record, residual errors being 0.</param>
    /// <param name="usesLabels">True to name parameters by their labels instead of their numbers.</param>
    /// <returns>The model, or null when <paramref name="diagnostics"/> has errors.</returns>
    public static PopulationModel? Bind(
        ControlStream stream, DiagnosticBag diagnostics, out ImmutableSortedDictionary<string, Expr> variables, bool usesLabels = false)
    {
        variables = ImmutableSortedDictionary<string, Expr>.Empty;
        ArgumentNullException.ThrowIfNull(stream);
        ArgumentNullException.ThrowIfNull(diagnostics);
        if (stream.Records.IsEmpty)
        {
            return null;
        }

        // Where records are wrong, most of what binding would say follows from that.
        var code = new StreamCode(stream, diagnostics);
        if (diagnostics.HasErrors)
        {
            return null;
        }

        var names = usesLabels ? ParameterNames.Labels(code.Variables.Concat(stream.Input.Select(i => i.Name))) : ParameterNames.Numbers;
        var binder = new NonmemBinder(new StreamContext(stream, names, diagnostics), code);
        var model = binder.Bind();
        if (diagnostics.HasErrors)
        {
            return null;
        }

        variables = binder.Variables();
        return model;
    }

    private PopulationModel? Bind()
    {
        RefuseOtherCode();
        var (pk, des, error) = (_code.Pk, _code.Des, _code.Error);
        if (_code.Pred is { } pred)
        {
            if ((pk ?? error ?? des) is { } other)
            {
                _context.Diagnostics.Add(BindingDiagnostics.BothKinds(other.Location));
            }

            return BindPred(pred);
        }

        if (pk is null || error is null)
        {
            var place = (pk ?? error)?.Location ?? _context.Stream.Records[0].Location;
            _context.Diagnostics.Add(pk is null && error is null
                ? BindingDiagnostics.NoModelCode(place)
                : BindingDiagnostics.RecordMissing(place, pk is null ? "PK" : "ERROR"));
            return null;
        }

        return BindPk(pk, des, error);
    }

    private void RefuseOtherCode()
    {
        foreach (var (kind, name, advice) in new[]
        {
            (RecordKind.Aes, "AES", "solve the equations by hand"),
            (RecordKind.AesInitial, "AESINITIAL", "solve the equations by hand"),
            (RecordKind.Infn, "INFN", "change the data file instead, and look at results in $TABLE"),
            (RecordKind.Tol, "TOL", "write TOL=n behind ADVAN in $SUBROUTINES"),
        })
        {
            foreach (var record in _context.Stream.Code(kind))
            {
                _context.Diagnostics.Add(BindingDiagnostics.CodeNotSupported(record.Location, name, advice));
            }
        }
    }

    private ImmutableSortedDictionary<string, Expr> Variables()
    {
        var zero = _context.Parameters.Epsilons.ToDictionary(e => e, _ => (Expr)Expr.Zero);
        return _values.ToImmutableSortedDictionary(
            v => v.Key, v => _context.OnObserved(Substitution.Substitute(v.Value, zero)), StringComparer.OrdinalIgnoreCase);
    }

    private PopulationModel BindPred(CodeBlock pred)
    {
        var mixture = BindMixture();
        var scope = new CarryResolver(_context).Run(pred, new StreamWorld(_context, "PRED"), "Y", "F_FLAG");
        _values = scope.Values;
        var endpoints = BindEndpoints(scope, pred);
        bool IsOfRecord(Definition d) => scope.Expanded[d.Symbol].Symbols().Any(s => s == _context.Time || _context.ColumnNameOf(s) == "DV");
        return Complete(
            [.. scope.Definitions.Where(d => !IsOfRecord(d))],
            BoundStream.Empty,
            [],
            [.. scope.Definitions.Where(IsOfRecord)],
            endpoints,
            mixture);
    }

    private PopulationModel BindPk(CodeBlock pk, CodeBlock? des, CodeBlock error)
    {
        var mixture = BindMixture();
        var rule = CallRules.Of(pk.Statements);
        if (rule == CallRule.AdditionalDoses)
        {
            _context.Diagnostics.Add(BindingDiagnostics.AdditionalCalls(pk.Location));
        }

        var world = new StreamWorld(_context, "PK")
        {
            IsOncePerSubject = rule == CallRule.OncePerSubject,
            AssignedLater = AssignmentCount.Of(error.Statements).Keys.ToHashSet(),
        };
        var resolver = new CarryResolver(_context);
        var parameters = resolver.Run(pk, world);
        var binder = new StreamStructureBinder(_context, parameters);
        binder.DeclareCompartments();
        var bound = binder.Bind(des);
        var properties = new StreamPropertyBinder(_context, parameters);
        var inherited = new Dictionary<string, Expr>(bound.Variables);
        foreach (var (name, value) in parameters.Values)
        {
            inherited[name] = value;
        }

        // What equations compute and observations use is what it is at the record.
        var errorWorld = new StreamWorld(_context, "ERROR") { Variables = inherited, Prediction = PredictionOf(bound, properties) };
        var scope = new CarryResolver(_context).Run(error, errorWorld, "Y", "F_FLAG");
        resolver.CheckShared(parameters, scope, "Y", "F_FLAG");
        _values = scope.Values;
        return Complete(parameters.Definitions, bound, properties.Bind(), scope.Definitions, BindEndpoints(scope, error), mixture);
    }

    // A(n)/Sn of the compartment that the record names by CMT, or of the default one.
    private Expr PredictionOf(BoundStream bound, StreamPropertyBinder properties)
    {
        var compartments = _context.Compartments;
        if (compartments.IsEmpty)
        {
            return Expr.Zero;
        }

        Expr Of(int number) => Expr.Of(compartments[number - 1].Amount) / properties.ScaleOf(number, bound.DefaultObservation);
        var prediction = Of(bound.DefaultObservation);
        if (_context.FindItem("CMT") is not { } item || compartments.Length == 1)
        {
            return prediction;
        }

        var column = Expr.Of(_context.ColumnOf(item.Name, false));
        for (var number = compartments.Length; number >= 1; number--)
        {
            if (number != bound.DefaultObservation)
            {
                prediction = Expr.Select(new ComparisonCondition(Comparison.Equal, column, Expr.Constant(number)), Of(number), prediction);
            }
        }

        return prediction;
    }

    private Mixture? BindMixture() => _code.Mix is { } code ? StreamMixtureBinder.Bind(_context, code) : null;

    private ImmutableArray<Endpoint> BindEndpoints(CodeScope scope, CodeBlock block)
    {
        if (!scope.Values.ContainsKey("Y"))
        {
            _context.Diagnostics.Add(BindingDiagnostics.NoY(block.Location, block.Name));
            return [];
        }

        var meanings = _context.Stream.Estimations.Select(e => e.Settings.Observation).Distinct().ToArray();
        var flag = meanings is [ObservationMeaning.Likelihood, ..] ? 1 : meanings is [ObservationMeaning.Minus2LogLikelihood, ..] ? 2 : 0;
        var binder = new StreamEndpointBinder(_context, scope);
        var endpoints = binder.Bind(flag, scope.Locations.GetValueOrDefault("Y", block.Location));
        if (_context.FindItem("L2") is { } correlating && !endpoints.IsEmpty)
        {
            var correlations = binder.Correlations();
            _context.Diagnostics.Add(correlations is null
                ? BindingDiagnostics.CorrelatedResiduals(correlating.Location)
                : BindingDiagnostics.CorrelatedAtOneTime(correlating.Location));
            _correlations = correlations ?? [];
        }

        return endpoints;
    }

    private PopulationModel Complete(
        ImmutableArray<Definition> individual,
        BoundStream bound,
        ImmutableArray<CompartmentProperty> properties,
        ImmutableArray<Definition> predictions,
        ImmutableArray<Endpoint> endpoints,
        Mixture? mixture)
    {
        // DV in tables' variables is the record's own.
        predictions = [.. predictions.Select(d => d with { Value = _context.OnObserved(d.Value) })];
        var stream = _context.Stream;
        var expressions = individual.Select(d => d.Value)
            .Concat(ExpressionsOf(bound.Structure))
            .Concat(properties.Select(p => p.Value))
            .Concat(predictions.Select(d => d.Value))
            .Concat(endpoints.SelectMany(e => e.Expressions))
            .Concat(mixture?.Classes.Select(c => c.Probability) ?? [])
            .ToArray();
        if (!expressions.All(new ExpressionSize().IsAdmissible))
        {
            _context.Diagnostics.Add(BindingDiagnostics.TooLarge(stream.Records[0].Location));
        }

        var used = expressions.Symbols()
            .Concat(endpoints.SelectMany(e => e.Selector?.Symbols() ?? []))
            .ToHashSet();
        if (mixture is null && used.Contains(_context.MixtureClass))
        {
            _context.Diagnostics.Add(BindingDiagnostics.MixtureMissing(stream.Records[0].Location));
        }

        var (covariates, carried) = _context.Used(used);
        var model = new PopulationModel
        {
            Name = Path.GetFileNameWithoutExtension(stream.Source.Path),
            Title = string.IsNullOrWhiteSpace(stream.Title) ? null : stream.Title.Trim(),
            Data = StreamData.Find(stream),
            FixedEffects = [.. _context.Parameters.Thetas, .. _context.Parameters.Sigmas],
            RandomEffects = StreamLevelBinder.Bind(_context),
            Covariates = covariates,
            CarriedColumns = carried,
            RecordPosition = _context.UsesRecordPosition ? _context.RecordPosition : null,
            Individual = individual,
            Structure = bound.Structure,
            DefaultDoseCompartment = bound.Structure is AlgebraicStructure ? 0 : bound.DefaultDose - 1,
            CompartmentProperties = properties,
            Solver = SolverOf(bound.Structure),
            Predictions = predictions,
            Endpoints = endpoints,
            Correlations = _correlations,
            Mixture = mixture,
            Time = _context.Time,
            Observed = _context.Observed,
            Method = StreamMethodBinder.Bind(_context),
        };
        return stream.Of<PriorRecord>().FirstOrDefault() is { } prior && StreamPriorBinder.IsWanted(_context, prior) ? new StreamPriorBinder(_context, prior).AddTo(model) : model;
    }

    // TOL=n asks for n digits. The usual ones here are ten, and more than was asked for does no harm.
    private SolverSettings SolverOf(StructuralModel structure)
    {
        if (structure is not EquationStructure || _context.Stream.Subroutines is not { Tolerance: { } digits, AdvanLocation: { } place })
        {
            return SolverSettings.Default;
        }

        if (digits is > UsualDigits and <= MostDigits)
        {
            return SolverSettings.Default with { RelativeTolerance = Math.Pow(10, -digits) };
        }

        _context.Diagnostics.Add(BindingDiagnostics.TighterTolerance(place, digits));
        return SolverSettings.Default;
    }

    private static ImmutableArray<Expr> ExpressionsOf(StructuralModel structure) => structure switch
    {
        ClosedFormStructure closed =>
            [closed.EliminationRate, .. closed.Exchange.SelectMany(x => new[] { x.FromCentral, x.ToCentral }), .. closed.AbsorptionRate is { } ka ? [ka] : Array.Empty<Expr>()],
        EquationStructure equations => equations.Rates,
        _ => [],
    };
}
