namespace PopPK.Symbolics;

/// <summary>
/// Breaks expressions into two-operand steps. Equal steps are one step (value numbering), so common subexpressions, and common beginnings
/// of sums and products, are computed once over all outputs.
/// </summary>
/// <param name="slots">Where the symbols' values are.</param>
internal sealed class ProgramBuilder(IReadOnlyDictionary<Symbol, Slot> slots)
{
    /// <summary>Larger integer powers are left to the library: repeated multiplication loses a bit per doubling.</summary>
    private const double LargestUnrolledExponent = 64;

    private readonly List<Instruction> _instructions = [];
    private readonly Dictionary<Instruction, int> _numbers = [];
    private readonly Dictionary<Expr, int> _memo = ExprGraph.Memo<int>();

    /// <summary>The program for expressions.</summary>
    /// <param name="outputs">The expressions; all their symbols have slots.</param>
    public StraightLineProgram Build(IReadOnlyList<Expr> outputs)
    {
        foreach (var output in outputs)
        {
            ExprGraph.VisitChildrenFirst(output, _memo.ContainsKey, node => _memo[node] = Lower(node));
        }

        return new StraightLineProgram([.. _instructions], [.. outputs.Select(output => _memo[output])]);
    }

    private int Lower(Expr node) => node switch
    {
        ConstantExpr c => Constant(c.Value),
        SymbolExpr s => Load(slots[s.Symbol]),
        SumExpr s => Sum(s),
        ProductExpr p => Product(p.Factors.AsSpan(), 1),
        PowerExpr { Exponent: ConstantExpr { Value: < 0 } e } p => Emit(Operation.Divide, Constant(1), Power(_memo[p.Base], -e.Value)),
        PowerExpr { Exponent: ConstantExpr e } p => Power(_memo[p.Base], e.Value),
        PowerExpr p => Emit(Operation.Power, _memo[p.Base], _memo[p.Exponent]),
        FunctionExpr f => Emit(Operation.Function, _memo[f.Argument], (int)f.Function),
        SelectExpr s => Emit(Operation.Select, Lower(s.Condition), _memo[s.WhenTrue], _memo[s.WhenFalse]),
        _ => throw Interpreter.UnknownNode(node),
    };

    private int Lower(Condition condition) => condition switch
    {
        ComparisonCondition c => Emit(Operation.Compare, _memo[c.Left], _memo[c.Right], (int)c.Comparison),
        AndCondition a => Emit(Operation.And, Lower(a.Left), Lower(a.Right)),
        OrCondition o => Emit(Operation.Or, Lower(o.Left), Lower(o.Right)),
        NotCondition n => Emit(Operation.Not, Lower(n.Operand)),
        _ => throw Interpreter.UnknownNode(condition),
    };

    /// <summary>First what is added, then what is subtracted.</summary>
    private int Sum(SumExpr sum)
    {
        int? total = null;
        foreach (var term in sum.Terms)
        {
            if (!ExprGraph.IsNegative(term))
            {
                total = total is { } t ? Emit(Operation.Add, t, _memo[term]) : _memo[term];
            }
        }

        foreach (var term in sum.Terms)
        {
            if (ExprGraph.IsNegative(term))
            {
                total = total is { } t ? Emit(Operation.Subtract, t, Negated(term)) : _memo[term];
            }
        }

        return total!.Value;
    }

    private int Negated(Expr term) => term switch
    {
        ConstantExpr c => Constant(-c.Value),
        ProductExpr p => Product(p.Factors.AsSpan(), -1),
        _ => Emit(Operation.Negate, _memo[term]),
    };

    /// <summary>
    /// sign * coefficient * (factors) / (reciprocal factors): one division at most. The number comes last, so that
    /// -k*a, k*a and 2*k*a share k*a.
    /// </summary>
    private int Product(ReadOnlySpan<Expr> factors, double sign)
    {
        var coefficient = sign;
        int? numerator = null;
        int? denominator = null;
        foreach (var factor in factors)
        {
            switch (factor)
            {
                case ConstantExpr c:
                    coefficient *= c.Value;
                    break;
                case PowerExpr { Exponent: ConstantExpr { Value: < 0 } e } p:
                    denominator = Times(denominator, Power(_memo[p.Base], -e.Value));
                    break;
                default:
                    numerator = Times(numerator, _memo[factor]);
                    break;
            }
        }

        return (numerator, denominator) switch
        {
            (null, null) => Constant(coefficient),
            (null, { } d) => Emit(Operation.Divide, Constant(coefficient), d),
            ({ } n, null) => Scaled(coefficient, n),
            ({ } n, { } d) => Scaled(coefficient, Emit(Operation.Divide, n, d)),
        };
    }

    private int Times(int? product, int factor) => product is { } p ? Emit(Operation.Multiply, p, factor) : factor;

    private int Scaled(double coefficient, int operand) => coefficient switch
    {
        1 => operand,
        -1 => Emit(Operation.Negate, operand),
        _ => Emit(Operation.Multiply, Constant(coefficient), operand),
    };

    /// <summary>A power with a number above 0 as exponent; whole and half exponents by multiplication and square root.</summary>
    private int Power(int @base, double exponent)
    {
        var whole = Math.Floor(exponent);
        if (exponent > LargestUnrolledExponent || (exponent != whole && exponent != whole + 0.5))
        {
            return Emit(Operation.Power, @base, Constant(exponent));
        }

        int? power = exponent == whole ? null : Emit(Operation.Function, @base, (int)ElementaryFunction.Sqrt);
        var square = @base;
        for (var n = (int)whole; n > 0; n >>= 1)
        {
            if ((n & 1) == 1)
            {
                power = Times(power, square);
            }

            if (n > 1)
            {
                square = Emit(Operation.Multiply, square, square);
            }
        }

        return power ?? Constant(1);
    }

    private int Constant(double value) => Number(new Instruction(Operation.Constant, Value: value));

    private int Load(Slot slot) => Number(new Instruction(Operation.Load, slot.Bank, slot.Index));

    private int Emit(Operation operation, int a, int b = 0, int c = 0) =>
        Number(operation is Operation.Add or Operation.Multiply && a > b
            ? new Instruction(operation, b, a)
            : new Instruction(operation, a, b, c));

    private int Number(Instruction instruction)
    {
        if (!_numbers.TryGetValue(instruction, out var number))
        {
            _numbers[instruction] = number = _instructions.Count;
            _instructions.Add(instruction);
        }

        return number;
    }
}
