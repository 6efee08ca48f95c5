using System.Reflection.Emit;

namespace PopPK.Symbolics;

/// <summary>Turns a scheduled program into machine code by way of a dynamic method. Arithmetic is plain IEEE, in the program's order.</summary>
internal sealed class CodeEmitter
{
    private readonly ILGenerator _il;
    private readonly Schedule _schedule;
    private readonly StraightLineProgram _program;
    private readonly LocalBuilder?[] _variables;
    private readonly LocalBuilder?[] _banks = new LocalBuilder?[FunctionCompiler.BankCount];

    private CodeEmitter(Schedule schedule, ILGenerator il)
    {
        _schedule = schedule;
        _program = schedule.Program;
        _il = il;
        _variables = new LocalBuilder?[_program.Instructions.Length];
    }

    /// <summary>The delegate of a scheduled program.</summary>
    public static SpanFunction Emit(Schedule schedule)
    {
        // The first parameter is the delegate's target: a delegate that has one is called without a shuffling stub.
        var bank = typeof(ReadOnlySpan<double>);
        Type[] parameters = [typeof(Schedule), bank, bank, bank, typeof(Span<double>)];
        var method = new DynamicMethod("PopPK.SpanFunction", typeof(void), parameters, typeof(CodeEmitter).Module, skipVisibility: true);
        new CodeEmitter(schedule, method.GetILGenerator()).EmitBody();
        return method.CreateDelegate<SpanFunction>(schedule);
    }

    private void EmitBody()
    {
        foreach (var load in _program.Instructions)
        {
            if (load.Operation == Operation.Load)
            {
                _banks[load.A] ??= EmitStart(load.A + 1, nameof(SpanAccess.StartOfBank));
            }
        }

        var output = EmitStart(FunctionCompiler.BankCount + 1, nameof(SpanAccess.StartOfOutput));
        EmitBlock(0);
        for (var i = 0; i < _program.Outputs.Length; i++)
        {
            PushAddress(output, i);
            Push(_program.Outputs[i]);
            _il.Emit(OpCodes.Stind_R8);
        }

        _il.Emit(OpCodes.Ret);
    }

    private LocalBuilder EmitStart(int parameter, string accessor)
    {
        var start = _il.DeclareLocal(typeof(double).MakeByRefType());
        _il.Emit(OpCodes.Ldarg, (short)parameter);
        _il.Emit(OpCodes.Call, typeof(SpanAccess).GetMethod(accessor)!);
        _il.Emit(OpCodes.Stloc, start);
        return start;
    }

    private void EmitBlock(int block)
    {
        foreach (var step in _schedule.Steps(block))
        {
            var instruction = _program.Instructions[step];
            var variable = _variables[step] = _il.DeclareLocal(instruction.IsTruth ? typeof(int) : typeof(double));
            if (instruction.Operation == Operation.Select)
            {
                EmitSelect(step, instruction, variable);
            }
            else
            {
                PushResult(instruction);
                _il.Emit(OpCodes.Stloc, variable);
            }
        }
    }

    private void EmitSelect(int step, Instruction select, LocalBuilder variable)
    {
        var (whenTrue, whenFalse) = _schedule.Branches(step);
        var (otherwise, end) = (_il.DefineLabel(), _il.DefineLabel());
        Push(select.A);
        _il.Emit(OpCodes.Brfalse, otherwise);
        EmitBlock(whenTrue);
        Push(select.B);
        _il.Emit(OpCodes.Stloc, variable);
        _il.Emit(OpCodes.Br, end);
        _il.MarkLabel(otherwise);
        EmitBlock(whenFalse);
        Push(select.C);
        _il.Emit(OpCodes.Stloc, variable);
        _il.MarkLabel(end);
    }

    /// <summary>Puts the result of a step on the stack.</summary>
    private void Push(int step)
    {
        if (_schedule.IsInPlace(step))
        {
            PushResult(_program.Instructions[step]);
        }
        else
        {
            _il.Emit(OpCodes.Ldloc, _variables[step]!);
        }
    }

    private void PushResult(Instruction instruction)
    {
        for (var i = 0; i < instruction.OperandCount; i++)
        {
            Push(instruction.Operand(i));
        }

        switch (instruction.Operation)
        {
            case Operation.Constant:
                _il.Emit(OpCodes.Ldc_R8, instruction.Value);
                break;
            case Operation.Load:
                PushAddress(_banks[instruction.A]!, instruction.B);
                _il.Emit(OpCodes.Ldind_R8);
                break;
            case Operation.Power:
                Call(Math.Pow);
                break;
            case Operation.Function:
                _il.Emit(OpCodes.Call, Interpreter.Implementation((ElementaryFunction)instruction.B).Method);
                break;
            case Operation.Compare:
                EmitComparison((Comparison)instruction.C);
                break;
            case Operation.Not:
                EmitNot();
                break;
            default:
                _il.Emit(OpCodeOf(instruction.Operation));
                break;
        }
    }

    private void Call(Func<double, double, double> function) => _il.Emit(OpCodes.Call, function.Method);

    private void PushAddress(LocalBuilder start, int index)
    {
        _il.Emit(OpCodes.Ldloc, start);
        if (index > 0)
        {
            _il.Emit(OpCodes.Ldc_I4, index * sizeof(double));
            _il.Emit(OpCodes.Add);
        }
    }

    /// <summary>
    /// There is no instruction for "at most": it is "not above". The unordered comparison makes "above" hold for NaN,
    /// so that the negation does not.
    /// </summary>
    private void EmitComparison(Comparison comparison)
    {
        _il.Emit(comparison switch
        {
            Comparison.Less => OpCodes.Clt,
            Comparison.GreaterOrEqual => OpCodes.Clt_Un,
            Comparison.Greater => OpCodes.Cgt,
            Comparison.LessOrEqual => OpCodes.Cgt_Un,
            _ => OpCodes.Ceq,
        });
        if (comparison is Comparison.GreaterOrEqual or Comparison.LessOrEqual or Comparison.NotEqual)
        {
            EmitNot();
        }
    }

    private void EmitNot()
    {
        _il.Emit(OpCodes.Ldc_I4_0);
        _il.Emit(OpCodes.Ceq);
    }

    private static OpCode OpCodeOf(Operation operation) => operation switch
    {
        Operation.Negate => OpCodes.Neg,
        Operation.Add => OpCodes.Add,
        Operation.Subtract => OpCodes.Sub,
        Operation.Multiply => OpCodes.Mul,
        Operation.Divide => OpCodes.Div,
        Operation.And => OpCodes.And,
        Operation.Or => OpCodes.Or,
        _ => throw new ArgumentOutOfRangeException(nameof(operation), operation, "Not a single instruction."),
    };
}
