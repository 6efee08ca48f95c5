using PopPK.Likelihood.Capabilities;
using PopPK.TestKit;
using Xunit;

namespace PopPK.Likelihood.Tests.Capabilities;

/// <summary>Every pair of a feature and a method does what the table says.</summary>
public class CapabilityTableTests
{
    public static TheoryData<ModelFeature, string> Pairs
    {
        get
        {
            var pairs = new TheoryData<ModelFeature, string>();
            foreach (var (feature, _) in CapabilityTable.Features)
            {
                foreach (var method in CapabilityTable.Methods)
                {
                    pairs.Add(feature, method.NodesPerEffect > 1 ? "agq(3)" : method.Name);
                }
            }

            return pairs;
        }
    }

    [Theory]
    [MemberData(nameof(Pairs))]
    public void A_pair_is_computed_or_refused_as_the_table_says(ModelFeature feature, string name)
    {
        var method = MarginalApproximation.Find(name)!;
        var text = FeatureModels.Text(feature);
        var model = CohortOf.Model(text);
        Assert.Contains(feature, FeatureFinder.FeaturesOf(model).Select(u => u.Feature));
        var diagnostics = MethodCheck.Check(model, method);
        if (CapabilityTable.Of(feature, method) is RefusedCapability refused)
        {
            var diagnostic = Assert.Single(diagnostics);
            Assert.Equal(refused.Code, diagnostic.Code);
            Assert.True(diagnostic.IsError);
            Assert.NotNull(diagnostic.Location);
            Assert.NotNull(diagnostic.Advice);
            if (refused.IsComputedWithoutRandomEffects)
            {
                CheckWithoutRandomEffects(feature, method);
            }
        }
        else
        {
            Assert.Empty(diagnostics);
            ObjectiveGradient.Check(new PopulationObjective(FeatureModels.Bind(text), method, 2), $"{feature}, {name}");
        }
    }

    [Fact]
    public void Every_feature_has_a_row_and_every_method_a_column()
    {
        Assert.Equal(Enum.GetValues<ModelFeature>(), CapabilityTable.Features.Select(f => f.Feature));
        Assert.Equal(["fo", "foi", "foce", "focei", "laplace", "laplace-nointer", "agq(5)"], CapabilityTable.Methods.Select(m => m.Name));
    }

    [Fact]
    public void Mixtures_and_levels_above_subjects_exclude_each_other()
    {
        var text = FeatureModels.Text(ModelFeature.Mixture).Replace("  eta_a ~ 0.1\n", "  eta_a ~ 0.1\nvariability by SITE\n  eta_s ~ 0.1\n", StringComparison.Ordinal);
        Assert.Equal(["PK4007"], MethodCheck.Check(CohortOf.Model(text)).Select(d => d.Code));
        Assert.Empty(MethodCheck.Check(CohortOf.Model(FeatureModels.Text(ModelFeature.Mixture))));
        Assert.Empty(MethodCheck.Check(CohortOf.Model(FeatureModels.Text(ModelFeature.LevelsAbove))));
    }

    [Theory]
    [InlineData("agq(10)", 6, null)]
    [InlineData("agq(10)", 7, "agq(7)")]
    [InlineData("agq(2)", 20, "laplace")]
    [InlineData("agq(1)", 50, null)]
    [InlineData("focei", 50, null)]
    public void Grids_of_more_than_a_million_nodes_are_refused(string method, int dimension, string? advice)
    {
        var diagnostics = MethodCheck.CheckGrid(dimension, MarginalApproximation.Find(method)!);
        Assert.Equal(advice is null ? [] : ["PK4008"], diagnostics.Select(d => d.Code));
        Assert.All(diagnostics, d => Assert.Contains(advice!, d.Advice, StringComparison.Ordinal));
    }

    [Fact]
    public void More_parameters_than_observations_are_refused()
    {
        Assert.Empty(MethodCheck.CheckCounts(5, 5));
        Assert.Equal("PK4009", Assert.Single(MethodCheck.CheckCounts(6, 5)).Code);
        var cohort = CohortOf.TextAndData(FeatureModels.Text(ModelFeature.NormalObservations), "ID,TIME,DV,DVID,CENS,OCC,SITE\n1,1,5,1,0,1,1\n");
        Assert.Equal(["PK4009"], MethodCheck.CheckData(cohort, MarginalApproximation.Focei, isFit: true).Select(d => d.Code));
        Assert.Empty(MethodCheck.CheckData(cohort, MarginalApproximation.Focei, isFit: false));
    }

    // Nothing is integrated over, so every method is exact.
    private static void CheckWithoutRandomEffects(ModelFeature feature, MarginalApproximation method)
    {
        var cohort = FeatureModels.Bind(FeatureModels.WithoutRandomEffects(feature));
        Assert.Empty(MethodCheck.Check(cohort.Model.Model, method));
        var objective = new PopulationObjective(cohort, method);
        var exact = new PopulationObjective(cohort, MarginalApproximation.Laplace);
        var point = objective.Layout.InitialFree();
        var expected = exact.Evaluate(point, withGradient: true).Ofv;
        Assert.Equal(expected, objective.Evaluate(point, withGradient: true).Ofv, Tolerance.Algebra * Math.Abs(expected));
        ObjectiveGradient.Check(objective, $"{feature}, {method.Name}");
    }
}
