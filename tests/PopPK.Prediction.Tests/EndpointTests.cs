using System.Collections.Immutable;
using PopPK.Prediction;
using PopPK.TestKit;
using PopPK.Text;
using Xunit;

namespace PopPK.Prediction.Tests;

/// <summary>Which endpoint describes which observation.</summary>
public class EndpointTests
{
    private const string Data = "ID,TIME,DV,DVID\n1,0,5,1\n1,1,4,2\n1,2,3,1\n";

    [Fact]
    public void An_observation_that_two_endpoints_describe_is_an_error_with_its_row()
    {
        var diagnostics = Bind("DV[DVID >= 1] ~ additive(f, a)", "DV[DVID == 2] ~ additive(f, b)");
        var error = Assert.Single(diagnostics, d => d.IsError);
        Assert.Equal("PK3013", error.Code);
        Assert.Equal(3, ((CellLocation)error.Location!).Row);
    }

    [Fact]
    public void An_endpoint_without_observations_is_a_warning()
    {
        var diagnostics = Bind("DV[DVID <= 2] ~ additive(f, a)", "DV[DVID == 3] ~ additive(f, b)");
        Assert.Equal("PK3014", Assert.Single(diagnostics).Code);
    }

    [Fact]
    public void Endpoints_that_exclude_each_other_are_fine() =>
        Assert.Empty(Bind("DV[DVID == 1] ~ additive(f, a)", "DV[DVID == 2] ~ additive(f, b)"));

    private static ImmutableArray<Diagnostic> Bind(params string[] endpoints)
    {
        var model = CohortOf.Model($"""
            model two
            parameters
              k = 0.1
              a = 1 in (0, inf)
              b = 1 in (0, inf)
            variability by ID
              eta ~ 0.1
            covariates
              DVID
            individual
              rate = k*exp(eta)
            observations
              f = 5*exp(-rate*t)
              {string.Join("\n  ", endpoints)}

            """);
        var data = ModelDataset.Read(model, new StringReader(Data), "test.csv").Dataset!;
        return CohortBuilder.Build(model, data).Diagnostics;
    }
}
