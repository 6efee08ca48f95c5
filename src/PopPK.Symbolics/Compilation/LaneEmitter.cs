using System.Reflection;
using System.Reflection.Emit;
using System.Runtime.Intrinsics;

namespace PopPK.Symbolics;

/// <summary>
/// Turns a program into machine code that computes eight sets of numbers at once (see <see cref="LaneFunction"/>). Truth values are masks;
/// of a conditional both branches are computed and one is chosen lane by lane. Steps of one user are carried out in place.
/// </summary>
internal sealed class LaneEmitter
{
    private const int DeepestInPlace = 16;
    private static readonly Type Lanes = typeof(Vector512<double>);

    private readonly ILGenerator _il;
    private readonly StraightLineProgram _program;
    private readonly bool[] _isBroadcast;
    private readonly bool[] _isInPlace;
    private readonly LocalBuilder?[] _variables;
    private readonly LocalBuilder?[] _banks = new LocalBuilder?[FunctionCompiler.BankCount];

    private LaneEmitter(StraightLineProgram program, bool[] isBroadcast, ILGenerator il)
    {
        _program = program;
        _isBroadcast = isBroadcast;
        _il = il;
        _variables = new LocalBuilder?[program.Instructions.Length];
        _isInPlace = new bool[program.Instructions.Length];
    }

    /// <summary>The delegate of a program.</summary>
    /// <param name="program">The program.</param>
    /// <param name="isBroadcast">For each bank whether its numbers are the same for all lanes.</param>
    public static SpanFunction Emit(StraightLineProgram program, bool[] isBroadcast)
    {
        var bank = typeof(ReadOnlySpan<double>);
        Type[] parameters = [typeof(StraightLineProgram), bank, bank, bank, typeof(Span<double>)];
        var method = new DynamicMethod("PopPK.LaneFunction", typeof(void), parameters, typeof(LaneEmitter).Module, skipVisibility: true);
        new LaneEmitter(program, isBroadcast, method.GetILGenerator()).EmitBody();
        return method.CreateDelegate<SpanFunction>(program);
    }

    private void EmitBody()
    {
        for (var bank = 0; bank < _banks.Length; bank++)
        {
            _banks[bank] = EmitStart(bank + 1, nameof(SpanAccess.StartOfBank));
        }

        var output = EmitStart(FunctionCompiler.BankCount + 1, nameof(SpanAccess.StartOfOutput));
        foreach (var step in Plan())
        {
            PushResult(_program.Instructions[step]);
            _variables[step] = _il.DeclareLocal(Lanes);
            _il.Emit(OpCodes.Stloc, _variables[step]!);
        }

        for (var i = 0; i < _program.Outputs.Length; i++)
        {
            Push(_program.Outputs[i]);
            PushAddress(output, LaneFunction.Width * i);
            CallGeneric(nameof(Vector512.StoreUnsafe), 2);
        }

        _il.Emit(OpCodes.Ret);
    }

    // The steps that are kept in variables, in order.
    private List<int> Plan()
    {
        var count = _program.Instructions.Length;
        var uses = new int[count];
        foreach (var output in _program.Outputs)
        {
            uses[output]++;
        }

        for (var step = count - 1; step >= 0; step--)
        {
            for (var i = 0; uses[step] > 0 && i < _program.Instructions[step].OperandCount; i++)
            {
                uses[_program.Instructions[step].Operand(i)]++;
            }
        }

        var depth = new int[count];
        var kept = new List<int>();
        for (var step = 0; step < count; step++)
        {
            var instruction = _program.Instructions[step];
            for (var i = 0; i < instruction.OperandCount; i++)
            {
                depth[step] = Math.Max(depth[step], 1 + depth[instruction.Operand(i)]);
            }

            _isInPlace[step] = instruction.IsLeaf || (uses[step] == 1 && depth[step] <= DeepestInPlace);
            if (uses[step] > 0 && !_isInPlace[step])
            {
                depth[step] = 0;
                kept.Add(step);
            }
        }

        return kept;
    }

    private LocalBuilder EmitStart(int parameter, string accessor)
    {
        var start = _il.DeclareLocal(typeof(double).MakeByRefType());
        _il.Emit(OpCodes.Ldarg, (short)parameter);
        _il.Emit(OpCodes.Call, typeof(SpanAccess).GetMethod(accessor)!);
        _il.Emit(OpCodes.Stloc, start);
        return start;
    }

    private void Push(int step)
    {
        if (_isInPlace[step])
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
                Broadcast();
                break;
            case Operation.Load when _isBroadcast[instruction.A]:
                PushAddress(_banks[instruction.A]!, instruction.B);
                _il.Emit(OpCodes.Ldind_R8);
                Broadcast();
                break;
            case Operation.Load:
                PushAddress(_banks[instruction.A]!, LaneFunction.Width * instruction.B);
                CallGeneric(nameof(Vector512.LoadUnsafe), 1);
                break;
            case Operation.Power:
                _il.Emit(OpCodes.Call, typeof(LaneMath).GetMethod(nameof(LaneMath.Power))!);
                break;
            case Operation.Function:
                EmitFunction((ElementaryFunction)instruction.B);
                break;
            case Operation.Compare:
                EmitComparison((Comparison)instruction.C);
                break;
            case Operation.Select:
                CallGeneric(nameof(Vector512.ConditionalSelect), 3);
                break;
            default:
                CallOperator(instruction.Operation);
                break;
        }
    }

    private void EmitFunction(ElementaryFunction function)
    {
        switch (function)
        {
            case ElementaryFunction.Exp:
                CallDouble(nameof(Vector512.Exp));
                break;
            case ElementaryFunction.Log:
                CallDouble(nameof(Vector512.Log));
                break;
            case ElementaryFunction.Sqrt:
                CallGeneric(nameof(Vector512.Sqrt), 1);
                break;
            case ElementaryFunction.Abs:
                CallGeneric(nameof(Vector512.Abs), 1);
                break;
            default:
                _il.Emit(OpCodes.Ldc_I4, (int)function);
                _il.Emit(OpCodes.Call, typeof(LaneMath).GetMethod(nameof(LaneMath.Apply))!);
                break;
        }
    }

    private void EmitComparison(Comparison comparison)
    {
        CallGeneric(
            comparison switch
            {
                Comparison.Less => nameof(Vector512.LessThan),
                Comparison.LessOrEqual => nameof(Vector512.LessThanOrEqual),
                Comparison.Greater => nameof(Vector512.GreaterThan),
                Comparison.GreaterOrEqual => nameof(Vector512.GreaterThanOrEqual),
                _ => nameof(Vector512.Equals),
            },
            2);
        if (comparison == Comparison.NotEqual)
        {
            CallOperator(Operation.Not);
        }
    }

    private void Broadcast() => CallDouble(nameof(Vector512.Create));

    private void CallOperator(Operation operation) => _il.Emit(OpCodes.Call, Lanes.GetMethod(
        operation switch
        {
            Operation.Negate => "op_UnaryNegation",
            Operation.Add => "op_Addition",
            Operation.Subtract => "op_Subtraction",
            Operation.Multiply => "op_Multiply",
            Operation.Divide => "op_Division",
            Operation.And => "op_BitwiseAnd",
            Operation.Or => "op_BitwiseOr",
            Operation.Not => "op_OnesComplement",
            _ => throw new ArgumentOutOfRangeException(nameof(operation), operation, "Not a single instruction."),
        },
        [.. Enumerable.Repeat(Lanes, operation is Operation.Negate or Operation.Not ? 1 : 2)])!);

    private void CallDouble(string name) => _il.Emit(
        OpCodes.Call, typeof(Vector512).GetMethod(name, [name == nameof(Vector512.Create) ? typeof(double) : Lanes])!);

    // The overload of a generic method of Vector512 whose operands are vectors and references.
    private void CallGeneric(string name, int parameters) => _il.Emit(OpCodes.Call, typeof(Vector512).GetMethods()
        .Single(m => m.Name == name && m.IsGenericMethodDefinition && m.GetParameters() is var p && p.Length == parameters && p.All(IsOperand))
        .MakeGenericMethod(typeof(double)));

    private static bool IsOperand(ParameterInfo parameter) =>
        parameter.ParameterType.IsByRef || (parameter.ParameterType.IsGenericType && parameter.ParameterType.GetGenericTypeDefinition() == typeof(Vector512<>));

    private void PushAddress(LocalBuilder start, int index)
    {
        _il.Emit(OpCodes.Ldloc, start);
        if (index > 0)
        {
            _il.Emit(OpCodes.Ldc_I4, index * sizeof(double));
            _il.Emit(OpCodes.Add);
        }
    }
}
