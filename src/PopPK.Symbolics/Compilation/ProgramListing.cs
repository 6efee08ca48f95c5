using System.Text;

namespace PopPK.Symbolics;

/// <summary>Writes a scheduled program for people: one line per variable, in the order in which they are computed.</summary>
internal sealed class ProgramListing
{
    private readonly StringBuilder _text = new();
    private readonly Schedule _schedule;
    private readonly Dictionary<Slot, Symbol> _symbols = [];
    private readonly Dictionary<int, Symbol> _variables = [];

    private ProgramListing(Schedule schedule, IReadOnlyDictionary<Symbol, Slot> slots)
    {
        _schedule = schedule;
        foreach (var (symbol, slot) in slots)
        {
            _symbols.TryAdd(slot, symbol);
        }
    }

    /// <summary>The text of a program.</summary>
    public static string Write(Schedule schedule, IReadOnlyDictionary<Symbol, Slot> slots)
    {
        var listing = new ProgramListing(schedule, slots);
        listing.WriteBlock(0, "");
        var outputs = schedule.Program.Outputs;
        for (var i = 0; i < outputs.Length; i++)
        {
            listing.WriteLine("", $"out[{i}]", outputs[i]);
        }

        return listing._text.ToString();
    }

    private void WriteBlock(int block, string indent)
    {
        foreach (var step in _schedule.Steps(block))
        {
            var variable = _variables[step] = new Symbol($"t{_variables.Count + 1}");
            var instruction = _schedule.Program.Instructions[step];
            if (instruction.Operation == Operation.Select)
            {
                var (whenTrue, whenFalse) = _schedule.Branches(step);
                var inner = indent + "    ";
                _text.Append(indent).Append("if (").Append(ExprPrinter.Print(ConditionOf(instruction.A))).Append(")\n");
                WriteBlock(whenTrue, inner);
                WriteLine(inner, variable.Name, instruction.B);
                _text.Append(indent).Append("else\n");
                WriteBlock(whenFalse, inner);
                WriteLine(inner, variable.Name, instruction.C);
            }
            else if (instruction.IsTruth)
            {
                _text.Append(indent).Append(variable.Name).Append(" = ").Append(ExprPrinter.Print(Condition(instruction))).Append('\n');
            }
            else
            {
                _text.Append(indent).Append(variable.Name).Append(" = ").Append(ExprPrinter.Print(Value(instruction))).Append('\n');
            }
        }
    }

    private void WriteLine(string indent, string name, int step) =>
        _text.Append(indent).Append(name).Append(" = ").Append(ExprPrinter.Print(ValueOf(step))).Append('\n');

    private Expr ValueOf(int step) =>
        _schedule.IsInPlace(step) ? Value(_schedule.Program.Instructions[step]) : _variables[step];

    private Expr Value(Instruction i) => i.Operation switch
    {
        Operation.Constant => i.Value,
        Operation.Load => _symbols[new Slot(i.A, i.B)],
        Operation.Negate => -ValueOf(i.A),
        Operation.Add => ValueOf(i.A) + ValueOf(i.B),
        Operation.Subtract => ValueOf(i.A) - ValueOf(i.B),
        Operation.Multiply => ValueOf(i.A) * ValueOf(i.B),
        Operation.Divide => ValueOf(i.A) / ValueOf(i.B),
        Operation.Power => Expr.Power(ValueOf(i.A), ValueOf(i.B)),
        Operation.Function => Expr.Call((ElementaryFunction)i.B, ValueOf(i.A)),
        _ => throw new ArgumentOutOfRangeException(nameof(i), i.Operation, "Not a value."),
    };

    /// <summary>A truth value kept in a variable is shown as the variable.</summary>
    private Condition ConditionOf(int step) => _schedule.IsInPlace(step)
        ? Condition(_schedule.Program.Instructions[step])
        : new ComparisonCondition(Comparison.NotEqual, _variables[step], Expr.Zero);

    private Condition Condition(Instruction i) => i.Operation switch
    {
        Operation.Compare => new ComparisonCondition((Comparison)i.C, ValueOf(i.A), ValueOf(i.B)),
        Operation.And => new AndCondition(ConditionOf(i.A), ConditionOf(i.B)),
        Operation.Or => new OrCondition(ConditionOf(i.A), ConditionOf(i.B)),
        Operation.Not => new NotCondition(ConditionOf(i.A)),
        _ => throw new ArgumentOutOfRangeException(nameof(i), i.Operation, "Not a condition."),
    };
}
