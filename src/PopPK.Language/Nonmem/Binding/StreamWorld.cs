using System.Collections.Frozen;
using System.Collections.Immutable;
using PopPK.Language.Nonmem.Code;
using PopPK.Language.Nonmem.Code.Execution;
using PopPK.Language.Nonmem.Records;
using PopPK.Symbolics;
using PopPK.Text;

namespace PopPK.Language.Nonmem.Binding;

/// <summary>What the code of <c>$PK</c>, <c>$PRED</c>, <c>$DES</c>, <c>$ERROR</c> or <c>$MIX</c> sees beside its own variables. One owner.</summary>
/// <param name="context">What all binders share.</param>
/// <param name="block">PK, PRED, DES, ERROR or MIX.</param>
internal sealed class StreamWorld(StreamContext context, string block) : CodeWorld
{
    private static readonly FrozenSet<string> Arrays = new[]
    {
        "THETA", "ETA", "EPS", "ERR", "A", "DADT", "A_0", "P", "MTIME", "MPAST", "MNEXT", "COM", "OMEGA", "SIGMA", "MIXP", "DA", "DP", "E",
    }.ToFrozenSet();

    private const int MostReplacements = 20;

    // Counters and flags of the program whose values during estimation are known.
    private static readonly FrozenDictionary<string, double> Known = new Dictionary<string, double>
    {
        ["ICALL"] = 2,
        ["COMACT"] = 0,
        ["A_0FLG"] = 1,
        ["IREP"] = 0,
        ["NREP"] = 0,
        ["IPROB"] = 1,
        ["NPROB"] = 1,
        ["S1NUM"] = 0,
        ["S2NUM"] = 0,
        ["DOSTIM"] = 0,
        ["DOSREC"] = 0,
        ["MSEC"] = 0,
        ["MFIRST"] = 0,
        ["IFIRSTEM"] = 0,
        ["NPDE_MODE"] = 0,
    }.ToFrozenDictionary();

    private static readonly FrozenSet<string> Unsupported = new[]
    {
        "NEWL2", "ISSMOD", "TSTATE", "DT", "MNOW", "NDREC", "NIREC", "IREC", "LIREC", "CNTID", "TEMPLT", "OBJI", "PRED_", "RES_", "WRES_", "IERPRD",
        "IETAOL", "XNTIME", "SLVL_", "LVOUT", "IIDX", "TDATA", "LNTWOPI", "MIXPT",
    }.ToFrozenSet();

    private readonly HashSet<Symbol> _epsilons = [.. context.Parameters.Epsilons];
    private readonly HashSet<string> _declared =
        [.. context.Stream.Of<AbbreviatedRecord>().SelectMany(r => r.Declarations).Where(d => d.Value is not null).Select(d => d.Name)];
    private int _replacing;

    /// <inheritdoc/>
    public override string Block => block;

    /// <summary>Variables of the records before.</summary>
    public IReadOnlyDictionary<string, Expr> Variables { get; init; } = ImmutableDictionary<string, Expr>.Empty;

    /// <inheritdoc/>
    public override IReadOnlyDictionary<string, Expr> Inherited => Variables;

    /// <summary>F: the prediction without residual error, or null where there is none.</summary>
    public Expr? Prediction { get; init; }

    /// <summary>True when data items are those of the subject's first record.</summary>
    public bool IsOncePerSubject { get; init; }

    /// <summary>Variables that code run behind this one assigns, too.</summary>
    public IReadOnlySet<string> AssignedLater { get; init; } = ImmutableHashSet<string>.Empty;

    /// <inheritdoc/>
    public override bool IsAssignedElsewhere(string key) => AssignedLater.Contains(key);

    /// <inheritdoc/>
    public override IEnumerable<string> Names =>
        Inherited.Keys.Where(k => !k.Contains('(', StringComparison.Ordinal))
            .Concat(context.Stream.Input.Where(i => !i.IsDropped).Select(i => i.Name))
            .Concat(["TIME", "NEWIND", "ICALL", "F"]);

    private bool SeesResiduals => block is "ERROR" or "PRED";

    /// <inheritdoc/>
    public override Expr? Find(string name, TextLocation at)
    {
        if (Replacement(name, "") is { } element)
        {
            return element(at);
        }

        if (context.FindItem(name) is { } item)
        {
            // At a record the time is the record's own; $PK's parameters keep it until the next one.
            return item.Name == "TIME" && SeesResiduals && !IsOncePerSubject ? context.Time : context.ColumnOf(item.Name, IsOncePerSubject || block == "MIX");
        }

        if (name is "EVID" or "MDV")
        {
            // Without columns of their own they follow from the amount.
            return context.FindItem("AMT") is { } amount && block != "PRED"
                ? Expr.Select(new ComparisonCondition(Comparison.NotEqual, context.ColumnOf(amount.Name, false), Expr.Zero), Expr.One, Expr.Zero)
                : Expr.Zero;
        }

        if (Known.TryGetValue(name, out var known))
        {
            return known;
        }

        switch (name)
        {
            case "NEWIND":
                return context.ColumnOf("NEWIND", false);
            case "T" when block == "DES":
                return context.Time;
            case "T":
                return Refuse(at, name, "write TIME; T is the time between records and belongs to $DES");
            case "F" when Prediction is not null:
                return Prediction;
            case "F":
                return Refuse(at, name, "the prediction F is known in $ERROR");
            case "MIXNUM" or "MIXEST":
                return context.MixtureClass;
            case "THETA" or "ETA" or "EPS" or "ERR" or "A" or "DADT":
                return Refuse(at, name, $"write which element is meant: {name}(1)");
            case "F_FLAG":
                return Expr.Zero;
            default:
                if (Unsupported.Contains(name))
                {
                    context.Diagnostics.Add(NonmemCodeDiagnostics.Unsupported(at, name, "it belongs to the machinery of another program; write the model without it"));
                    return Expr.Zero;
                }

                return null;
        }
    }

    /// <inheritdoc/>
    public override bool IsArray(string name) => Arrays.Contains(name) || _declared.Contains(name);

    /// <inheritdoc/>
    public override Expr? FindElement(string array, ImmutableArray<int> index, TextLocation at)
    {
        var key = CodeEvaluator.Key(array, index);
        if (Replacement(array, string.Join(',', index)) is { } element)
        {
            return element(at);
        }

        switch (array, index)
        {
            case ("THETA", [var n]):
                return Element(context.Parameters.Thetas, n, t => t.Symbol, at, key, "$THETA");
            case ("ETA", [var n]):
                return Element(context.Parameters.Etas, n, e => e.Symbol, at, key, "$OMEGA");
            case ("EPS" or "ERR", [var n]) when SeesResiduals:
                return Element(context.Parameters.Epsilons, n, e => e, at, key, "$SIGMA");
            case ("A", [var n]) when block is "DES" or "ERROR":
                return n == context.Compartments.Length + 1 && n > 1
                    ? Refuse(at, key, "the output compartment is not computed; give what is excreted a compartment of its own in $MODEL and $DES")
                    : Element(context.Compartments, n, c => c.Amount, at, key, "the structure");
            case ("A", _):
                return Refuse(at, "A(n)", "amounts are known in $DES and $ERROR; parameters that depend on amounts are written in $DES");
            case ("SIGMA", [var n]):
                return SigmaAt(n, n, at, key);
            case ("SIGMA", [var n, var m]):
                return SigmaAt(n, m, at, key);
            case ("DADT" or "A_0" or "P" or "MTIME", _):
            case var _ when _declared.Contains(array):
                context.Diagnostics.Add(NonmemCodeDiagnostics.NoSuchElement(at, key, "it has no value before this statement"));
                return null;
            default:
                context.Diagnostics.Add(NonmemCodeDiagnostics.Unsupported(at, key, array switch
                {
                    "COM" => "write a variable of your own",
                    "MPAST" or "MNEXT" => "MPAST(n) is understood where $PK has defined MTIME(n); in $DES compare T with a time",
                    "EPS" or "ERR" => "residual errors belong into $ERROR or $PRED",
                    _ => "write the model without it",
                }));
                return null;
        }
    }

    /// <inheritdoc/>
    public override Expr? FindNamedElement(string array, string name, TextLocation at)
    {
        if (Replacement(array, name) is { } element)
        {
            return element(at);
        }

        var names = array switch
        {
            "THETA" => context.Parameters.ThetaNames,
            "ETA" => context.Parameters.EtaNames,
            "EPS" or "ERR" => context.Parameters.EpsilonNames,
            "A" or "A_0" or "DADT" => [.. context.Compartments.Select(c => (string?)c.Name)],
            _ => [],
        };
        return names.IndexOf(name) is >= 0 and var position ? FindElement(array, [position + 1], at) : null;
    }

    /// <inheritdoc/>
    public override string? WhyReadOnly(string name) => name switch
    {
        "THETA" or "ETA" or "EPS" or "ERR" or "OMEGA" or "SIGMA" => "it is a parameter",
        "A" when block != "PRED" => "amounts change by $DES and doses; initial ones are A_0(n)",
        "T" when block == "DES" => "its value is given",
        "NEWIND" or "ICALL" or "MIXNUM" or "MIXEST" => "its value is given",
        _ when context.FindItem(name) is not null => "it is a data item",
        _ => null,
    };

    /// <inheritdoc/>
    public override Expr Past(Expr time) => Expr.Select(new ComparisonCondition(Comparison.GreaterOrEqual, context.Time, time), Expr.One, Expr.Zero);

    /// <inheritdoc/>
    public override bool IsTransient(Symbol symbol) => _epsilons.Contains(symbol);

    /// <inheritdoc/>
    public override Expr? AtFirstRecord(Condition condition, Expr value)
    {
        if (condition.Symbols() is not [var only] || only != context.RecordPosition || !HoldsAt(0) || !HoldsAt(1) || HoldsAt(2))
        {
            return null;
        }

        var symbols = value.Symbols();
        if (symbols.Any(s => s == context.Time || context.IsMade(s) || context.Compartments.Any(c => c.Amount == s) || IsTransient(s)))
        {
            return null;
        }

        // Definitions of other variables stand for values of their own record.
        var twins = symbols.Where(context.IsData).ToDictionary(s => s, s => Expr.Of(context.ColumnOf(context.ColumnNameOf(s)!, true)));
        return symbols.Any(s => !context.IsData(s) && !context.Parameters.Contains(s)) ? null : Substitution.Substitute(value, twins);
        bool HoldsAt(double position) => Interpreter.Evaluate(condition, _ => position);
    }

    // What $ABBREVIATED REPLACE puts in place of a name or an element, or null when it says nothing of it.
    private Func<TextLocation, Expr?>? Replacement(string name, string argument)
    {
        // ETA(KA,CL)=ETA(1,2) replaces two elements at once.
        var several = context.Stream.Replacements.FirstOrDefault(
            r => r.LeftName == name && r.LeftArguments.Length > 1 && r.LeftArguments.Length == r.RightNumbers.Length && r.LeftArguments.Contains(argument));
        if (several is not null)
        {
            return at => Replace(at, several.Left, () => FindElement(several.RightName, [several.RightNumbers[several.LeftArguments.IndexOf(argument)]], at));
        }

        var found = context.Stream.Replacements.FirstOrDefault(r => r.LeftName == name && string.Join(',', r.LeftArguments) == argument);
        return found is null || (found.RightName == name && string.Join(',', found.RightNumbers) == argument)
            ? null
            : at => Replace(at, found.Left, () => Replace(found, argument, at));
    }

    // What is put in place of something may be replaced in turn, but not for ever.
    private Expr? Replace(TextLocation at, string what, Func<Expr?> replacement)
    {
        if (_replacing >= MostReplacements)
        {
            return Refuse(at, what, "replacements lead to each other in a circle");
        }

        _replacing++;
        var value = replacement();
        _replacing--;
        return value;
    }

    private Expr? Replace(AbbreviatedReplacement found, string argument, TextLocation at)
    {
        if (!found.RightNumbers.IsEmpty)
        {
            return found.RightNumbers.Length == 1 || !IsArray(found.RightName)
                ? FindElement(found.RightName, found.RightNumbers, at)
                : ByItem(found.RightName, found.RightNumbers, ItemOf(argument), at);
        }

        if (RecordTokens.TryNumber(found.Right, out var number) && double.IsFinite(number))
        {
            return Expr.Constant(number);
        }

        return found.Right.Contains('(', StringComparison.Ordinal) ? Refuse(at, found.Left, "only names and elements can be replaced") : Find(found.RightName, at);
    }

    // The data item of OCC, OCC_CL or CL_OCC.
    private string ItemOf(string argument)
    {
        for (var at = argument.IndexOf('_', StringComparison.Ordinal); at >= 0; at = argument.IndexOf('_', at + 1))
        {
            foreach (var part in new[] { argument[..at], argument[(at + 1)..] })
            {
                if (context.FindItem(part) is not null)
                {
                    return part;
                }
            }
        }

        return argument;
    }

    // ETA(OCC_CL)=ETA(4,5,6): the data item OCC says which one, counted from 1.
    private Expr? ByItem(string array, ImmutableArray<int> numbers, string item, TextLocation at)
    {
        if (context.FindItem(item) is not { } found)
        {
            context.Diagnostics.Add(NonmemCodeDiagnostics.UnknownName(at, item, null));
            return Expr.Zero;
        }

        var column = Expr.Of(context.ColumnOf(found.Name, false));
        var result = Expr.Zero;
        for (var i = numbers.Length - 1; i >= 0; i--)
        {
            result = Expr.Select(
                new ComparisonCondition(Comparison.Equal, column, Expr.Constant(i + 1)), FindElement(array, [numbers[i]], at) ?? Expr.Zero, result);
        }

        return result;
    }

    private Expr? SigmaAt(int row, int column, TextLocation at, string key)
    {
        var count = context.Parameters.Epsilons.Length;
        if (row >= 1 && row <= count && column >= 1 && column <= count)
        {
            return context.Parameters.SigmaOf(row - 1, column - 1);
        }

        context.Diagnostics.Add(NonmemCodeDiagnostics.NoSuchElement(at, key, count == 1 ? "$SIGMA has one row" : $"$SIGMA has {count} rows"));
        return null;
    }

    private Expr? Element<T>(ImmutableArray<T> all, int number, Func<T, Symbol> symbolOf, TextLocation at, string key, string record)
    {
        if (number >= 1 && number <= all.Length)
        {
            return symbolOf(all[number - 1]);
        }

        context.Diagnostics.Add(NonmemCodeDiagnostics.NoSuchElement(at, key, all.IsEmpty ? $"{record} has none" : all.Length == 1 ? $"{record} has only 1" : $"{record} has 1 to {all.Length}"));
        return null;
    }

    private Expr Refuse(TextLocation at, string name, string advice)
    {
        context.Diagnostics.Add(NonmemCodeDiagnostics.NotHere(at, name, block, advice));
        return Expr.Zero;
    }
}
