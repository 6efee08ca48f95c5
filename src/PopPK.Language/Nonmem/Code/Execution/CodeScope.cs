using System.Collections.Immutable;
using PopPK.Modeling;
using PopPK.Symbolics;
using PopPK.Text;

namespace PopPK.Language.Nonmem.Code.Execution;

/// <summary>
/// The variables of a record's code and their values so far. A value that is worth a name becomes a definition: the last one of a
/// variable has the variable's name, earlier ones a number behind it. One owner; mutable.
/// </summary>
internal sealed class CodeScope
{
    private readonly CodeWorld _world;
    private readonly Dictionary<string, int> _versions = [];
    private readonly Dictionary<string, int> _assignments;
    private readonly IReadOnlyDictionary<string, Expr> _before;
    private readonly Dictionary<Symbol, Expr> _expanded = [];
    private readonly ImmutableArray<Definition>.Builder _definitions = ImmutableArray.CreateBuilder<Definition>();
    private readonly Dictionary<Symbol, string> _variables = [];
    private readonly OrderedDictionary<string, Symbol> _carried = [];
    private readonly HashSet<Symbol> _carriedSymbols = [];

    /// <summary>Begins with the values of the records before.</summary>
    /// <param name="world">What the code sees beside its variables.</param>
    /// <param name="assignments">For every variable the number of outermost statements that assign it.</param>
    /// <param name="before">What is known of values at the record before.</param>
    public CodeScope(CodeWorld world, Dictionary<string, int> assignments, IReadOnlyDictionary<string, Expr> before)
    {
        (_world, _assignments, _before) = (world, assignments, before);
        Values = new Dictionary<string, Expr>(world.Inherited);
    }

    /// <summary>The values now.</summary>
    public Dictionary<string, Expr> Values { get; set; }

    /// <summary>Where each variable is assigned first.</summary>
    public Dictionary<string, TextLocation> Locations { get; } = [];

    /// <summary>The definitions in order.</summary>
    public ImmutableArray<Definition> Definitions => _definitions.ToImmutable();

    /// <summary>What each definition stands for, without definitions in it.</summary>
    public IReadOnlyDictionary<Symbol, Expr> Expanded => _expanded;

    /// <summary>Variables that are read before they have a value: what they were at the record before.</summary>
    public IReadOnlyDictionary<string, Symbol> Carried => _carried;

    /// <summary>The value of a variable: its own, or that of the record before if it is assigned later; null when it is none.</summary>
    /// <param name="key">The variable, or an element of an array.</param>
    public Expr? Find(string key) => Values.TryGetValue(key, out var value) ? value : _assignments.ContainsKey(key) ? CarriedOf(key) : null;

    /// <summary>What a variable was at the record before.</summary>
    /// <param name="key">The variable.</param>
    public Expr CarriedOf(string key)
    {
        if (_before.TryGetValue(key, out var known))
        {
            return known;
        }

        if (!_carried.TryGetValue(key, out var symbol))
        {
            _carried[key] = symbol = new Symbol(key + ".before");
            _carriedSymbols.Add(symbol);
        }

        return symbol;
    }

    /// <summary>True when exactly one of the outermost statements assigns a variable.</summary>
    /// <param name="key">The variable.</param>
    public bool IsAssignedOnce(string key) => _assignments.GetValueOrDefault(key) == 1;

    /// <summary>Gives a variable its value, outside of branches.</summary>
    /// <param name="key">The variable.</param>
    /// <param name="value">The value.</param>
    /// <param name="at">Where.</param>
    public void Define(string key, Expr value, TextLocation at)
    {
        var version = _versions[key] = _versions.GetValueOrDefault(key) + 1;
        if (value is ConstantExpr or SymbolExpr || value.Symbols().Any(IsTransient))
        {
            Values[key] = value;
            return;
        }

        Values[key] = AddDefinition(key, $"{key}.{version}", value, at);
    }

    /// <summary>Gives the last definition of every variable the variable's own name.</summary>
    public void Finish()
    {
        var renamed = new Dictionary<Symbol, Expr>();
        foreach (var (key, value) in Values)
        {
            if (value is SymbolExpr { Symbol: var symbol } && _variables.GetValueOrDefault(symbol) == key)
            {
                renamed[symbol] = Expr.Of(new Symbol(NameOf(key)));
            }
        }

        Symbol Renamed(Symbol symbol) => renamed.TryGetValue(symbol, out var other) ? ((SymbolExpr)other).Symbol : symbol;
        for (var i = 0; i < _definitions.Count; i++)
        {
            var old = _definitions[i];
            var symbol = Renamed(old.Symbol);
            _definitions[i] = old with { Symbol = symbol, Value = Substitution.Substitute(old.Value, renamed) };
            _expanded[symbol] = _expanded[old.Symbol];
        }

        foreach (var key in Values.Keys.ToArray())
        {
            Values[key] = Substitution.Substitute(Values[key], renamed);
        }
    }

    /// <summary>A value without definitions in it.</summary>
    /// <param name="value">The value.</param>
    public Expr Expand(Expr value) => Substitution.Substitute(value, _expanded);

    /// <summary>Leaves out every variable and definition that is made of symbols nobody can compute.</summary>
    /// <param name="unknown">The symbols.</param>
    public void LeaveOut(IReadOnlySet<Symbol> unknown)
    {
        bool IsLost(Expr expanded) => expanded.Symbols().Any(unknown.Contains);
        foreach (var key in Values.Keys.Where(k => IsLost(Expand(Values[k]))).ToArray())
        {
            Values.Remove(key);
        }

        _definitions.RemoveAll(d => IsLost(_expanded[d.Symbol]));
    }

    private SymbolExpr AddDefinition(string key, string name, Expr value, TextLocation at)
    {
        var symbol = new Symbol(NameOf(name));
        _variables[symbol] = key;
        _definitions.Add(new Definition(symbol, value) { Location = at });
        _expanded[symbol] = Expand(value);
        return (SymbolExpr)Expr.Of(symbol);
    }

    // Elements of arrays have parentheses and commas in their names.
    private static string NameOf(string key) =>
        key.Replace("(", "", StringComparison.Ordinal).Replace(")", "", StringComparison.Ordinal).Replace(',', '_');

    private bool IsTransient(Symbol symbol) => _world.IsTransient(symbol) || _carriedSymbols.Contains(symbol);
}
