using PopPK.Language.Poppk.Binding;
using PopPK.Language.Poppk.Syntax;

namespace PopPK.Language.Poppk.Units;

/// <summary>
/// Finds the units of expressions and reports where they contradict each other. Numbers written out may have any unit, so what is made with
/// them is unknown, and what is unknown contradicts nothing. One owner; lives as long as the check of a model.
/// </summary>
/// <param name="context">What all binders share.</param>
internal sealed class UnitInference(BindingContext context)
{
    private readonly Dictionary<string, Unit> _units = new(StringComparer.Ordinal);
    private readonly HashSet<string> _covariates = new(StringComparer.Ordinal);
    private readonly HashSet<string> _randomEffects = new(StringComparer.Ordinal);

    /// <summary>Declares the unit of a name.</summary>
    /// <param name="name">The name.</param>
    /// <param name="unit">Its unit; null: unknown.</param>
    public void Declare(string name, Unit? unit)
    {
        if (unit is not null)
        {
            _units[name] = unit;
        }
    }

    /// <summary>Declares a covariate.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="unit">Its unit; null: unknown.</param>
    public void DeclareCovariate(string name, Unit? unit)
    {
        _covariates.Add(name);
        Declare(name, unit);
    }

    /// <summary>Declares a random effect: it fits whatever it is added to.</summary>
    /// <param name="name">Its name.</param>
    public void DeclareRandomEffect(string name) => _randomEffects.Add(name);

    /// <summary>The unit of an expression, or null when it is not known.</summary>
    /// <param name="expression">The expression.</param>
    public Unit? UnitOf(ExpressionSyntax expression) => Infer(expression).Unit;

    // A quantity fits anything when it is made of numbers and random effects alone.
    private (Unit? Unit, bool FitsAll) Infer(ExpressionSyntax expression)
    {
        switch (expression)
        {
            case NumberExpressionSyntax:
                return (null, true);
            case NameExpressionSyntax name:
                return (_units.GetValueOrDefault(name.Name.Text), _randomEffects.Contains(name.Name.Text));
            case UnaryExpressionSyntax { Operator: UnaryOperator.Minus } unary:
                return Infer(unary.Operand);
            case BinaryExpressionSyntax binary:
                return InferBinary(binary);
            case ConditionalExpressionSyntax conditional:
                Infer(conditional.Condition);
                return Join(conditional, Infer(conditional.WhenTrue), Infer(conditional.WhenFalse));
            case CallExpressionSyntax call:
                return InferCall(call);
            default:
                return (null, false);
        }
    }

    private (Unit? Unit, bool FitsAll) InferBinary(BinaryExpressionSyntax binary)
    {
        var (left, right) = (Infer(binary.Left), Infer(binary.Right));
        switch (binary.Operator)
        {
            case BinaryOperator.Add or BinaryOperator.Subtract:
                return Join(binary, left, right);
            case BinaryOperator.Multiply:
                return (Product(binary, left, right), left.FitsAll && right.FitsAll);
            case BinaryOperator.Divide:
                return (Quotient(binary, left, right), left.FitsAll && right.FitsAll);
            case BinaryOperator.Power:
                return Power(binary, left, right);
            default:
                return (null, false);
        }
    }

    private (Unit? Unit, bool FitsAll) Join(SyntaxNode place, (Unit? Unit, bool FitsAll) left, (Unit? Unit, bool FitsAll) right)
    {
        if (left.Unit is { } one && right.Unit is { } other && !one.Agrees(other))
        {
            context.Report(LanguageDiagnostics.UnitsOfSum(context.At(place), one.Text, other.Text, one.IsOfKind(other)));
            return (null, false);
        }

        // A sum with something unknown is as unknown as that: it may be what makes the sum fit.
        var isKnown = (left.Unit is not null || left.FitsAll) && (right.Unit is not null || right.FitsAll);
        return (isKnown ? left.Unit ?? right.Unit : null, left.FitsAll && right.FitsAll);
    }

    private static Unit? Product(BinaryExpressionSyntax binary, (Unit? Unit, bool FitsAll) left, (Unit? Unit, bool FitsAll) right) =>
        left.Unit is { } one && right.Unit is { } other ? one.Times(other)
        : IsUnity(binary.Left) ? right.Unit
        : IsUnity(binary.Right) ? left.Unit
        : null;

    // A covariate over a number is that covariate relative to a typical one.
    private Unit? Quotient(BinaryExpressionSyntax binary, (Unit? Unit, bool FitsAll) left, (Unit? Unit, bool FitsAll) right) =>
        left.Unit is { } one && right.Unit is { } other ? one.Over(other)
        : IsUnity(binary.Right) ? left.Unit
        : IsUnity(binary.Left) && right.Unit is { } divisor ? Unit.One.Over(divisor)
        : binary is { Left: NameExpressionSyntax name, Right: NumberExpressionSyntax } && _covariates.Contains(name.Name.Text) ? Unit.One
        : null;

    private (Unit? Unit, bool FitsAll) Power(BinaryExpressionSyntax binary, (Unit? Unit, bool FitsAll) left, (Unit? Unit, bool FitsAll) right)
    {
        if (right.Unit is { IsNumber: false } exponent)
        {
            context.Report(LanguageDiagnostics.UnitOfArgument(context.At(binary.Right), "an exponent", exponent.Text));
        }

        return (left.Unit is not { } unit ? null : binary.Right is NumberExpressionSyntax number ? unit.ToPower(number.Value) : unit.IsNumber ? Unit.One : null, left.FitsAll && right.FitsAll);
    }

    private (Unit? Unit, bool FitsAll) InferCall(CallExpressionSyntax call)
    {
        var arguments = call.Arguments.Select(a => Infer(a.Value)).ToArray();
        switch (call.Function.Text, arguments)
        {
            case ("exp", [var argument]):
                if (argument.Unit is { IsNumber: false } unit)
                {
                    context.Report(LanguageDiagnostics.UnitOfArgument(context.At(call.Arguments[0]), "exp", unit.Text));
                }

                // e to a typical value on the log scale has the unit of what the logarithm was taken of, whatever that was.
                return (argument.FitsAll || argument.Unit is not null ? Unit.One : null, false);
            case ("sqrt", [var argument]):
                return (argument.Unit?.ToPower(0.5), argument.FitsAll);
            case ("abs", [var argument]):
                return argument;
            case ("min" or "max", [var first, var second]):
                return Join(call, first, second);
            default:
                return (null, false);
        }
    }

    private static bool IsUnity(ExpressionSyntax expression) => expression switch
    {
        NumberExpressionSyntax number => number.Value == 1,
        UnaryExpressionSyntax { Operator: UnaryOperator.Minus } unary => IsUnity(unary.Operand),
        _ => false,
    };
}
