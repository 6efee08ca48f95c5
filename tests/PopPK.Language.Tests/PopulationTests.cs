using PopPK.Modeling;
using PopPK.Symbolics;
using PopPK.TestKit;
using Xunit;

namespace PopPK.Language.Tests;

/// <summary>What repeated matrices, mixtures, priors and methods mean in the middle form.</summary>
public sealed class PopulationTests
{
    [Fact]
    public void A_repeated_matrix_belongs_to_the_first_block_that_has_it()
    {
        var model = Read("""
            variability by ID
              e1, e2 ~ [0.2; 0.1, 0.3] fixed
              e3 ~ 0.5
            variability by OCC within ID
              e4, e5 ~ same e1, e2
              e6, e7 ~ same e4, e5
              e8 ~ same e3
            """);
        Assert.Equal([null, null, 0, 0, 1], model.RandomEffects.Select(b => b.SameAs));
        Assert.All(model.RandomEffects.Where(b => b.SameAs is not null), b =>
        {
            var owner = model.RandomEffects[b.SameAs!.Value];
            Assert.Equal(owner.InitialCovariance.ToArray(), b.InitialCovariance.ToArray());
            Assert.Equal((owner.IsFixed, owner.SameAs), (b.IsFixed, null));
            Assert.Equal(("OCC", "ID"), (b.Grouping, b.Within));
        });
    }

    [Fact]
    public void The_rest_is_what_the_others_leave()
    {
        var model = Read("""
            mixture POP
              first = a/8
              last = rest
              middle = expit(a)/10
            """);
        var mixture = model.Mixture!;
        Assert.Equal(["first", "last", "middle"], mixture.Classes.Select(c => c.Name));
        var sum = mixture.Classes.Sum(c => Interpreter.Evaluate(c.Probability, s => s == model.FixedEffects[0].Symbol ? 1.7 : throw new ArgumentException(s.Name)));
        Assert.Equal(1, sum, Tolerance.Algebra);
    }

    [Theory]
    [InlineData("first", 2)]
    [InlineData("2", 2)]
    [InlineData("last", 1)]
    public void A_class_is_a_number_from_one(string label, double expected)
    {
        var model = Read("mixture POP\n  last = a/8\n  first = rest", $"a*(if (POP == {label}) 2 else 3)");
        var value = model.Individual[0].Value;
        foreach (var number in new[] { 1.0, 2 })
        {
            var factor = Interpreter.Evaluate(value, s => s == model.Mixture!.Class ? number : 1);
            Assert.Equal(number == expected ? 2 : 3, factor, Tolerance.Algebra);
        }
    }

    [Fact]
    public void Classes_of_other_languages_become_words_of_this_one()
    {
        var model = Read("mixture POP\n  slow = a/8\n  fast = rest");
        var mixture = model.Mixture!;
        var renamed = model with { Mixture = mixture with { Classes = [mixture.Classes[0] with { Name = "1" }, mixture.Classes[1] with { Name = "2" }] } };
        Assert.Equal(["class1", "class2"], ModelText.ReadGood(ModelText.Written(renamed)).Mixture!.Classes.Select(c => c.Name));
    }

    [Fact]
    public void A_standard_deviation_of_a_prior_is_the_root_of_its_variance()
    {
        var prior = Read("priors\n  a ~ normal(5, sd 0.5)").FixedEffectPriors.Single();
        Assert.Equal([0.25], prior.Covariance.ToArray());
        Assert.Equal([5.0], prior.Mean.ToArray());
    }

    [Fact]
    public void A_prior_of_a_matrix_finds_its_block_wherever_the_section_stands()
    {
        var model = Read("""
            priors
              e2, e3 ~ inverse_wishart([2; 0.5, 3], 7)
            variability by ID
              e1 ~ 1
              e2, e3 ~ [1; 0, 1]
            """);
        var prior = model.CovariancePriors.Single();
        Assert.Equal((1, 7.0), (prior.Block, prior.DegreesOfFreedom));
        Assert.Equal([2, 0.5, 3], prior.Scale.ToArray());
    }

    [Theory]
    [InlineData("focei", "focei")]
    [InlineData("FO , FOCEI", "fo,focei")]
    [InlineData("fo-interaction, laplace-nointer,\n  agq( 7 )", "fo-interaction,laplace-nointer,agq(7)")]
    public void Methods_are_joined_in_lower_case(string written, string expected)
    {
        var model = ModelText.ReadGood($"model m\n  method {written}\nparameters\n  a = 1\nobservations\n  DV ~ normal(a, 1)");
        Assert.Equal(expected, model.Method);
    }

    private static PopulationModel Read(string section, string expression = "a") => ModelText.ReadGood($$"""
        model m
        parameters
          a = 2
        {{section}}
        individual
          y = {{expression}}
        observations
          DV ~ normal(y, 1)
        """);
}
