using System.Collections.Immutable;
using PopPK.Text;

namespace PopPK.Language.Poppk.Syntax;

/// <summary>A statement of the sections <c>individual</c>, <c>structure</c> and <c>observations</c>.</summary>
/// <param name="Span">The characters it covers.</param>
public abstract record StatementSyntax(TextSpan Span) : SyntaxNode(Span);

/// <summary><c>name = expression [unit]</c>.</summary>
/// <param name="Name">The name.</param>
/// <param name="Value">Its value.</param>
/// <param name="Unit">Unit, or null.</param>
/// <param name="Span">The characters it covers.</param>
public sealed record DefinitionSyntax(NameSyntax Name, ExpressionSyntax Value, TextSyntax? Unit, TextSpan Span) : StatementSyntax(Span);

/// <summary>A statement whose kind could not be told; what is wrong has been reported.</summary>
/// <param name="Span">The characters that were read.</param>
public sealed record UnreadableStatementSyntax(TextSpan Span) : StatementSyntax(Span);

/// <summary><c>none</c>: there are no compartments.</summary>
/// <param name="Span">The characters it covers.</param>
public sealed record NoStructureSyntax(TextSpan Span) : StatementSyntax(Span);

/// <summary>A structure by name: <c>one_compartment(cl, v, ka = ka1)</c>.</summary>
/// <param name="Call">Name and arguments.</param>
public sealed record ClosedFormSyntax(CallExpressionSyntax Call) : StatementSyntax(Call.Span);

/// <summary><c>d/dt compartment = expression</c>.</summary>
/// <param name="Compartment">The compartment.</param>
/// <param name="Rate">Rate of change of its amount.</param>
/// <param name="Span">The characters it covers.</param>
public sealed record EquationSyntax(NameSyntax Compartment, ExpressionSyntax Rate, TextSpan Span) : StatementSyntax(Span);

/// <summary><c>property(compartment) = expression</c>, for example a lag time; <c>compartment(0) = expression</c> is the property <c>initial</c>.</summary>
/// <param name="Property">The property.</param>
/// <param name="Compartment">The compartment.</param>
/// <param name="Value">The property's value.</param>
/// <param name="Span">The characters it covers.</param>
public sealed record CompartmentPropertySyntax(NameSyntax Property, NameSyntax Compartment, ExpressionSyntax Value, TextSpan Span) : StatementSyntax(Span);

/// <summary><c>solver stiff, rtol = 1e-8</c>: what the model asks of the integration of its equations.</summary>
/// <param name="Keyword">The word that introduces it.</param>
/// <param name="Options">The parts in the order of the text.</param>
/// <param name="Span">The characters it covers.</param>
public sealed record SolverSyntax(NameSyntax Keyword, ImmutableArray<SolverOptionSyntax> Options, TextSpan Span) : StatementSyntax(Span);

/// <summary><c>DV[condition] ~ distribution(arguments) censored below limit</c>.</summary>
/// <param name="Target">The observed column.</param>
/// <param name="Selector">The records it describes, or null for all.</param>
/// <param name="Distribution">The distribution, or null when it could not be read.</param>
/// <param name="Span">The characters it covers.</param>
public sealed record ObservationSyntax(
    NameSyntax Target,
    ExpressionSyntax? Selector,
    CallExpressionSyntax? Distribution,
    TextSpan Span) : StatementSyntax(Span)
{
    /// <summary>Which of these observations are censored, or null.</summary>
    public CensoringSyntax? Censoring { get; init; }
}

/// <summary><c>correlation(endpoint, endpoint) = expression</c>.</summary>
/// <param name="Pair">The word and the two endpoints.</param>
/// <param name="Value">The correlation of their residuals.</param>
/// <param name="Span">The characters it covers.</param>
public sealed record CorrelationSyntax(CallExpressionSyntax Pair, ExpressionSyntax Value, TextSpan Span) : StatementSyntax(Span);
