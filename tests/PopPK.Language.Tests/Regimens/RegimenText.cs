using System.Collections.Immutable;
using PopPK.Language.Poppk;
using PopPK.Language.Regimens;
using PopPK.Modeling;
using PopPK.Modeling.Regimens;
using PopPK.TestKit;
using PopPK.Text;
using Xunit;

namespace PopPK.Language.Tests.Regimens;

/// <summary>Reads regimens for tests.</summary>
internal static class RegimenText
{
    /// <summary>A model file of the repository.</summary>
    /// <param name="name">Its name.</param>
    public static PopulationModel ModelFile(string name) =>
        ModelReader.Read(SourceText.Read(RepositoryFiles.Path("models", name + ".poppk"))).Model!;

    /// <summary>Reads a regimen that is right.</summary>
    /// <param name="model">The model.</param>
    /// <param name="text">The regimen.</param>
    /// <param name="lines">Lines of the command line.</param>
    public static Regimen Read(PopulationModel model, string? text, params (RegimenLineKind Kind, string Text)[] lines)
    {
        var reading = Reading(model, text, lines);
        Assert.True(reading.Regimen is not null, string.Concat(reading.Diagnostics.Select(d => DiagnosticRenderer.Render(d))));
        return reading.Regimen;
    }

    /// <summary>Reads a regimen that may be wrong.</summary>
    /// <param name="model">The model.</param>
    /// <param name="text">The regimen.</param>
    /// <param name="lines">Lines of the command line.</param>
    public static RegimenReading Reading(PopulationModel model, string? text, params (RegimenLineKind Kind, string Text)[] lines) => RegimenReader.Read(
        model,
        text is null ? null : new SourceText("test.regimen", text),
        model.Data is not null,
        [.. lines.Select(l => (l.Kind, new SourceText("--" + l.Kind, l.Text)))]);
}
