using System.Collections.Immutable;
using PopPK.Language.Nonmem.Code.Syntax;

namespace PopPK.Language.Nonmem.Code;

/// <summary>
/// Reads expressions with Fortran's precedence: <c>.OR.</c>, <c>.AND.</c>, <c>.NOT.</c>, comparisons, sums and signs, products, powers
/// (which bind to the right). One owner.
/// </summary>
/// <param name="cursor">The tokens.</param>
internal sealed class CodeExpressionParser(CodeCursor cursor)
{
    private const int DeepestNesting = 120;
    private int _depth;

    /// <summary>Reads an expression; <see cref="MissingCode"/> when there is none, which is reported.</summary>
    public CodeExpression Read()
    {
        if (++_depth > DeepestNesting)
        {
            cursor.Report(NonmemCodeDiagnostics.TooDeep(cursor.Current.Location));
            cursor.SkipToLineEnd();
            _depth--;
            return new MissingCode(cursor.Current.Location);
        }

        var result = Chain(ReadConjunction, (CodeTokenKind.Or, CodeOperator.Or));
        _depth--;
        return result;
    }

    /// <summary>Reads a name and what stands in parentheses behind it, or null, which is reported.</summary>
    public NameCode? ReadName()
    {
        var first = cursor.Take();
        var arguments = ImmutableArray.CreateBuilder<CodeExpression>();
        if (cursor.Skip(CodeTokenKind.Open))
        {
            do
            {
                arguments.Add(Read());
            }
            while (cursor.Skip(CodeTokenKind.Comma));
            if (arguments.Any(a => a is MissingCode) || !cursor.Expect(CodeTokenKind.Close, "')'"))
            {
                return null;
            }
        }

        return new NameCode(cursor.Since(first), first.Text, arguments.ToImmutable());
    }

    private CodeExpression ReadConjunction() => Chain(ReadNegation, (CodeTokenKind.And, CodeOperator.And));

    private CodeExpression ReadNegation()
    {
        var first = cursor.Current;
        var isNegative = false;
        while (cursor.Skip(CodeTokenKind.Not))
        {
            isNegative = !isNegative;
        }

        var operand = ReadComparison();
        return isNegative && operand is not MissingCode ? new UnaryCode(cursor.Since(first), CodeOperator.Not, operand) : operand;
    }

    private CodeExpression ReadComparison()
    {
        var first = cursor.Current;
        var left = ReadSum();
        CodeOperator? comparison = cursor.Current.Kind switch
        {
            CodeTokenKind.Equal => CodeOperator.Equal,
            CodeTokenKind.NotEqual => CodeOperator.NotEqual,
            CodeTokenKind.Less => CodeOperator.Less,
            CodeTokenKind.LessOrEqual => CodeOperator.LessOrEqual,
            CodeTokenKind.Greater => CodeOperator.Greater,
            CodeTokenKind.GreaterOrEqual => CodeOperator.GreaterOrEqual,
            _ => null,
        };
        if (left is MissingCode || comparison is not { } found)
        {
            return left;
        }

        cursor.Take();
        var right = ReadSum();
        return right is MissingCode ? right : new BinaryCode(cursor.Since(first), found, left, right);
    }

    private CodeExpression ReadSum() =>
        Chain(ReadSigned, (CodeTokenKind.Plus, CodeOperator.Add), (CodeTokenKind.Minus, CodeOperator.Subtract));

    // -a*b is -(a*b), and so is the sign behind an operator.
    private CodeExpression ReadSigned() => ReadBehindSigns(ReadProduct);

    private CodeExpression ReadProduct() =>
        Chain(ReadFactor, (CodeTokenKind.Star, CodeOperator.Multiply), (CodeTokenKind.Slash, CodeOperator.Divide));

    private CodeExpression ReadFactor() => ReadBehindSigns(ReadPower);

    private CodeExpression ReadBehindSigns(Func<CodeExpression> read)
    {
        var first = cursor.Current;
        var isNegative = false;
        while (cursor.Current.Kind is CodeTokenKind.Plus or CodeTokenKind.Minus)
        {
            isNegative ^= cursor.Take().Kind == CodeTokenKind.Minus;
        }

        var operand = read();
        return isNegative && operand is not MissingCode ? new UnaryCode(cursor.Since(first), CodeOperator.Subtract, operand) : operand;
    }

    private CodeExpression ReadPower()
    {
        var first = cursor.Current;
        var bases = new List<CodeExpression> { ReadPrimary() };
        while (bases[^1] is not MissingCode && cursor.Skip(CodeTokenKind.Power))
        {
            bases.Add(ReadBehindSigns(ReadPrimary));
        }

        if (bases[^1] is MissingCode)
        {
            return bases[^1];
        }

        // From the right: a**b**c is a**(b**c).
        var result = bases[^1];
        for (var i = bases.Count - 2; i >= 0; i--)
        {
            result = new BinaryCode(cursor.Since(first), CodeOperator.Power, bases[i], result);
        }

        return result;
    }

    private CodeExpression ReadPrimary()
    {
        var token = cursor.Current;
        switch (token.Kind)
        {
            case CodeTokenKind.Number:
                cursor.Take();
                return new NumberCode(token.Location, token.Value);
            case CodeTokenKind.Name:
                return ReadName() is { } name ? name : new MissingCode(token.Location);
            case CodeTokenKind.Open:
                cursor.Take();
                var inner = Read();
                return inner is MissingCode || cursor.Expect(CodeTokenKind.Close, "')'") ? inner : new MissingCode(token.Location);
            case CodeTokenKind.Assign:
                cursor.Report(NonmemCodeDiagnostics.AssignmentInCondition(token.Location));
                return new MissingCode(token.Location);
            default:
                cursor.Report(NonmemCodeDiagnostics.Expected(token.Location, "a value", cursor.Found()));
                return new MissingCode(token.Location);
        }
    }

    private CodeExpression Chain(Func<CodeExpression> read, params ReadOnlySpan<(CodeTokenKind Kind, CodeOperator Operator)> operators)
    {
        var first = cursor.Current;
        var left = read();
        while (left is not MissingCode && OperatorOf(cursor.Current.Kind, operators) is { } found)
        {
            cursor.Take();
            var right = read();
            left = right is MissingCode ? right : new BinaryCode(cursor.Since(first), found, left, right);
        }

        return left;
    }

    private static CodeOperator? OperatorOf(CodeTokenKind kind, ReadOnlySpan<(CodeTokenKind Kind, CodeOperator Operator)> operators)
    {
        foreach (var (candidate, found) in operators)
        {
            if (candidate == kind)
            {
                return found;
            }
        }

        return null;
    }
}
