using System.Collections.Immutable;
using PopPK.Language.Nonmem.Code.Execution;
using PopPK.Symbolics;
using PopPK.Text;

namespace PopPK.Language.Nonmem.Binding;

/// <summary>
/// Takes Y and F_FLAG apart into cases: where a condition on data items chooses between values, each is an observation of its own kind.
/// One use.
/// </summary>
internal sealed class ObservationCases
{
    private const int MostCases = 24;
    private readonly StreamContext _context;
    private readonly CodeScope _scope;
    private readonly Dictionary<Symbol, Expr> _definitions;
    private readonly ImmutableArray<(KnownConditions When, Expr Y, int Flag)>.Builder _cases = ImmutableArray.CreateBuilder<(KnownConditions, Expr, int)>();
    private readonly TextLocation _place;
    private bool _isRefused;

    private ObservationCases(StreamContext context, CodeScope scope, TextLocation place)
    {
        (_context, _scope, _place) = (context, scope, place);
        _definitions = scope.Definitions.ToDictionary(d => d.Symbol, d => d.Value);
    }

    /// <summary>Finds the cases.</summary>
    /// <param name="context">What all binders share.</param>
    /// <param name="scope">The variables of <c>$ERROR</c> or <c>$PRED</c>.</param>
    /// <param name="flag">F_FLAG where the code does not set it.</param>
    /// <param name="place">The place of Y.</param>
    public static ImmutableArray<(KnownConditions When, Expr Y, int Flag)> Find(StreamContext context, CodeScope scope, int flag, TextLocation place)
    {
        var cases = new ObservationCases(context, scope, place);
        cases.Split(scope.Values["Y"], scope.Values.GetValueOrDefault("F_FLAG") ?? Expr.Constant(flag), KnownConditions.None);
        return cases._isRefused ? [] : cases._cases.ToImmutable();
    }

    private void Split(Expr y, Expr flag, KnownConditions known)
    {
        (y, flag) = (Reduce(y, known), Reduce(flag, known));
        if (_isRefused)
        {
            return;
        }

        if (_cases.Count >= MostCases)
        {
            Refuse(BindingDiagnostics.TooManyCases(_place));
            return;
        }

        if (flag is SelectExpr { Condition: var of } && OnData(of) is null)
        {
            Refuse(BindingDiagnostics.FlagNotConstant(_place));
            return;
        }

        // Whether a likelihood is that of an event or of none is no matter of kind: DV chooses within one.
        if ((flag as SelectExpr ?? y as SelectExpr) is { } select && OnData(select.Condition) is { } condition
            && (flag is SelectExpr || !condition.Symbols().Any(s => _context.ColumnNameOf(s) == "DV")))
        {
            Split(y, flag, known.With(condition, true));
            Split(y, flag, known.With(condition, false));
            return;
        }

        if (flag is not ConstantExpr { Value: 0 or 1 or 2 } value)
        {
            Refuse(BindingDiagnostics.FlagNotConstant(_place));
            return;
        }

        // A number without residual error is no observation: the path is not taken by records that count.
        if (value.Value != 0 || y is not ConstantExpr)
        {
            _cases.Add((known, y, (int)value.Value));
        }
    }

    private void Refuse(Diagnostic diagnostic)
    {
        if (!_isRefused)
        {
            _context.Diagnostics.Add(diagnostic);
        }

        _isRefused = true;
    }

    // Choices that are decided already, and names of choices, are passed over.
    private Expr Reduce(Expr value, KnownConditions known)
    {
        while (true)
        {
            if (value is SymbolExpr { Symbol: var symbol } && _definitions.TryGetValue(symbol, out var named) && named is SelectExpr)
            {
                value = named;
            }
            else if (value is SelectExpr select && OnData(select.Condition) is { } condition && known.Holds(condition) is { } holds)
            {
                value = holds ? select.WhenTrue : select.WhenFalse;
            }
            else
            {
                return value;
            }
        }
    }

    // The condition in terms of data items, or null when it asks for something else.
    private Condition? OnData(Condition condition)
    {
        var expanded = Substitution.Substitute(condition, _scope.Expanded);
        return expanded.Symbols().All(_context.IsData) ? expanded : null;
    }
}
