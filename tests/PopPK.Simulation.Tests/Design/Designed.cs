using System.Collections.Immutable;
using PopPK.Data;
using PopPK.Language.Poppk;
using PopPK.Language.Regimens;
using PopPK.Modeling;
using PopPK.Modeling.Regimens;
using PopPK.Prediction;
using PopPK.Simulation.Design;
using PopPK.TestKit;
using PopPK.Text;
using Xunit;

namespace PopPK.Simulation.Tests.Design;

/// <summary>Models and regimens for tests; any error fails the test with its text.</summary>
internal static class Designed
{
    /// <summary>One compartment, bolus or infusion, with lag-free clearance by weight.</summary>
    public const string Bolus = """
        model bolus
        parameters
          tvcl = 2 in (0, 20)
          tvv = 20 in (0, 200)
          add = 0.5 in (0, 5)
        variability by ID
          eta_cl ~ 0.09
        individual
          cl = tvcl*exp(eta_cl)
          v = tvv
        structure
          one_compartment(cl, v)
        observations
          cp = central/v
          DV ~ additive(cp, add)
        """;

    /// <summary>The same with weight and sex.</summary>
    public static string WithCovariates => Bolus
        .Replace("individual", "covariates\n  WT [kg], SEX in {0: female, 1: male}\nindividual", StringComparison.Ordinal)
        .Replace("v = tvv", "v = tvv*(WT/70)*(if (SEX == male) 1.1 else 1)", StringComparison.Ordinal);

    /// <summary>Reads a model file of the repository.</summary>
    /// <param name="name">Its name.</param>
    public static PopulationModel ModelFile(string name)
    {
        var reading = ModelReader.Read(SourceText.Read(RepositoryFiles.Path("models", name + ".poppk")));
        Check(reading.Diagnostics);
        return reading.Model!;
    }

    /// <summary>Reads a regimen.</summary>
    /// <param name="model">The model.</param>
    /// <param name="text">The regimen.</param>
    public static Regimen Regimen(PopulationModel model, string text)
    {
        var reading = RegimenReader.Read(model, new SourceText("test.regimen", text), model.Data is not null);
        Check(reading.Diagnostics);
        return reading.Regimen!;
    }

    /// <summary>Makes a design.</summary>
    /// <param name="model">The model.</param>
    /// <param name="text">The regimen.</param>
    /// <param name="source">Data people are taken from.</param>
    /// <param name="seed">Seed.</param>
    public static TrialDesign Of(PopulationModel model, string text, Dataset? source = null, long seed = 1)
    {
        var result = DesignBuilder.Build(model, Regimen(model, text), source, seed);
        Check(result.Diagnostics);
        return result.Design!;
    }

    /// <summary>Makes a design that is wrong.</summary>
    /// <param name="model">The model.</param>
    /// <param name="text">The regimen.</param>
    /// <param name="source">Data people are taken from.</param>
    /// <returns>The codes of the errors.</returns>
    public static string[] Errors(PopulationModel model, string text, Dataset? source = null)
    {
        var result = DesignBuilder.Build(model, Regimen(model, text), source, 1);
        Assert.Null(result.Design);
        return [.. result.Diagnostics.Where(d => d.IsError).Select(d => d.Code)];
    }

    /// <summary>Typical predictions of a subject's observations.</summary>
    /// <param name="model">The model.</param>
    /// <param name="dataset">The data.</param>
    /// <param name="subject">Position of the subject.</param>
    public static double[] Typical(PopulationModel model, Dataset dataset, int subject = 0) => Bound.To(model, dataset).Means(subject);

    /// <summary>A column of a subject.</summary>
    /// <param name="design">The design.</param>
    /// <param name="column">The column.</param>
    /// <param name="subject">Position of the subject.</param>
    public static double[] Column(TrialDesign design, string column, int subject = 0) =>
        [.. design.Dataset.Subjects[subject].Records.Select(r => r.Values[design.Dataset.IndexOf(column)])];

    /// <summary>The values of all people at their first records.</summary>
    /// <param name="design">The design.</param>
    /// <param name="column">The column.</param>
    public static double[] People(TrialDesign design, string column) =>
        [.. design.Dataset.Subjects.Select(s => s.Records[0].Values[design.Dataset.IndexOf(column)])];

    /// <summary>Binds a design and fails with what is wrong.</summary>
    /// <param name="model">The model.</param>
    /// <param name="design">The design.</param>
    public static Cohort Cohort(PopulationModel model, TrialDesign design)
    {
        var binding = CohortBuilder.Build(model, design.Dataset);
        Check(binding.Diagnostics);
        return binding.Cohort!;
    }

    private static void Check(ImmutableArray<Diagnostic> diagnostics) =>
        Assert.True(!diagnostics.Any(d => d.IsError), string.Concat(diagnostics.Select(d => DiagnosticRenderer.Render(d))));
}
