using System.Globalization;
using System.Text;

namespace PopPK.Symbolics;

/// <summary>
/// Writes expressions in the syntax of the model language: <c>-cl/v*central</c>, <c>x^2</c>, <c>sqrt(x)</c>,
/// <c>if (SEX == 1 and WT > 70) a else b</c>, with as few parentheses as that syntax needs. Stateless; safe to share between threads.
/// </summary>
/// <remarks>
/// From loose to tight: <c>if else</c>, <c>or</c>, <c>and</c>, <c>not</c>, comparison, <c>+ -</c>, <c>* /</c>, <c>^</c>.
/// Shared parts are written wherever they occur, so the text of a graph can be exponentially long; it is cut.
/// Numbers are written so that reading them gives the same bits; infinity and NaN, which the language lacks, as 1/0 and 0/0.
/// </remarks>
public sealed class ExprPrinter
{
    private readonly StringBuilder _text = new();
    private readonly int _maximumLength;

    private ExprPrinter(int maximumLength) => _maximumLength = maximumLength;

    /// <summary>How tightly the written operators bind.</summary>
    private enum Level
    {
        Conditional,
        Or,
        And,
        Not,
        Comparison,
        Sum,
        Product,
        Power,
        Primary,
    }

    /// <summary>The text of an expression.</summary>
    /// <param name="expression">The expression.</param>
    /// <param name="maximumLength">Number of characters after which the text is cut and "..." put.</param>
    public static string Print(Expr expression, int maximumLength = 20_000)
    {
        var printer = new ExprPrinter(maximumLength);
        printer.Write(expression, Level.Conditional);
        return printer.Finished();
    }

    /// <summary>The text of a condition.</summary>
    /// <param name="condition">The condition.</param>
    /// <param name="maximumLength">Number of characters after which the text is cut and "..." put.</param>
    public static string Print(Condition condition, int maximumLength = 20_000)
    {
        var printer = new ExprPrinter(maximumLength);
        printer.Write(condition, Level.Conditional);
        return printer.Finished();
    }

    private string Finished() => _text.Length <= _maximumLength ? _text.ToString() : _text.ToString(0, _maximumLength) + "...";

    private void Write(Expr expression, Level context)
    {
        if (_text.Length > _maximumLength)
        {
            return;
        }

        switch (expression)
        {
            case ConstantExpr c:
                WriteConstant(c.Value, context);
                break;
            case SymbolExpr s:
                _text.Append(s.Symbol.Name);
                break;
            case SumExpr sum:
                Group(Level.Sum, context, () => WriteSum(sum));
                break;
            case ProductExpr product:
                // A sign binds like a product, but only the first term of a sum may start with one.
                Group(ExprGraph.IsNegative(product) ? Level.Sum : Level.Product, context, () => WriteProduct(product));
                break;
            case PowerExpr power:
                WritePower(power, context);
                break;
            case FunctionExpr function:
                WriteCall(function.Function, function.Argument);
                break;
            case SelectExpr select:
                Group(Level.Conditional, context, () => WriteSelect(select));
                break;
            default:
                throw Interpreter.UnknownNode(expression);
        }
    }

    private void WriteConstant(double value, Level context)
    {
        if (double.IsFinite(value))
        {
            Group(value < 0 ? Level.Sum : Level.Primary, context, () => _text.Append(value.ToString("R", CultureInfo.InvariantCulture)));
        }
        else
        {
            Group(value < 0 ? Level.Sum : Level.Product, context, () => _text.Append(double.IsNaN(value) ? "0/0" : value < 0 ? "-1/0" : "1/0"));
        }
    }

    private void WriteSum(SumExpr sum)
    {
        for (var i = 0; i < sum.Terms.Length && _text.Length <= _maximumLength; i++)
        {
            var term = sum.Terms[i];
            if (i > 0)
            {
                _text.Append(ExprGraph.IsNegative(term) ? " - " : " + ");
                term = ExprGraph.IsNegative(term) ? -term : term;
            }

            // Only the first term may carry its own sign without parentheses.
            Write(term, i == 0 && term is not SumExpr ? Level.Sum : Level.Product);
        }
    }

    private void WriteProduct(ProductExpr product)
    {
        var factors = product.Factors.ToList();
        if (factors[0] is ConstantExpr { Value: < 0 } coefficient)
        {
            _text.Append('-');
            factors[0] = -coefficient;
        }

        if (factors[0] is ConstantExpr { Value: 1 } && factors.Count > 1)
        {
            factors.RemoveAt(0);
        }

        // A product does not begin with a division when anything can stand before it.
        var first = Math.Max(0, factors.FindIndex(factor => !IsReciprocal(factor)));
        (var lead, _) = (factors[first], factors.Remove(factors[first]));
        Write(lead, IsReciprocal(lead) ? Level.Product : Level.Power);
        foreach (var factor in factors)
        {
            _text.Append(IsReciprocal(factor) ? '/' : '*');
            Write(IsReciprocal(factor) ? Reciprocal((PowerExpr)factor) : factor, Level.Power);
        }
    }

    private void WritePower(PowerExpr power, Level context)
    {
        if (IsReciprocal(power))
        {
            Group(Level.Product, context, () =>
            {
                _text.Append("1/");
                Write(Reciprocal(power), Level.Power);
            });
        }
        else if (power.Exponent is ConstantExpr { Value: 0.5 })
        {
            WriteCall(ElementaryFunction.Sqrt, power.Base);
        }
        else
        {
            Group(Level.Power, context, () =>
            {
                Write(power.Base, Level.Primary);
                _text.Append('^');
                Write(power.Exponent, Level.Primary);
            });
        }
    }

    private void WriteCall(ElementaryFunction function, Expr argument)
    {
        _text.Append(function.Name());
        Group(Level.Conditional, Level.Primary, () => Write(argument, Level.Conditional));
    }

    private void WriteSelect(SelectExpr select)
    {
        _text.Append("if (");
        Write(select.Condition, Level.Conditional);
        _text.Append(") ");
        // A conditional in the first branch would take the other's else.
        Write(select.WhenTrue, Level.Or);
        _text.Append(" else ");
        Write(select.WhenFalse, Level.Conditional);
    }

    private void Write(Condition condition, Level context)
    {
        switch (condition)
        {
            case ComparisonCondition c:
                Group(Level.Comparison, context, () => WriteBoth(c.Left, Sign(c.Comparison), c.Right));
                break;
            case AndCondition a:
                Group(Level.And, context, () => WriteBoth(a.Left, " and ", a.Right, Level.And));
                break;
            case OrCondition o:
                Group(Level.Or, context, () => WriteBoth(o.Left, " or ", o.Right, Level.Or));
                break;
            case NotCondition n:
                _text.Append("not ");
                Write(n.Operand, Level.Primary);
                break;
            default:
                throw Interpreter.UnknownNode(condition);
        }
    }

    private void WriteBoth(Expr left, string sign, Expr right)
    {
        Write(left, Level.Sum);
        _text.Append(sign);
        Write(right, Level.Sum);
    }

    private void WriteBoth(Condition left, string word, Condition right, Level level)
    {
        Write(left, level);
        _text.Append(word);
        Write(right, level + 1);
    }

    /// <summary>Writes in parentheses where the operator binds less tightly than its place demands.</summary>
    private void Group(Level own, Level context, Action write)
    {
        var parentheses = own < context;
        _text.Append(parentheses ? "(" : "");
        write();
        _text.Append(parentheses ? ")" : "");
    }

    private static bool IsReciprocal(Expr expression) => expression is PowerExpr { Exponent: ConstantExpr { Value: < 0 } };

    private static Expr Reciprocal(PowerExpr power) => Expr.Power(power.Base, -power.Exponent);

    private static string Sign(Comparison comparison) => comparison switch
    {
        Comparison.Less => " < ",
        Comparison.LessOrEqual => " <= ",
        Comparison.Greater => " > ",
        Comparison.GreaterOrEqual => " >= ",
        Comparison.Equal => " == ",
        Comparison.NotEqual => " != ",
        _ => throw new ArgumentOutOfRangeException(nameof(comparison), comparison, "Unknown comparison."),
    };
}
