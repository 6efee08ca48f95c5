using PopPK.Language.Poppk.Syntax;
using PopPK.Text;

namespace PopPK.Language.Poppk.Binding;

/// <summary>What all binders of one model share. One owner; lives as long as the binding.</summary>
/// <param name="source">The text.</param>
/// <param name="diagnostics">Takes what is wrong.</param>
internal sealed class BindingContext(SourceText source, DiagnosticBag diagnostics)
{
    /// <summary>The names of the model.</summary>
    public SymbolTable Names { get; } = new(source, diagnostics);

    /// <summary>A place in the text.</summary>
    /// <param name="node">What stands there.</param>
    public TextLocation At(SyntaxNode node) => new(source, node.Span);

    /// <summary>A place in the text.</summary>
    /// <param name="span">The characters.</param>
    public TextLocation At(TextSpan span) => new(source, span);

    /// <summary>The line, from 1, on which something stands.</summary>
    /// <param name="node">What stands there.</param>
    public int LineOf(SyntaxNode node) => source.PositionOf(node.Span.Start).Line;

    /// <summary>Reports what is wrong.</summary>
    /// <param name="diagnostic">What is wrong.</param>
    public void Report(Diagnostic diagnostic) => diagnostics.Add(diagnostic);
}
