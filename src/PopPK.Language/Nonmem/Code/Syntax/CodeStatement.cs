using System.Collections.Immutable;
using PopPK.Text;

namespace PopPK.Language.Nonmem.Code.Syntax;

/// <summary>A statement of abbreviated code. Immutable.</summary>
/// <param name="Location">Its place.</param>
internal abstract record CodeStatement(TextLocation Location);

/// <summary><c>target = value</c>.</summary>
/// <param name="Location">Its place.</param>
/// <param name="Target">A variable or an element of an array.</param>
/// <param name="Value">The value.</param>
internal sealed record AssignmentCode(TextLocation Location, NameCode Target, CodeExpression Value) : CodeStatement(Location);

/// <summary><c>IF (condition) statement</c>, or the long form with <c>THEN</c>.</summary>
/// <param name="Location">Its place.</param>
/// <param name="Branches">Conditions and what is done where they hold, in order.</param>
/// <param name="Otherwise">What is done where no condition holds; empty without <c>ELSE</c>.</param>
internal sealed record IfCode(
    TextLocation Location, ImmutableArray<(CodeExpression Condition, ImmutableArray<CodeStatement> Body)> Branches, ImmutableArray<CodeStatement> Otherwise)
    : CodeStatement(Location);

/// <summary><c>DO WHILE (condition)</c> ... <c>ENDDO</c>.</summary>
/// <param name="Location">Its place.</param>
/// <param name="Condition">Holds as long as the body is to be repeated.</param>
/// <param name="Body">What is repeated.</param>
internal sealed record DoWhileCode(TextLocation Location, CodeExpression Condition, ImmutableArray<CodeStatement> Body) : CodeStatement(Location);

/// <summary><c>CALL name(...)</c>.</summary>
/// <param name="Location">Its place.</param>
/// <param name="Name">The routine, upper case.</param>
internal sealed record CallCode(TextLocation Location, string Name) : CodeStatement(Location);

/// <summary><c>EXIT n k</c>: the point is given up.</summary>
/// <param name="Location">Its place.</param>
internal sealed record ExitCode(TextLocation Location) : CodeStatement(Location);

/// <summary>A statement that only speaks or stops: <c>WRITE</c>, <c>PRINT</c>, <c>OPEN</c>, <c>RETURN</c> ...</summary>
/// <param name="Location">Its place.</param>
/// <param name="Word">Its first word, upper case.</param>
internal sealed record ForeignCode(TextLocation Location, string Word) : CodeStatement(Location);

/// <summary>A phrase in parentheses that says at which records the code is run: <c>(ONLY OBSERVATIONS)</c>.</summary>
/// <param name="Location">Its place.</param>
/// <param name="Words">Its words, upper case, with one blank between them.</param>
internal sealed record PhraseCode(TextLocation Location, string Words) : CodeStatement(Location);
