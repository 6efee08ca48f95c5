using PopPK.Language.Poppk;
using PopPK.Language.Poppk.Writing;
using PopPK.Modeling;
using PopPK.TestKit;
using PopPK.Text;

namespace PopPK.Language.Tests;

/// <summary>Model texts for tests: whole ones, and ones built around a fragment.</summary>
internal static class ModelText
{
    /// <summary>The models of the repository.</summary>
    public static string[] RepositoryModels => [.. Directory.GetFiles(RepositoryFiles.Path("models"), "*.poppk").Order(StringComparer.Ordinal)];

    /// <summary>Reads a text.</summary>
    public static ModelReading Read(string text) => ModelReader.Read(new SourceText("model.poppk", text));

    /// <summary>Reads a text that must be right.</summary>
    public static PopulationModel ReadGood(string text)
    {
        var reading = Read(text);
        return reading.Model ?? throw new InvalidOperationException(Rendered(reading) + "\n" + text);
    }

    /// <summary>Reads a model whose individual parameter y is the given expression; a, b, c are parameters, WT and SEX covariates.</summary>
    public static Definition ReadDefinition(string expression) => ReadGood(WithExpression(expression)).Individual.Single(d => d.Name == "y");

    /// <summary>A model whose individual parameter y is the given expression.</summary>
    public static string WithExpression(string expression) => $$"""
        model m
        parameters
          a = 2
          b = 3
          c = 5
        covariates
          WT, SEX in {0: female, 1: male}
        individual
          y = {{expression}}
        observations
          DV ~ additive(y*a*b*c*WT*SEX, 1)
        """;

    /// <summary>The diagnostics as a user sees them.</summary>
    public static string Rendered(ModelReading reading) => string.Join("\n", reading.Diagnostics.Select(d => DiagnosticRenderer.Render(d)));

    /// <summary>A model as the language writes it.</summary>
    public static string Written(PopulationModel model) => ModelWriter.Write(model);
}
