using PopPK.Text;

namespace PopPK.Language.Poppk.Syntax;

/// <summary>A part of a model as it was written: nothing is looked up, folded or checked yet. Immutable.</summary>
/// <param name="Span">The characters it covers.</param>
public abstract record SyntaxNode(TextSpan Span);
