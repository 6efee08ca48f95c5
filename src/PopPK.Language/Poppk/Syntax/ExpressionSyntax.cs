using System.Collections.Immutable;
using PopPK.Text;

namespace PopPK.Language.Poppk.Syntax;

/// <summary>An expression; a condition is one too until it is bound.</summary>
/// <param name="Span">The characters it covers, without parentheses around it.</param>
/// <param name="Depth">Number of levels of the tree; the parser keeps it small so that walking the tree cannot exhaust the stack.</param>
public abstract record ExpressionSyntax(TextSpan Span, int Depth) : SyntaxNode(Span);

/// <summary>Stands where an expression could not be read; what is wrong has been reported.</summary>
/// <param name="Span">An empty span where it should have been.</param>
public sealed record MissingExpressionSyntax(TextSpan Span) : ExpressionSyntax(Span, 1);

/// <summary>A number.</summary>
/// <param name="Value">Its value.</param>
/// <param name="Span">The characters it covers.</param>
public sealed record NumberExpressionSyntax(double Value, TextSpan Span) : ExpressionSyntax(Span, 1);

/// <summary>A name.</summary>
/// <param name="Name">The name.</param>
public sealed record NameExpressionSyntax(NameSyntax Name) : ExpressionSyntax(Name.Span, 1);

/// <summary>An operator with one operand.</summary>
/// <param name="Operator">The operator.</param>
/// <param name="Operand">Its operand.</param>
/// <param name="Span">The characters it covers.</param>
public sealed record UnaryExpressionSyntax(UnaryOperator Operator, ExpressionSyntax Operand, TextSpan Span)
    : ExpressionSyntax(Span, Operand.Depth + 1);

/// <summary>An operator with two operands.</summary>
/// <param name="Operator">The operator.</param>
/// <param name="Left">Left operand.</param>
/// <param name="Right">Right operand.</param>
/// <param name="Span">The characters it covers.</param>
public sealed record BinaryExpressionSyntax(BinaryOperator Operator, ExpressionSyntax Left, ExpressionSyntax Right, TextSpan Span)
    : ExpressionSyntax(Span, Math.Max(Left.Depth, Right.Depth) + 1);

/// <summary><c>if (condition) value else value</c>.</summary>
/// <param name="Condition">Chooses.</param>
/// <param name="WhenTrue">Value where the condition holds.</param>
/// <param name="WhenFalse">Value elsewhere.</param>
/// <param name="Span">The characters it covers.</param>
public sealed record ConditionalExpressionSyntax(ExpressionSyntax Condition, ExpressionSyntax WhenTrue, ExpressionSyntax WhenFalse, TextSpan Span)
    : ExpressionSyntax(Span, Math.Max(Condition.Depth, Math.Max(WhenTrue.Depth, WhenFalse.Depth)) + 1);

/// <summary><c>function(arguments)</c>.</summary>
/// <param name="Function">The function.</param>
/// <param name="Arguments">Its arguments in the order of the text.</param>
/// <param name="Span">The characters it covers.</param>
public sealed record CallExpressionSyntax(NameSyntax Function, ImmutableArray<ArgumentSyntax> Arguments, TextSpan Span)
    : ExpressionSyntax(Span, Arguments.Select(a => a.Value.Depth).DefaultIfEmpty(0).Max() + 1);
