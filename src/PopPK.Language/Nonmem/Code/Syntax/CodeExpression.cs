using System.Collections.Immutable;
using PopPK.Text;

namespace PopPK.Language.Nonmem.Code.Syntax;

/// <summary>An expression of abbreviated code, a condition too. Immutable.</summary>
/// <param name="Location">Its place.</param>
internal abstract record CodeExpression(TextLocation Location);

/// <summary>A number.</summary>
/// <param name="Location">Its place.</param>
/// <param name="Value">The number.</param>
internal sealed record NumberCode(TextLocation Location, double Value) : CodeExpression(Location);

/// <summary>A name, or an element of an array, or a function and its arguments.</summary>
/// <param name="Location">Its place.</param>
/// <param name="Name">The name, upper case.</param>
/// <param name="Arguments">What stands in parentheses behind it; empty when there are none.</param>
internal sealed record NameCode(TextLocation Location, string Name, ImmutableArray<CodeExpression> Arguments) : CodeExpression(Location)
{
    /// <summary>True for a name with parentheses behind it.</summary>
    public bool HasArguments => !Arguments.IsEmpty;
}

/// <summary>An operator in front of an expression.</summary>
/// <param name="Location">Its place.</param>
/// <param name="Operator">The operator.</param>
/// <param name="Operand">The expression.</param>
internal sealed record UnaryCode(TextLocation Location, CodeOperator Operator, CodeExpression Operand) : CodeExpression(Location);

/// <summary>An operator between two expressions.</summary>
/// <param name="Location">Its place.</param>
/// <param name="Operator">The operator.</param>
/// <param name="Left">The expression before it.</param>
/// <param name="Right">The expression behind it.</param>
internal sealed record BinaryCode(TextLocation Location, CodeOperator Operator, CodeExpression Left, CodeExpression Right) : CodeExpression(Location);

/// <summary>Where an expression was expected; that it is missing has been reported.</summary>
/// <param name="Location">Its place.</param>
internal sealed record MissingCode(TextLocation Location) : CodeExpression(Location);
