using PopPK.Numerics.Randomness;
using PopPK.Simulation.Exposure;
using Xunit;

namespace PopPK.Simulation.Tests.Exposure;

/// <summary>How often the interval of a share holds the share.</summary>
public class AttainmentCoverageTests
{
    [Theory]
    [InlineData(0.02)]
    [InlineData(0.5)]
    [InlineData(0.9)]
    [Trait("Speed", "Slow")]
    public void Wilsons_interval_covers_about_as_often_as_it_says(double probability)
    {
        const int simulations = 4000;
        const int subjects = 300;
        var stream = new RandomStream(29, RandomPurpose.Simulation);
        var covered = 0;
        for (var s = 0; s < simulations; s++)
        {
            var attained = 0;
            for (var i = 0; i < subjects; i++)
            {
                attained += stream.NextUniform() < probability ? 1 : 0;
            }

            var (lower, upper) = new Attainment(attained, subjects).Interval();
            covered += lower <= probability && probability <= upper ? 1 : 0;
        }

        // A count is a whole number, so the level is met but roughly.
        Assert.InRange((double)covered / simulations, 0.93, 0.975);
    }
}
