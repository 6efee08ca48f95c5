using System.Collections.Immutable;
using PopPK.Language.Regimens.Binding;
using PopPK.Language.Regimens.Parsing;
using PopPK.Language.Regimens.Syntax;
using PopPK.Modeling;
using PopPK.Text;

namespace PopPK.Language.Regimens;

/// <summary>Reads regimens: a file (<c>*.regimen</c>), lines of the command line, or both. Stateless and safe for concurrent use.</summary>
public static class RegimenReader
{
    /// <summary>Reads a regimen for a model.</summary>
    /// <param name="model">The model; its compartments, endpoints and covariates are what the text refers to.</param>
    /// <param name="file">The text of a file, or null.</param>
    /// <param name="hasData">True when there are data of the model, from which people can be taken.</param>
    /// <param name="lines">Lines by themselves; they add to the file.</param>
    /// <returns>The regimen, or everything that is wrong; never throws because of the text.</returns>
    public static RegimenReading Read(
        PopulationModel model, SourceText? file, bool hasData, params ImmutableArray<(RegimenLineKind Kind, SourceText Text)> lines)
    {
        ArgumentNullException.ThrowIfNull(model);
        var diagnostics = new DiagnosticBag();
        var parts = ImmutableArray.CreateBuilder<RegimenSyntax>();
        if (file is not null)
        {
            parts.Add(RegimenParser.Parse(file, diagnostics));
        }

        foreach (var (kind, text) in lines)
        {
            parts.Add(RegimenParser.ParseLine(text, kind, diagnostics));
        }

        var regimen = new RegimenBinder(model, hasData, parts.DrainToImmutable(), diagnostics).Bind();
        return new RegimenReading(diagnostics.HasErrors ? null : regimen, [.. diagnostics.OrderBy(d => d.Location is TextLocation { Span.Start: var start } at && at.Source == file ? start : int.MaxValue)]);
    }
}
