using System.Globalization;
using System.Net;
using System.Text;
using PopPK.Symbolics;

namespace PopPK.Reporting.Html;

/// <summary>
/// Writes expressions as presentation MathML, which browsers typeset: quotients as fractions, exp as a power of e, conditionals with a
/// brace. Shared parts are written wherever they occur, so the text is cut where it becomes too long to read. One owner.
/// </summary>
internal sealed class MathWriter
{
    private const int MostNodes = 2000;
    private readonly StringBuilder _text = new();
    private readonly IReadOnlyDictionary<Symbol, string> _names;
    private int _nodes;

    private MathWriter(IReadOnlyDictionary<Symbol, string> names) => _names = names;

    // How tightly what is written binds: a sum in a product needs parentheses.
    private enum Level
    {
        Sum,
        Product,
        Power,
    }

    /// <summary>An expression.</summary>
    /// <param name="expression">The expression.</param>
    /// <param name="names">The MathML of symbols that do not look like their names.</param>
    public static string Write(Expr expression, IReadOnlyDictionary<Symbol, string> names)
    {
        var writer = new MathWriter(names);
        writer.Write(expression, Level.Sum);
        return $"<mrow>{writer._text}</mrow>";
    }

    /// <summary>A condition.</summary>
    /// <param name="condition">The condition.</param>
    /// <param name="names">The MathML of symbols that do not look like their names.</param>
    public static string Write(Condition condition, IReadOnlyDictionary<Symbol, string> names)
    {
        var writer = new MathWriter(names);
        writer.Write(condition, false);
        return $"<mrow>{writer._text}</mrow>";
    }

    /// <summary>The square of an expression, a square root's being what is under it.</summary>
    /// <param name="expression">The expression.</param>
    /// <param name="names">The MathML of symbols that do not look like their names.</param>
    public static string WriteSquare(Expr expression, IReadOnlyDictionary<Symbol, string> names) => Write(
        expression switch
        {
            FunctionExpr { Function: ElementaryFunction.Sqrt } root => root.Argument,
            PowerExpr { Exponent: ConstantExpr { Value: 0.5 } } power => power.Base,
            _ => Expr.Power(expression, 2),
        },
        names);

    private void Write(Expr expression, Level context)
    {
        if (_nodes++ > MostNodes)
        {
            _text.Append("<mi>…</mi>");
            return;
        }

        switch (expression)
        {
            case ConstantExpr c:
                WriteConstant(c.Value, context);
                break;
            case SymbolExpr s:
                _text.Append(_names.TryGetValue(s.Symbol, out var name) ? name : MathNames.Of(s.Symbol.Name));
                break;
            case SumExpr sum:
                Group(Level.Sum, context, () => WriteSum(sum));
                break;
            case ProductExpr product:
                Group(IsNegative(product) ? Level.Sum : Level.Product, context, () => WriteProduct(product));
                break;
            case PowerExpr power:
                WritePower(power);
                break;
            case FunctionExpr function:
                WriteCall(function);
                break;
            case SelectExpr select:
                WriteCases(select);
                break;
            default:
                throw new ArgumentException($"Unknown expression {expression.GetType().Name}.", nameof(expression));
        }
    }

    private void WriteConstant(double value, Level context)
    {
        if (value < 0 && context > Level.Sum)
        {
            Operator("(");
            Number(value);
            Operator(")");
        }
        else
        {
            Number(value);
        }
    }

    private void Number(double value)
    {
        if (double.IsNaN(value))
        {
            _text.Append("<mtext>undefined</mtext>");
            return;
        }

        if (value < 0)
        {
            Operator("−");
        }

        if (double.IsInfinity(value))
        {
            _text.Append("<mi>∞</mi>");
            return;
        }

        var digits = Math.Abs(value).ToString("R", CultureInfo.InvariantCulture);
        var exponent = digits.IndexOf('E', StringComparison.Ordinal);
        _text.Append(exponent < 0
            ? $"<mn>{digits}</mn>"
            : $"<mn>{digits[..exponent]}</mn><mo>·</mo><msup><mn>10</mn><mn>{digits[(exponent + 1)..].TrimStart('+').Replace("-0", "-", StringComparison.Ordinal).Replace('-', '−')}</mn></msup>");
    }

    private void WriteSum(SumExpr sum)
    {
        for (var i = 0; i < sum.Terms.Length; i++)
        {
            var term = sum.Terms[i];
            if (i > 0)
            {
                var isNegative = IsNegative(term);
                Operator(isNegative ? "−" : "+");
                term = isNegative ? -term : term;
            }

            Write(term, i == 0 && term is not SumExpr ? Level.Sum : Level.Product);
        }
    }

    private void WriteProduct(ProductExpr product)
    {
        var factors = product.Factors.ToList();
        if (factors[0] is ConstantExpr { Value: < 0 } coefficient)
        {
            Operator("−");
            factors[0] = -coefficient;
        }

        if (factors[0] is ConstantExpr { Value: 1 } && factors.Count > 1)
        {
            factors.RemoveAt(0);
        }

        var above = factors.Where(f => !IsReciprocal(f)).ToArray();
        var below = factors.Where(IsReciprocal).Select(f => Reciprocal((PowerExpr)f)).ToArray();
        if (below.Length == 0)
        {
            WriteFactors(above);
            return;
        }

        _text.Append("<mfrac><mrow>");
        WriteFactors(above);
        _text.Append("</mrow><mrow>");
        WriteFactors(below);
        _text.Append("</mrow></mfrac>");
    }

    private void WriteFactors(Expr[] factors)
    {
        if (factors.Length == 0)
        {
            _text.Append("<mn>1</mn>");
        }

        for (var i = 0; i < factors.Length; i++)
        {
            if (i > 0)
            {
                Operator("·");
            }

            Write(factors[i], factors.Length == 1 ? Level.Sum : Level.Product);
        }
    }

    private void WritePower(PowerExpr power)
    {
        if (IsReciprocal(power))
        {
            _text.Append("<mfrac><mn>1</mn><mrow>");
            Write(Reciprocal(power), Level.Sum);
            _text.Append("</mrow></mfrac>");
        }
        else if (power.Exponent is ConstantExpr { Value: 0.5 })
        {
            Enclose("msqrt", power.Base);
        }
        else
        {
            _text.Append("<msup><mrow>");
            Base(power.Base);
            _text.Append("</mrow><mrow>");
            Write(power.Exponent, Level.Sum);
            _text.Append("</mrow></msup>");
        }
    }

    // Only names and positive numbers carry an exponent without parentheses.
    private void Base(Expr expression)
    {
        var isBare = expression is SymbolExpr or ConstantExpr { Value: >= 0 };
        Operator(isBare ? "" : "(");
        Write(expression, Level.Sum);
        Operator(isBare ? "" : ")");
    }

    private void WriteCall(FunctionExpr call)
    {
        switch (call.Function)
        {
            case ElementaryFunction.Exp when !HasFraction(call.Argument):
                _text.Append("<msup><mi>e</mi><mrow>");
                Write(call.Argument, Level.Sum);
                _text.Append("</mrow></msup>");
                break;
            case ElementaryFunction.Sqrt:
                Enclose("msqrt", call.Argument);
                break;
            case ElementaryFunction.Abs:
                Operator("|");
                Write(call.Argument, Level.Sum);
                Operator("|");
                break;
            case ElementaryFunction.Floor:
                Operator("⌊");
                Write(call.Argument, Level.Sum);
                Operator("⌋");
                break;
            default:
                _text.Append($"<mi>{WebUtility.HtmlEncode(FunctionName(call.Function))}</mi><mo>&#x2061;</mo>");
                Operator("(");
                Write(call.Argument, Level.Sum);
                Operator(")");
                break;
        }
    }

    private static string FunctionName(ElementaryFunction function) => function switch
    {
        ElementaryFunction.LogGamma => "ln Γ",
        ElementaryFunction.Digamma => "ψ",
        ElementaryFunction.NormalCdf => "Φ",
        ElementaryFunction.LogNormalCdf => "ln Φ",
        ElementaryFunction.NormalQuantile => "Φ⁻¹",
        ElementaryFunction.Sign => "sgn",
        ElementaryFunction.Atan => "arctan",
        ElementaryFunction.Log => "ln",
        _ => function.Name(),
    };

    private void WriteCases(SelectExpr select)
    {
        _text.Append("<mrow><mo stretchy=\"true\">{</mo><mtable>");
        Expr rest = select;
        while (rest is SelectExpr choice && _nodes++ <= MostNodes)
        {
            Case(choice.WhenTrue, () => Write(choice.Condition, false));
            rest = choice.WhenFalse;
        }

        Case(rest, () => _text.Append("<mtext>otherwise</mtext>"));
        _text.Append("</mtable></mrow>");
    }

    private void Case(Expr value, Action condition)
    {
        _text.Append("<mtr><mtd>");
        Write(value, Level.Sum);
        _text.Append("</mtd><mtd>");
        condition();
        _text.Append("</mtd></mtr>");
    }

    private void Write(Condition condition, bool grouped)
    {
        switch (condition)
        {
            case ComparisonCondition c:
                Write(c.Left, Level.Sum);
                Operator(Sign(c.Comparison));
                Write(c.Right, Level.Sum);
                break;
            case AndCondition a:
                Both(a.Left, "and", a.Right, grouped);
                break;
            case OrCondition o:
                Both(o.Left, "or", o.Right, grouped);
                break;
            case NotCondition n:
                _text.Append("<mtext>not&#xa0;</mtext>");
                Write(n.Operand, true);
                break;
            default:
                throw new ArgumentException($"Unknown condition {condition.GetType().Name}.", nameof(condition));
        }
    }

    private void Both(Condition left, string word, Condition right, bool grouped)
    {
        Operator(grouped ? "(" : "");
        Write(left, true);
        _text.Append($"<mtext>&#xa0;{word}&#xa0;</mtext>");
        Write(right, true);
        Operator(grouped ? ")" : "");
    }

    private void Enclose(string element, Expr content)
    {
        _text.Append($"<{element}><mrow>");
        Write(content, Level.Sum);
        _text.Append($"</mrow></{element}>");
    }

    private void Group(Level own, Level context, Action write)
    {
        var parentheses = own < context;
        Operator(parentheses ? "(" : "");
        write();
        Operator(parentheses ? ")" : "");
    }

    private void Operator(string sign) => _text.Append(sign.Length == 0 ? "" : $"<mo>{sign switch { "<" => "&lt;", ">" => "&gt;", _ => sign }}</mo>");

    private static bool HasFraction(Expr expression) => expression switch
    {
        ProductExpr p => p.Factors.Any(f => IsReciprocal(f) || HasFraction(f)),
        SumExpr s => s.Terms.Any(HasFraction),
        PowerExpr power => IsReciprocal(power),
        SelectExpr => true,
        _ => false,
    };

    private static bool IsNegative(Expr expression) => expression is ConstantExpr { Value: < 0 }
        || expression is ProductExpr product && product.Factors[0] is ConstantExpr { Value: < 0 };

    private static bool IsReciprocal(Expr expression) => expression is PowerExpr { Exponent: ConstantExpr { Value: < 0 } };

    private static Expr Reciprocal(PowerExpr power) => Expr.Power(power.Base, -power.Exponent);

    private static string Sign(Comparison comparison) => comparison switch
    {
        Comparison.Less => "<",
        Comparison.LessOrEqual => "≤",
        Comparison.Greater => ">",
        Comparison.GreaterOrEqual => "≥",
        Comparison.Equal => "=",
        Comparison.NotEqual => "≠",
        _ => throw new ArgumentOutOfRangeException(nameof(comparison), comparison, "Unknown comparison."),
    };
}
