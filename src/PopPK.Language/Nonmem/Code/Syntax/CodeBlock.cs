using System.Collections.Immutable;
using PopPK.Text;

namespace PopPK.Language.Nonmem.Code.Syntax;

/// <summary>The statements of a record of abbreviated code. Immutable.</summary>
/// <param name="Name">The record's name, such as PK.</param>
/// <param name="Location">Its place.</param>
/// <param name="Statements">The statements in order.</param>
internal sealed record CodeBlock(string Name, TextLocation Location, ImmutableArray<CodeStatement> Statements);
