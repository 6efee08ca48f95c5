using System.Collections.Immutable;
using PopPK.Language.Nonmem.Code.Syntax;
using PopPK.Symbolics;
using PopPK.Text;

namespace PopPK.Language.Nonmem.Code.Execution;

/// <summary>Turns expressions of abbreviated code into expressions of the middle form. What is wrong is reported and counts as 0. One owner.</summary>
/// <param name="world">What the code sees beside its variables.</param>
/// <param name="scope">The variables.</param>
/// <param name="diagnostics">Receives what is wrong.</param>
internal sealed class CodeEvaluator(CodeWorld world, CodeScope scope, DiagnosticBag diagnostics)
{
    /// <summary>The value of an expression.</summary>
    /// <param name="code">The expression.</param>
    public Expr Evaluate(CodeExpression code)
    {
        switch (code)
        {
            case NumberCode number:
                return number.Value;
            case NameCode name:
                return name.HasArguments ? EvaluateCall(name) : EvaluateName(name);
            case UnaryCode { Operator: CodeOperator.Subtract } sign:
                return -Evaluate(sign.Operand);
            case BinaryCode { Operator: <= CodeOperator.Power } binary:
                return Combine(binary.Operator, Evaluate(binary.Left), Evaluate(binary.Right));
            case MissingCode:
                return Expr.Zero;
            default:
                diagnostics.Add(NonmemCodeDiagnostics.ValueExpected(code.Location));
                return Expr.Zero;
        }
    }

    /// <summary>The truth of a condition.</summary>
    /// <param name="code">The condition.</param>
    public Truth EvaluateCondition(CodeExpression code)
    {
        switch (code)
        {
            case UnaryCode { Operator: CodeOperator.Not } not:
                return EvaluateCondition(not.Operand).Not();
            case BinaryCode { Operator: CodeOperator.And } and:
                return EvaluateCondition(and.Left).And(EvaluateCondition(and.Right));
            case BinaryCode { Operator: CodeOperator.Or } or:
                return EvaluateCondition(or.Left).Or(EvaluateCondition(or.Right));
            case BinaryCode { Operator: >= CodeOperator.Equal and <= CodeOperator.GreaterOrEqual } comparison:
                return Truth.Compare(ComparisonOf(comparison.Operator), Evaluate(comparison.Left), Evaluate(comparison.Right));
            default:
                diagnostics.Add(NonmemCodeDiagnostics.ConditionExpected(code.Location));
                return Truth.Of(false);
        }
    }

    /// <summary>The name under which a variable's value is kept, or null, which is reported.</summary>
    /// <param name="target">What is assigned.</param>
    public string? KeyOf(NameCode target)
    {
        if (!target.HasArguments)
        {
            return target.Name;
        }

        return IndicesOf(target) is { } indices ? Key(target.Name, indices) : null;
    }

    /// <summary>The name under which an element of an array is kept.</summary>
    /// <param name="array">The array.</param>
    /// <param name="indices">Its indices.</param>
    public static string Key(string array, ImmutableArray<int> indices) => $"{array}({string.Join(',', indices)})";

    private Expr EvaluateName(NameCode name)
    {
        if (scope.Find(name.Name) is { } value)
        {
            return value;
        }

        if (world.Find(name.Name, name.Location) is { } known)
        {
            return known;
        }

        diagnostics.Add(NonmemCodeDiagnostics.UnknownName(
            name.Location, name.Name, Suggestion.Nearest(name.Name, world.Names.Concat(scope.Values.Keys))));
        return Expr.Zero;
    }

    private Expr EvaluateCall(NameCode call)
    {
        if (world.IsArray(call.Name))
        {
            return EvaluateElement(call);
        }

        var arguments = call.Arguments.Select(Evaluate).ToImmutableArray();
        if (!CodeFunctions.Contains(call.Name))
        {
            diagnostics.Add(CodeFunctions.IsUserFunction(call.Name)
                ? NonmemCodeDiagnostics.UserFunction(call.Location, call.Name)
                : NonmemCodeDiagnostics.UnknownFunction(call.Location, call.Name, Suggestion.Nearest(call.Name, CodeFunctions.Names)));
            return Expr.Zero;
        }

        if (CodeFunctions.ExpectedCount(call.Name, arguments.Length) is { } expected)
        {
            diagnostics.Add(NonmemCodeDiagnostics.ArgumentCount(call.Location, call.Name, expected, arguments.Length));
            return Expr.Zero;
        }

        return CodeFunctions.Call(call.Name, arguments);
    }

    private Expr EvaluateElement(NameCode element)
    {
        // Names of elements come before variables: THETA(CL) is not the clearance-th theta.
        if (element.Arguments is [NameCode { HasArguments: false, Name: var index }]
            && world.FindNamedElement(element.Name, index, element.Location) is { } named)
        {
            return named;
        }

        if (IndicesOf(element) is not { } indices)
        {
            return Expr.Zero;
        }

        if (element.Name == "MPAST" && scope.Find(Key("MTIME", indices)) is { } time)
        {
            return world.Past(time);
        }

        return scope.Find(Key(element.Name, indices)) ?? world.FindElement(element.Name, indices, element.Location) ?? Expr.Zero;
    }

    private ImmutableArray<int>? IndicesOf(NameCode element)
    {
        var indices = ImmutableArray.CreateBuilder<int>(element.Arguments.Length);
        foreach (var argument in element.Arguments)
        {
            if (Evaluate(argument) is not ConstantExpr { Value: >= 0 and < 100_000 } index || index.Value != Math.Floor(index.Value))
            {
                diagnostics.Add(NonmemCodeDiagnostics.IndexNotConstant(argument.Location, element.Name));
                return null;
            }

            indices.Add((int)index.Value);
        }

        return indices.MoveToImmutable();
    }

    private static Expr Combine(CodeOperator code, Expr left, Expr right) => code switch
    {
        CodeOperator.Add => left + right,
        CodeOperator.Subtract => left - right,
        CodeOperator.Multiply => left * right,
        CodeOperator.Divide => left / right,
        _ => Expr.Power(left, right),
    };

    private static Comparison ComparisonOf(CodeOperator code) => code switch
    {
        CodeOperator.Equal => Comparison.Equal,
        CodeOperator.NotEqual => Comparison.NotEqual,
        CodeOperator.Less => Comparison.Less,
        CodeOperator.LessOrEqual => Comparison.LessOrEqual,
        CodeOperator.Greater => Comparison.Greater,
        _ => Comparison.GreaterOrEqual,
    };
}
