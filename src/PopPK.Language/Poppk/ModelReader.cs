using System.Collections.Immutable;
using PopPK.Language.Poppk.Binding;
using PopPK.Language.Poppk.Lexing;
using PopPK.Language.Poppk.Parsing;
using PopPK.Text;

namespace PopPK.Language.Poppk;

/// <summary>Reads models written in the PopPK language (<c>*.poppk</c>). Stateless and safe for concurrent use.</summary>
/// <remarks>Text -> tokens (<see cref="Lexer"/>) -> syntax (<see cref="ModelParser"/>) -> model (<see cref="ModelBinder"/>).</remarks>
public static class ModelReader
{
    /// <summary>Reads a model.</summary>
    /// <param name="source">The text.</param>
    /// <returns>The result of every stage and everything that is wrong; never throws because of the text.</returns>
    public static ModelReading Read(SourceText source)
    {
        ArgumentNullException.ThrowIfNull(source);
        var diagnostics = new DiagnosticBag();
        var tokens = Lexer.Tokenize(source);
        var syntax = ModelParser.Parse(source, tokens, diagnostics);
        var model = ModelBinder.Bind(source, syntax, diagnostics);
        return new ModelReading(source, tokens, syntax, model, [.. diagnostics.OrderBy(StartOf)]);
    }

    private static int StartOf(Diagnostic diagnostic) => diagnostic.Location is TextLocation location ? location.Span.Start : int.MaxValue;
}
