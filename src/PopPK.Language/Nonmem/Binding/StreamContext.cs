using System.Collections.Immutable;
using PopPK.Language.Nonmem.Records;
using PopPK.Modeling;
using PopPK.Symbolics;
using PopPK.Text;

namespace PopPK.Language.Nonmem.Binding;

/// <summary>What all binders of a control stream share: its parameters, its data items as they are asked for, and where problems go. One owner; mutable.</summary>
internal sealed class StreamContext
{
    private readonly OrderedDictionary<(string Name, bool IsConstant), Covariate> _covariates = [];
    private readonly OrderedDictionary<Symbol, CarriedColumn> _carried = [];

    /// <summary>Begins binding.</summary>
    /// <param name="stream">The control stream.</param>
    /// <param name="names">Names its parameters.</param>
    /// <param name="diagnostics">Receives what is wrong.</param>
    public StreamContext(ControlStream stream, ParameterNames names, DiagnosticBag diagnostics)
    {
        (Stream, Diagnostics) = (stream, diagnostics);
        Parameters = StreamParameters.Bind(stream, names, diagnostics);
    }

    /// <summary>The control stream.</summary>
    public ControlStream Stream { get; }

    /// <summary>Where problems go.</summary>
    public DiagnosticBag Diagnostics { get; }

    /// <summary>Theta, eta and epsilon.</summary>
    public StreamParameters Parameters { get; }

    /// <summary>Time within a subject, which goes on between records.</summary>
    public Symbol Time { get; } = new("t");

    /// <summary>The observed value of a record, in likelihoods.</summary>
    public Symbol Observed { get; } = new("DV");

    /// <summary>The number of a subject's subpopulation.</summary>
    public Symbol MixtureClass { get; } = new("MIXNUM");

    /// <summary>Place of a record in the data (NEWIND).</summary>
    public Symbol RecordPosition { get; } = new("NEWIND");

    /// <summary>The compartments in the order data files number them.</summary>
    public ImmutableArray<Compartment> Compartments { get; set; } = [];

    /// <summary>The data item a name means, or null; dropped columns are none.</summary>
    /// <param name="name">The name, upper case.</param>
    public InputItem? FindItem(string name) => Stream.Input.FirstOrDefault(i => !i.IsDropped && i.IsCalled(name));

    /// <summary>The symbol of a column.</summary>
    /// <param name="name">The column's name.</param>
    /// <param name="isConstant">True for the value of the subject's first record.</param>
    public Symbol ColumnOf(string name, bool isConstant)
    {
        if (!_covariates.TryGetValue((name, isConstant), out var covariate))
        {
            _covariates[(name, isConstant)] = covariate = new Covariate(name == RecordPosition.Name ? RecordPosition : new Symbol(name))
            {
                Interpolation = isConstant ? CovariateInterpolation.Constant : CovariateInterpolation.NextCarriedBackward,
                Location = Stream.Input.FirstOrDefault(i => i.Name == name)?.Location,
            };
        }

        return covariate.Symbol;
    }

    /// <summary>Makes what a variable was at the record before a column.</summary>
    /// <param name="carried">The column.</param>
    public void Add(CarriedColumn carried)
    {
        _carried[carried.Symbol] = carried;
        _covariates[(carried.Name, false)] = new Covariate(carried.Symbol);
    }

    /// <summary>The name of the column a symbol stands for, or null when it stands for none.</summary>
    /// <param name="symbol">The symbol.</param>
    public string? ColumnNameOf(Symbol symbol) => _covariates.Values.FirstOrDefault(c => c.Symbol == symbol)?.Name;

    /// <summary>True for symbols whose values the data say.</summary>
    /// <param name="symbol">The symbol.</param>
    public bool IsData(Symbol symbol) => ColumnNameOf(symbol) is not null;

    /// <summary>A value in which DV is the observed value of a record.</summary>
    /// <param name="value">The value.</param>
    public Expr OnObserved(Expr value)
    {
        var symbols = value.Symbols().Where(s => ColumnNameOf(s) == "DV").ToArray();
        return symbols.Length == 0 ? value : Substitution.Substitute(value, symbols.ToDictionary(s => s, _ => (Expr)Observed));
    }

    /// <summary>True for columns that are made from the data.</summary>
    /// <param name="symbol">The symbol.</param>
    public bool IsMade(Symbol symbol) => symbol == RecordPosition || _carried.ContainsKey(symbol);

    /// <summary>The covariates among symbols, and the made columns these need, in the order they were asked for.</summary>
    /// <param name="used">The symbols.</param>
    public (ImmutableArray<Covariate> Covariates, ImmutableArray<CarriedColumn> Carried) Used(IEnumerable<Symbol> used)
    {
        var direct = used.ToHashSet();
        var reached = new HashSet<Symbol>(direct);
        var pending = new Stack<Symbol>(direct.Where(_carried.ContainsKey));
        while (pending.TryPop(out var symbol))
        {
            foreach (var next in _carried[symbol].Next.Symbols().Where(s => reached.Add(s) && _carried.ContainsKey(s)))
            {
                pending.Push(next);
            }
        }

        UsesRecordPosition = reached.Contains(RecordPosition);
        return ([.. _covariates.Values.Where(c => direct.Contains(c.Symbol))], [.. _carried.Values.Where(c => reached.Contains(c.Symbol))]);
    }

    /// <summary>True when something that was found used needs the place of records.</summary>
    public bool UsesRecordPosition { get; private set; }
}
