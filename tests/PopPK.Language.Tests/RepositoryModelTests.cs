using PopPK.Language.Poppk;
using PopPK.Language.Poppk.Binding;
using PopPK.Modeling;
using PopPK.TestKit;
using PopPK.Text;
using Xunit;

namespace PopPK.Language.Tests;

public sealed class RepositoryModelTests
{
    public static TheoryData<string> Models => [.. ModelText.RepositoryModels.Select(m => Path.GetFileName(m))];

    [Theory]
    [MemberData(nameof(Models))]
    public void The_models_of_the_repository_have_no_errors_and_no_warnings(string file)
    {
        var reading = ModelReader.Read(SourceText.Read(RepositoryFiles.Path("models", file)));
        Assert.Equal("", ModelText.Rendered(reading));
        Assert.Equal(Path.GetFileNameWithoutExtension(file), reading.Model?.Name);
    }

    [Theory]
    [InlineData("theophylline", "theophylline_ode")]
    [InlineData("indomethacin", "indomethacin_ode")]
    public void A_model_and_its_equations_differ_only_in_the_structure(string closed, string equations)
    {
        var left = Read(closed);
        var right = Read(equations);
        Assert.Equal(left.Structure.Compartments.Select(c => c.Name), right.Structure.Compartments.Select(c => c.Name));
        ModelEquality.AssertSame(
            left with { Structure = new AlgebraicStructure(), Predictions = [], Endpoints = [] },
            right with { Structure = new AlgebraicStructure(), Predictions = [], Endpoints = [], Name = left.Name, Title = left.Title });
    }

    [Fact]
    public void The_manual_names_every_word_and_every_closed_form()
    {
        var manual = File.ReadAllText(RepositoryFiles.Path("models", "README.md"));
        foreach (var word in Vocabulary.CompartmentProperties.Words.Concat(Vocabulary.Interpolations.Words).Concat(Vocabulary.SolverMethods.Words).Concat(Vocabulary.SolverTolerances)
                     .Concat(Vocabulary.CensoringWords).Concat(Vocabulary.CensoringMethods.Words).Concat(Vocabulary.Priors).Concat(Vocabulary.Sections))
        {
            Assert.Contains($"\"{word}\"", manual, StringComparison.Ordinal);
        }

        Assert.All(Vocabulary.Methods, method => Assert.Contains($"`{method}`", manual, StringComparison.Ordinal));
        Assert.All(DistributionForm.Forms, form => Assert.Contains($"`{form}`", manual, StringComparison.Ordinal));
        foreach (var form in ClosedFormRoles.All)
        {
            var rows = manual[manual.IndexOf($"| `{form.Name}` |", StringComparison.Ordinal)..];
            Assert.All(form.Parameterisations, p => Assert.Contains($"| `{string.Join(", ", p.Roles)}` |", rows, StringComparison.Ordinal));
        }
    }

    [Fact]
    public void Places_in_the_model_are_places_in_the_text()
    {
        var reading = ModelReader.Read(SourceText.Read(RepositoryFiles.Path("models", "theophylline.poppk")));
        foreach (var effect in reading.Model!.FixedEffects)
        {
            var location = Assert.IsType<TextLocation>(effect.Location);
            Assert.Equal(effect.Name, location.Source.TextOf(location.Span));
        }
    }

    private static PopulationModel Read(string name) => ModelText.ReadGood(File.ReadAllText(RepositoryFiles.Path("models", name + ".poppk")));
}
