using System.Collections.Frozen;
using System.Collections.Immutable;
using PopPK.Language.Nonmem.Code;
using PopPK.Language.Nonmem.Code.Execution;
using PopPK.Language.Nonmem.Code.Syntax;
using PopPK.Modeling;
using PopPK.Symbolics;
using PopPK.Text;

namespace PopPK.Language.Nonmem.Binding;

/// <summary>
/// Decides what a variable without a value means. Fortran keeps what it had at the record before: values made of data items become
/// columns computed from the data; where the
/// conditions ask for properties of subjects (IF (SEX.EQ.1) ... IF (SEX.EQ.2) ...) the missing path does not happen and is 0; anything
/// else is refused, or left out where only tables would show it. One owner.
/// </summary>
/// <param name="context">What all binders share.</param>
internal sealed class CarryResolver(StreamContext context)
{
    // Items that change from record to record by their nature.
    private static readonly FrozenSet<string> RecordItems = new[]
    {
        "NEWIND", "AMT", "EVID", "MDV", "TIME", "DV", "CMT", "RATE", "II", "SS", "ADDL",
    }.ToFrozenSet();

    private readonly HashSet<Symbol> _leftOut = [];
    private readonly Dictionary<string, Symbol> _columns = [];

    /// <summary>Runs code so that every variable has a value.</summary>
    /// <param name="block">The code.</param>
    /// <param name="world">What it sees beside its variables.</param>
    /// <param name="optional">Variables for which 0 means that there is nothing; where there are any, the model needs nothing else of the code.</param>
    /// <returns>The variables and their values.</returns>
    public CodeScope Run(CodeBlock block, CodeWorld world, params ReadOnlySpan<string> optional)
    {
        var scope = CodeExecutor.Run(block, world, context.Diagnostics);
        if (scope.Carried.Count == 0)
        {
            return scope;
        }

        // The first run has found what is carried; in a second one it is known. What is wrong has been reported by then.
        var resolved = CodeExecutor.Run(block, world, new DiagnosticBag(), Resolve(scope, optional));
        if (_leftOut.Count > 0)
        {
            resolved.LeaveOut(_leftOut);
        }

        return resolved;
    }

    /// <summary>
    /// Records share their variables: what $PK keeps from the record before is what $ERROR made of it there. Refused, or left out where
    /// only tables would show it.
    /// </summary>
    /// <param name="parameters">What this has run.</param>
    /// <param name="later">What was run behind it.</param>
    /// <param name="results">What the model needs of the later code.</param>
    public void CheckShared(CodeScope parameters, CodeScope later, params ReadOnlySpan<string> results)
    {
        Expr Expanded(Expr value) => Substitution.Substitute(later.Expand(value), parameters.Expanded);
        foreach (var (key, symbol) in _columns)
        {
            bool DependsOnIt(Expr value) => value.Symbols().Contains(symbol);
            if (!later.Locations.TryGetValue(key, out var at))
            {
                continue;
            }

            var isNeeded = parameters.Definitions.Any(d => d.Symbol.Name != key && DependsOnIt(parameters.Expanded[d.Symbol]));
            foreach (var result in results)
            {
                isNeeded |= later.Values.TryGetValue(result, out var value) && DependsOnIt(Expanded(value));
            }

            if (isNeeded)
            {
                context.Diagnostics.Add(NonmemCodeDiagnostics.Carried(at, key));
            }
            else if (later.Values.Values.Any(v => DependsOnIt(Expanded(v))))
            {
                context.Diagnostics.Add(NonmemCodeDiagnostics.CarriedForTables(at, key));
                later.LeaveOut(parameters.Definitions.Select(d => d.Symbol).Where(s => DependsOnIt(parameters.Expanded[s])).Append(symbol).ToHashSet());
            }
        }
    }

    private Dictionary<string, Expr> Resolve(CodeScope scope, ReadOnlySpan<string> optional)
    {
        var known = new Dictionary<string, Expr>();
        var finals = scope.Carried.Keys.ToDictionary(key => key, key => scope.Values.TryGetValue(key, out var value) ? OnRecords(scope.Expand(value)) : Expr.Zero);
        foreach (var (key, symbol) in scope.Carried)
        {
            if (optional.Contains(key) || !scope.Values.ContainsKey(key))
            {
                known[key] = Expr.Zero;
            }
            else if (IsChoice(finals[key], symbol, out var leaves) && !AsksForRecords(finals[key], symbol))
            {
                known[key] = Expr.Zero;
                if (leaves == 1 && scope.Locations.TryGetValue(key, out var at))
                {
                    context.Diagnostics.Add(NonmemCodeDiagnostics.MayBeUndefined(at, key));
                }
            }
        }

        CarryOn(scope, known, finals, Needed(scope, finals, optional));
        return known;
    }

    // What the results of the code are made of, directly or by way of the record before; null: everything.
    private HashSet<Symbol>? Needed(CodeScope scope, Dictionary<string, Expr> finals, ReadOnlySpan<string> results)
    {
        if (results.IsEmpty)
        {
            return null;
        }

        var needed = new HashSet<Symbol>();
        var pending = new Stack<Expr>();
        foreach (var result in results)
        {
            if (scope.Values.TryGetValue(result, out var value))
            {
                pending.Push(OnRecords(scope.Expand(value)));
            }
        }

        var carried = scope.Carried.ToDictionary(c => c.Value, c => finals[c.Key]);
        while (pending.TryPop(out var next))
        {
            foreach (var symbol in next.Symbols().Where(needed.Add))
            {
                if (carried.TryGetValue(symbol, out var final))
                {
                    pending.Push(final);
                }
            }
        }

        return needed;
    }

    // The largest set of variables that are made of data items and of each other become columns.
    private void CarryOn(CodeScope scope, Dictionary<string, Expr> known, Dictionary<string, Expr> finals, HashSet<Symbol>? needed)
    {
        var zeros = known.ToDictionary(k => scope.Carried[k.Key], k => k.Value);
        var rest = scope.Carried.Where(c => !known.ContainsKey(c.Key)).ToDictionary(c => c.Key, c => c.Value);
        var next = rest.ToDictionary(c => c.Key, c => Substitution.Substitute(finals[c.Key], zeros));
        while (rest.FirstOrDefault(c => !next[c.Key].Symbols().All(s => context.IsData(s) || rest.ContainsValue(s))).Key is { } key)
        {
            rest.Remove(key, out var symbol);
            var isNeeded = needed is null || needed.Contains(symbol!);
            known[key] = isNeeded ? Expr.Zero : symbol!;
            if (!isNeeded)
            {
                _leftOut.Add(symbol!);
            }

            if (scope.Locations.TryGetValue(key, out var at))
            {
                context.Diagnostics.Add(isNeeded ? NonmemCodeDiagnostics.Carried(at, key) : NonmemCodeDiagnostics.CarriedForTables(at, key));
            }
        }

        foreach (var (key, symbol) in rest)
        {
            known[key] = _columns[key] = symbol;
            context.Add(new CarriedColumn(symbol, next[key], [.. next[key].Symbols().Where(s => !rest.ContainsValue(s) && !context.IsMade(s))]));
        }
    }

    // Between records nothing is carried: the time is that of the record.
    private Expr OnRecords(Expr value) => value.Symbols().Contains(context.Time)
        ? Substitution.Substitute(value, new Dictionary<Symbol, Expr> { [context.Time] = context.ColumnOf("TIME", false) })
        : value;

    private static bool IsOnly(Expr value, Symbol symbol, out Expr found)
    {
        found = value;
        return value is SymbolExpr s && s.Symbol == symbol;
    }

    // True when the value is one of several by conditions, and the carried one is among these and nowhere else.
    private static bool IsChoice(Expr value, Symbol carried, out int others)
    {
        others = 0;
        var pending = new Stack<Expr>([value]);
        var visited = new HashSet<Expr>(ReferenceEqualityComparer.Instance);
        while (pending.TryPop(out var next))
        {
            if (next is SelectExpr select)
            {
                if (!visited.Add(select))
                {
                    continue;
                }

                if (select.Condition.Symbols().Contains(carried))
                {
                    return false;
                }

                pending.Push(select.WhenTrue);
                pending.Push(select.WhenFalse);
            }
            else if (!IsOnly(next, carried, out _))
            {
                if (next.Symbols().Contains(carried))
                {
                    return false;
                }

                others++;
            }
        }

        return true;
    }

    private bool AsksForRecords(Expr value, Symbol carried)
    {
        if (value is not SelectExpr select)
        {
            // Read before it is assigned: what counts is the record before, whatever the value.
            return !IsOnly(value, carried, out _);
        }

        var pending = new Stack<SelectExpr>([select]);
        var visited = new HashSet<Expr>(ReferenceEqualityComparer.Instance);
        while (pending.TryPop(out var next))
        {
            if (!visited.Add(next) || !next.Symbols().Contains(carried))
            {
                continue;
            }

            if (next.Condition.Symbols().Any(s => context.IsMade(s) || (context.ColumnNameOf(s) is { } name && RecordItems.Contains(name))))
            {
                return true;
            }

            foreach (var branch in new[] { next.WhenTrue, next.WhenFalse }.OfType<SelectExpr>())
            {
                pending.Push(branch);
            }
        }

        return !value.Symbols().Contains(carried);
    }
}
