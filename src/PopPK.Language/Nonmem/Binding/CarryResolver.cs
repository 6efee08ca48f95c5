using System.Collections.Frozen;
using System.Collections.Immutable;
using PopPK.Language.Nonmem.Code;
using PopPK.Language.Nonmem.Code.Execution;
using PopPK.Modeling;
using PopPK.Symbolics;

namespace PopPK.Language.Nonmem.Binding;

/// <summary>
/// Decides what a variable without a value means. Fortran keeps what it had at the record before: values made of data items become
/// columns computed from the data; what is set at a subject's first record only (NEWIND) is made of that record's items; where the
/// conditions ask for properties of subjects (IF (SEX.EQ.1) ... IF (SEX.EQ.2) ...) the missing path does not happen and is 0; anything
/// else is refused. One owner.
/// </summary>
/// <param name="context">What all binders share.</param>
internal sealed class CarryResolver(StreamContext context)
{
    // Items that change from record to record by their nature.
    private static readonly FrozenSet<string> RecordItems = new[]
    {
        "NEWIND", "AMT", "EVID", "MDV", "TIME", "DV", "CMT", "RATE", "II", "SS", "ADDL",
    }.ToFrozenSet();

    /// <summary>Gives values to everything that has none.</summary>
    /// <param name="scope">The variables of a record's code.</param>
    /// <param name="optional">Variables for which 0 means that there is nothing.</param>
    public void Resolve(CodeScope scope, params ReadOnlySpan<string> optional)
    {
        var carried = scope.Carried.ToDictionary(c => c.Key, c => c.Value);
        var finals = carried.Keys.ToDictionary(key => key, key => scope.Values.TryGetValue(key, out var value) ? OnRecords(scope.Expand(value)) : Expr.Zero);
        var replacements = new Dictionary<Symbol, Expr>();
        var open = new Dictionary<string, Symbol>();
        foreach (var (key, symbol) in carried)
        {
            if (optional.Contains(key) || !scope.Values.ContainsKey(key))
            {
                replacements[symbol] = Expr.Zero;
            }
            else if (FirstRecordValue(finals[key], symbol) is { } first)
            {
                scope.Values[key] = first;
                replacements[symbol] = first;
            }
            else if (IsChoice(finals[key], symbol, out var leaves) && !AsksForRecords(finals[key], symbol))
            {
                replacements[symbol] = Expr.Zero;
                if (leaves == 1 && scope.Locations.TryGetValue(key, out var at))
                {
                    context.Diagnostics.Add(NonmemCodeDiagnostics.MayBeUndefined(at, key));
                }
            }
            else
            {
                open[key] = symbol;
            }
        }

        CarryOn(scope, open, finals.ToDictionary(f => f.Key, f => Substitution.Substitute(f.Value, replacements)), replacements);
        scope.Replace(replacements);
    }

    // The largest set of variables that are made of data items and of each other become columns.
    private void CarryOn(CodeScope scope, Dictionary<string, Symbol> open, Dictionary<string, Expr> finals, Dictionary<Symbol, Expr> replacements)
    {
        bool changed;
        var rest = new Dictionary<string, Symbol>(open);
        do
        {
            changed = false;
            foreach (var (key, symbol) in rest.ToArray())
            {
                if (!finals[key].Symbols().All(s => context.IsData(s) || rest.ContainsValue(s)))
                {
                    rest.Remove(key);
                    replacements[symbol] = Expr.Zero;
                    changed = true;
                    if (scope.Locations.TryGetValue(key, out var at))
                    {
                        context.Diagnostics.Add(NonmemCodeDiagnostics.Carried(at, key));
                    }
                }
            }
        }
        while (changed);

        foreach (var (key, symbol) in rest)
        {
            var columns = finals[key].Symbols().Where(s => !rest.ContainsValue(s) && !context.IsMade(s)).ToImmutableArray();
            context.Add(new CarriedColumn(symbol, finals[key], columns));
        }
    }

    // Between records nothing is carried: the time is that of the record.
    private Expr OnRecords(Expr value) => value.Symbols().Contains(context.Time)
        ? Substitution.Substitute(value, new Dictionary<Symbol, Expr> { [context.Time] = context.ColumnOf("TIME", false) })
        : value;

    // a of IF (NEWIND.NE.2) X=a, made of the items of the subject's first record.
    private Expr? FirstRecordValue(Expr final, Symbol carried)
    {
        if (final is not SelectExpr select || !IsOnly(select.WhenTrue, carried, out var otherwise) && !IsOnly(select.WhenFalse, carried, out otherwise))
        {
            return null;
        }

        var whenCarried = ReferenceEquals(otherwise, select.WhenTrue);
        var value = whenCarried ? select.WhenFalse : select.WhenTrue;
        if (HoldsAtFirst(select.Condition) != !whenCarried || value.Symbols().Contains(carried) || value.Symbols().Any(context.IsMade))
        {
            return null;
        }

        var twins = value.Symbols().Where(context.IsData).ToDictionary(s => s, s => Expr.Of(context.ColumnOf(context.ColumnNameOf(s)!, true)));
        return Substitution.Substitute(value, twins);
    }

    private static bool IsOnly(Expr value, Symbol symbol, out Expr found)
    {
        found = value;
        return value is SymbolExpr s && s.Symbol == symbol;
    }

    // True when it holds exactly at first records, false when exactly elsewhere, null when neither or unknown.
    private bool? HoldsAtFirst(Condition condition)
    {
        if (condition.Symbols() is not [var only] || only != context.RecordPosition)
        {
            return null;
        }

        var (first, next, later) = (At(0), At(1), At(2));
        return first == next && next != later ? first : null;
        bool At(double position) => Interpreter.Evaluate(condition, _ => position);
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
