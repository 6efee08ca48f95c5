using PopPK.Modeling;
using PopPK.Symbolics;
using PopPK.TestKit;
using Xunit;

namespace PopPK.Prediction.Tests;

/// <summary>Which subjects belong together, and where their random effects stand in the latent vector they have together.</summary>
public class ClusterTests
{
    [Fact]
    public void Without_effects_above_subjects_everybody_is_alone_with_the_slots_for_latents()
    {
        var cohort = Bound.To(OccasionModels.Of(OccasionModels.OneCompartment), OccasionModels.Data(1, 2, 3).Read()).Cohort;

        Assert.Equal([0, 1, 2], cohort.Clusters.Select(c => c.Subjects.Single()));
        foreach (var cluster in cohort.Clusters)
        {
            Assert.Equal(cohort.Model.Slots.Length, cluster.LatentCount);
            Assert.Equal(Enumerable.Range(0, cluster.LatentCount), cluster.Latents.Single());
        }

        Assert.Equal(
            [(0, "2", 0), (1, "2", 1), (2, "2", 2), (3, "2/1", 3), (3, "2/-", 5), (3, "2/-", 7), (4, "2/1", 9), (4, "2/-", 10), (4, "2/-", 11)],
            cohort.Clusters[1].Instances.Select(i => (i.Block, i.Key, i.First)));
    }

    [Fact]
    public void Subjects_of_a_site_share_its_effects_behind_their_own()
    {
        // The site stands first in the model, and the sites are mixed in the data.
        var cohort = Bound.To(Sites("SITE"), Data((20, 0), (10, 0), (20, 0), (30, 0))).Cohort;

        Assert.Equal([0, 2, 1, 3], cohort.Clusters.SelectMany(c => c.Subjects));
        var pair = cohort.Clusters[0];
        Assert.Equal(["s_cl", "s_v", "e_cl", "e_v"], cohort.Model.Slots.Select(s => s.Name));
        Assert.Equal(6, pair.LatentCount);
        Assert.Equal([[4, 5, 0, 1], [4, 5, 2, 3]], pair.Latents.Select(l => l.ToArray()));
        Assert.Equal([(1, "1", 0), (2, "1", 1), (1, "3", 2), (2, "3", 3), (0, "20", 4)], pair.Instances.Select(i => (i.Block, i.Key, i.First)));
        Assert.Equal([0, 1, 2, 3], cohort.Clusters[1].Latents.Single().AsEnumerable());
        Assert.Equal([(0, "10"), (1, "2"), (2, "2")], cohort.Clusters[1].Instances.Select(i => (i.Block, i.Key)));
    }

    [Fact]
    public void Sites_of_a_country_belong_together_when_the_country_has_effects()
    {
        var model = Sites("SITE", "COUNTRY");
        model = model with { RandomEffects = model.RandomEffects.Add(new RandomEffectBlock("COUNTRY", [new RandomEffect(new Symbol("unused"))], [0.1], false)) };
        var cohort = Bound.To(model, Data((1, 1), (1, 2), (2, 1), (1, 1))).Cohort;

        // Site 1 of country 2 is another site than site 1 of country 1.
        Assert.Equal([[0, 2, 3], [1]], cohort.Clusters.Select(c => c.Subjects.ToArray()));
        Assert.Equal(["1/1", "1/2", "1"], cohort.Clusters[0].Instances[^3..].Select(i => i.Key));
        Assert.Equal([6, 8, 6], cohort.Clusters[0].Latents.Select(l => l[0]));
        Assert.Equal([10, 10, 10], cohort.Clusters[0].Latents.Select(l => l[^1]));
        Assert.Equal(11, cohort.Clusters[0].LatentCount);
    }

    [Fact]
    public void Subjects_within_a_site_are_subjects()
    {
        var model = Sites("SITE");
        var within = model with { RandomEffects = [.. model.RandomEffects.Select(b => b.Grouping == "ID" ? b with { Within = "SITE" } : b)] };
        var data = Data((1, 0), (2, 0), (1, 0));

        Assert.Equal(
            Bound.To(model, data).Cohort.Clusters.Select(c => (c.LatentCount, string.Join(' ', c.Latents.SelectMany(l => l)))),
            Bound.To(within, data).Cohort.Clusters.Select(c => (c.LatentCount, string.Join(' ', c.Latents.SelectMany(l => l)))));
    }

    [Fact]
    public void Some_of_the_subjects_of_a_site_share_its_effects_too()
    {
        var cohort = Bound.To(Sites("SITE"), Data((20, 0), (10, 0), (20, 0), (20, 0))).Cohort;
        var some = new Cohort(cohort.Model, cohort.Dataset, cohort.Subjects[1..3]);

        Assert.Equal([3, 1], cohort.Clusters.Select(c => c.Subjects.Length));
        Assert.Equal([[0], [1]], some.Clusters.Select(c => c.Subjects.ToArray()));
    }

    [Fact]
    public void Every_latent_belongs_to_one_instance_and_has_one_effect_of_its_block()
    {
        var random = new Random(11);
        for (var round = 0; round < 20; round++)
        {
            var data = new TestData("SITE", "COUNTRY", "OCC");
            for (var i = 0; i < 12; i++)
            {
                var site = random.Next(6);
                data.Subject(site, site / 3, 1).Dose(0, 100).Observe(1).With(site, site / 3, 1 + random.Next(3)).Observe(2, 3);
            }

            var cohort = Bound.To(WithOccasions(Sites("SITE")), data.Read()).Cohort;
            var blocks = cohort.Model.Model.RandomEffects;
            Assert.Equal(12, cohort.Clusters.Sum(c => c.Subjects.Length));
            foreach (var cluster in cohort.Clusters)
            {
                var effects = new (int Block, int Position)[cluster.LatentCount];
                foreach (var instance in cluster.Instances)
                {
                    for (var e = 0; e < blocks[instance.Block].Size; e++)
                    {
                        Assert.Equal(default, effects[instance.First + e]);
                        effects[instance.First + e] = (1 + instance.Block, e);
                    }
                }

                foreach (var latents in cluster.Latents)
                {
                    Assert.Equal(cohort.Model.Slots.Select(s => (1 + s.Block, s.Position)), latents.Select(l => effects[l]));
                    Assert.Equal(latents.Length, latents.Distinct().Count());
                }

                Assert.Equal(Enumerable.Range(0, cluster.LatentCount), cluster.Latents.SelectMany(l => l).Distinct().Order());
                Assert.Single(cluster.Subjects.Select(s => cohort.Subjects[s].Subject.Records[0].KeyOf(cohort.Dataset.IndexOf("SITE"))).Distinct());
            }
        }
    }

    private static PopulationModel WithOccasions(PopulationModel model) => model with
    {
        RandomEffects = model.RandomEffects.Add(new RandomEffectBlock("OCC", [new RandomEffect(new Symbol("kappa"))], [0.1], false) { Within = "ID" }),
    };

    private static PopulationModel Sites(string grouping, string? within = null)
    {
        var m = new ModelBuilder();
        var central = m.Amount("central");
        var (siteCl, siteV) = m.Etas("s_cl", "s_v", grouping, within);
        var cl = m.Individual("cl", m.Theta("tvcl", 3) * Expr.Exp(siteCl + m.Eta("e_cl")));
        var v = m.Individual("v", m.Theta("tvv", 20) * Expr.Exp(siteV + m.Eta("e_v")));
        return m.Observe(central / v, m.Theta("add", 1)).ClosedForm(null, cl / v);
    }

    private static Data.Dataset Data(params (double Site, double Country)[] subjects)
    {
        var data = new TestData("SITE", "COUNTRY");
        foreach (var (site, country) in subjects)
        {
            data.Subject(site, country).Dose(0, 100).Observe(1, 4);
        }

        return data.Read();
    }
}
