using System.Collections.Immutable;
using PopPK.Language.Poppk.Syntax;
using PopPK.Symbolics;
using PopPK.Text;

namespace PopPK.Language.Poppk.Binding;

/// <summary>Turns expression syntax into expressions and conditions of the middle form.</summary>
/// <param name="context">What all binders share.</param>
/// <param name="resolve">What a name stands for; reports unknown names itself.</param>
internal sealed class ExpressionBinder(BindingContext context, Func<NameSyntax, Expr> resolve)
{
    // Stands for a condition that could not be bound.
    private static ComparisonCondition Always { get; } = new(Comparison.Equal, Expr.Zero, Expr.Zero);

    // Stands for a value that could not be bound; a number would be folded into others and cause new messages.
    private static Expr Placeholder() => new Symbol("?");

    /// <summary>Makes a binder for a place of the model.</summary>
    /// <param name="context">What all binders share.</param>
    /// <param name="place">Where the expressions stand.</param>
    public static ExpressionBinder For(BindingContext context, BindingPlace place) =>
        new(context, name => context.Names.Resolve(name, place));

    /// <summary>Binds a numeric expression; what is wrong is reported and stands for an unknown value.</summary>
    /// <param name="syntax">The expression.</param>
    public Expr Bind(ExpressionSyntax syntax)
    {
        var bound = BindNode(syntax);
        if (!ExpressionExtent.Of(bound).IsTooLarge)
        {
            return bound;
        }

        context.Report(LanguageDiagnostics.TooLarge(context.At(syntax)));
        return Placeholder();
    }

    private Expr BindNode(ExpressionSyntax syntax)
    {
        switch (syntax)
        {
            case NumberExpressionSyntax number:
                return number.Value;
            case NameExpressionSyntax name:
                return resolve(name.Name);
            case UnaryExpressionSyntax { Operator: UnaryOperator.Minus } minus:
                return -BindNode(minus.Operand);
            case UnaryExpressionSyntax { Operator: UnaryOperator.Plus } plus:
                return BindNode(plus.Operand);
            case BinaryExpressionSyntax binary when IsArithmetic(binary.Operator):
                return BindArithmetic(binary);
            case ConditionalExpressionSyntax conditional:
                return Expr.Select(BindCondition(conditional.Condition), BindNode(conditional.WhenTrue), BindNode(conditional.WhenFalse));
            case CallExpressionSyntax call:
                return BindCall(call);
            case MissingExpressionSyntax:
                return Placeholder();
            default:
                context.Report(LanguageDiagnostics.ConditionAsNumber(context.At(syntax)));
                return Placeholder();
        }
    }

    /// <summary>Binds a condition; what is wrong is reported and stands for a condition that holds.</summary>
    /// <param name="syntax">The condition.</param>
    public Condition BindCondition(ExpressionSyntax syntax)
    {
        switch (syntax)
        {
            case BinaryExpressionSyntax { Operator: BinaryOperator.And } and:
                return new AndCondition(BindCondition(and.Left), BindCondition(and.Right));
            case BinaryExpressionSyntax { Operator: BinaryOperator.Or } or:
                return new OrCondition(BindCondition(or.Left), BindCondition(or.Right));
            case UnaryExpressionSyntax { Operator: UnaryOperator.Not } not:
                return new NotCondition(BindCondition(not.Operand));
            case BinaryExpressionSyntax binary when !IsArithmetic(binary.Operator):
                return BindComparison(binary);
            case MissingExpressionSyntax:
                return Always;
            default:
                context.Report(LanguageDiagnostics.NumberAsCondition(context.At(syntax)));
                return Always;
        }
    }

    private Expr BindArithmetic(BinaryExpressionSyntax binary)
    {
        var left = BindNode(binary.Left);
        var right = BindNode(binary.Right);
        if (binary.Operator == BinaryOperator.Divide && right is ConstantExpr { Value: 0 })
        {
            context.Report(LanguageDiagnostics.DivisionByZero(context.At(binary.Right)));
            return left;
        }

        var result = binary.Operator switch
        {
            BinaryOperator.Add => left + right,
            BinaryOperator.Subtract => left - right,
            BinaryOperator.Multiply => left * right,
            BinaryOperator.Divide => left / right,
            _ => Expr.Power(left, right),
        };
        if (result is ConstantExpr constant && !double.IsFinite(constant.Value))
        {
            context.Report(LanguageDiagnostics.NotFinite(context.At(binary)));
            return Placeholder();
        }

        return result;
    }

    private Expr BindCall(CallExpressionSyntax call)
    {
        var name = call.Function.Text;
        var arguments = call.Arguments.Select(a => BindNode(a.Value)).ToImmutableArray();
        if (FunctionTable.Find(name) is not { } rule)
        {
            context.Report(context.Names.IsDeclared(name)
                ? LanguageDiagnostics.CallOfName(context.At(call.Function), name)
                : LanguageDiagnostics.UnknownFunction(context.At(call.Function), name, Suggestion.Nearest(name, FunctionTable.Names)));
            return Placeholder();
        }

        if (call.Arguments.FirstOrDefault(a => a.Name is not null) is { Name: { } argumentName })
        {
            context.Report(LanguageDiagnostics.NamedFunctionArgument(context.At(argumentName), name, argumentName.Text));
        }

        if (arguments.Length < rule.MinimalCount || arguments.Length > rule.MaximalCount)
        {
            context.Report(LanguageDiagnostics.WrongArgumentCount(context.At(call), name, arguments.Length, rule.MinimalCount, rule.MaximalCount));
            return Placeholder();
        }

        var result = rule.Build(arguments);
        return result is ConstantExpr { Value: var value } && !double.IsFinite(value) ? NotFinite(call) : result;
    }

    private Expr NotFinite(CallExpressionSyntax call)
    {
        context.Report(LanguageDiagnostics.NotFinite(context.At(call)));
        return Placeholder();
    }

    private ComparisonCondition BindComparison(BinaryExpressionSyntax binary)
    {
        var left = BindComparand(binary.Left, binary.Right);
        var right = BindComparand(binary.Right, binary.Left);
        return new ComparisonCondition(ComparisonOf(binary.Operator), left, right);
    }

    // A label is known only beside its covariate: in SEX == female, 'female' is the value that SEX gives this label.
    private Expr BindComparand(ExpressionSyntax syntax, ExpressionSyntax other)
    {
        if (other is not NameExpressionSyntax { Name.Text: var covariate } || context.Names.CategoriesOf(covariate) is not { } categories)
        {
            return BindNode(syntax);
        }

        if (syntax is NameExpressionSyntax { Name: var label })
        {
            foreach (var (value, text) in categories)
            {
                if (text == label.Text)
                {
                    return value;
                }
            }

            if (!context.Names.IsDeclared(label.Text))
            {
                context.Report(LanguageDiagnostics.UnknownLabel(context.At(label), label.Text, covariate, categories));
                return Placeholder();
            }
        }

        var bound = BindNode(syntax);
        if (bound is ConstantExpr { Value: var number } && !categories.ContainsKey(number))
        {
            context.Report(LanguageDiagnostics.ValueOutsideCategories(context.At(syntax), number, covariate, categories));
        }

        return bound;
    }

    private static bool IsArithmetic(BinaryOperator @operator) => @operator is BinaryOperator.Add or BinaryOperator.Subtract
        or BinaryOperator.Multiply or BinaryOperator.Divide or BinaryOperator.Power;

    private static Comparison ComparisonOf(BinaryOperator @operator) => @operator switch
    {
        BinaryOperator.Less => Comparison.Less,
        BinaryOperator.LessOrEqual => Comparison.LessOrEqual,
        BinaryOperator.Greater => Comparison.Greater,
        BinaryOperator.GreaterOrEqual => Comparison.GreaterOrEqual,
        BinaryOperator.Equal => Comparison.Equal,
        _ => Comparison.NotEqual,
    };
}
