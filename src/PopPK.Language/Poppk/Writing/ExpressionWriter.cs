using System.Collections.Immutable;
using System.Globalization;
using PopPK.Language.Poppk.Binding;
using PopPK.Symbolics;

namespace PopPK.Language.Poppk.Writing;

/// <summary>
/// Writes expressions in the language, so that reading them gives the same expression again; with as few parentheses
/// as that allows.
/// </summary>
/// <param name="nameOf">The name a symbol gets.</param>
internal sealed class ExpressionWriter(Func<Symbol, string> nameOf)
{
    private enum Level
    {
        Conditional,
        Or,
        And,
        Not,
        Sum,
        Product,
        Sign,
        Power,
        Primary,
    }

    /// <summary>Writes an expression.</summary>
    /// <param name="expression">The expression.</param>
    public string Write(Expr expression) => Write(expression, Level.Conditional);

    /// <summary>Writes a condition.</summary>
    /// <param name="condition">The condition.</param>
    public string Write(Condition condition) => Write(condition, Level.Or);

    /// <summary>Writes a number so that reading it gives the same number.</summary>
    /// <param name="value">The number; infinite values become <c>inf</c>.</param>
    public static string Number(double value) => value switch
    {
        double.PositiveInfinity => "inf",
        double.NegativeInfinity => "-inf",
        _ => value.ToString("R", CultureInfo.InvariantCulture),
    };

    private string Write(Expr expression, Level level)
    {
        var (text, own) = expression switch
        {
            ConstantExpr constant => (Number(constant.Value), constant.Value < 0 ? Level.Sign : Level.Primary),
            SymbolExpr symbol => (nameOf(symbol.Symbol), Level.Primary),
            SumExpr sum => (WriteSum(sum), Level.Sum),
            ProductExpr product => WriteProduct(product),
            PowerExpr { Exponent: ConstantExpr { Value: -1 } } power => ("1/" + Write(power.Base, Level.Sign), Level.Product),
            PowerExpr power => ($"{Write(power.Base, Level.Primary)}^{Write(power.Exponent, Level.Sign)}", Level.Power),
            FunctionExpr function => ($"{FunctionTable.NameOf(function.Function)}({Write(function.Argument)})", Level.Primary),
            SelectExpr select => (WriteSelect(select), Level.Conditional),
            _ => throw new ArgumentException($"unknown expression {expression.GetType().Name}", nameof(expression)),
        };
        return own < level ? $"({text})" : text;
    }

    private string WriteSelect(SelectExpr select) =>
        $"if ({Write(select.Condition)}) {Write(select.WhenTrue, Level.Or)} else {Write(select.WhenFalse)}";

    private string WriteSum(SumExpr sum)
    {
        // Constants are kept last; 1 - x reads better than -x + 1 and is read back as the same sum.
        var terms = sum.Terms;
        if (terms[^1] is ConstantExpr { Value: > 0 } && terms[0] is ProductExpr { Factors: [ConstantExpr { Value: < 0 }, ..] })
        {
            terms = [terms[^1], .. terms[..^1]];
        }

        var text = Write(terms[0], Level.Product);
        foreach (var term in terms.AsSpan()[1..])
        {
            text += term switch
            {
                ConstantExpr { Value: < 0 } constant => " - " + Number(-constant.Value),
                ProductExpr { Factors: [ConstantExpr { Value: < 0 } first, .. var rest] } => " - " + WriteFactors(-first.Value, rest),
                _ => " + " + Write(term, Level.Product),
            };
        }

        return text;
    }

    private (string Text, Level Level) WriteProduct(ProductExpr product) => product.Factors switch
    {
        [ConstantExpr { Value: -1 }, var only] when !IsReciprocal(only) => ("-" + Write(only, Level.Sign), Level.Sign),
        [ConstantExpr { Value: < 0 } first, .. var rest] => ("-" + WriteFactors(-first.Value, rest), Level.Product),
        [ConstantExpr first, .. var rest] => (WriteFactors(first.Value, rest), Level.Product),
        _ => (WriteFactors(1, product.Factors), Level.Product),
    };

    private string WriteFactors(double constant, ImmutableArray<Expr> factors)
    {
        var divisor = ShortReciprocal(constant);
        var text = constant == 1 || divisor is not null ? "" : Number(constant);
        foreach (var factor in factors)
        {
            text = (text, factor) switch
            {
                ("", _) => Write(factor, Level.Product + 1 - (IsReciprocal(factor) ? 1 : 0)),
                (_, PowerExpr { Exponent: ConstantExpr { Value: -1 } } power) => $"{text}/{Write(power.Base, Level.Sign)}",
                _ => $"{text}*{Write(factor, Level.Sign)}",
            };
        }

        return divisor is null ? text : $"{text}/{divisor}";
    }

    private static bool IsReciprocal(Expr factor) => factor is PowerExpr { Exponent: ConstantExpr { Value: -1 } };

    // WT/70 is kept as the constant 0.0142857... times WT; show the 70 again where that gives the very same constant.
    private static string? ShortReciprocal(double constant)
    {
        if (constant == 1 || Number(constant).Length <= 4)
        {
            return null;
        }

        var divisor = double.Parse((1 / constant).ToString("G12", CultureInfo.InvariantCulture), CultureInfo.InvariantCulture);
        return Math.Pow(divisor, -1) == constant && Number(divisor).Length + 1 < Number(constant).Length ? Number(divisor) : null;
    }

    private string Write(Condition condition, Level level)
    {
        var (text, own) = condition switch
        {
            ComparisonCondition comparison =>
                ($"{Write(comparison.Left, Level.Sum)} {Sign(comparison.Comparison)} {Write(comparison.Right, Level.Sum)}", Level.Sum),
            AndCondition and => ($"{Write(and.Left, Level.And)} and {Write(and.Right, Level.And + 1)}", Level.And),
            OrCondition or => ($"{Write(or.Left, Level.Or)} or {Write(or.Right, Level.Or + 1)}", Level.Or),
            NotCondition not => ($"not {Write(not.Operand, Level.Not)}", Level.Not),
            _ => throw new ArgumentException($"unknown condition {condition.GetType().Name}", nameof(condition)),
        };
        return own < level ? $"({text})" : text;
    }

    private static string Sign(Comparison comparison) => comparison switch
    {
        Comparison.Less => "<",
        Comparison.LessOrEqual => "<=",
        Comparison.Greater => ">",
        Comparison.GreaterOrEqual => ">=",
        Comparison.Equal => "==",
        _ => "!=",
    };
}
