using PopPK.Modeling;
using PopPK.Prediction.Compilation;
using PopPK.TestKit;
using Xunit;

namespace PopPK.Prediction.Tests;

/// <summary>Random effects of occasions against the same model in which columns of the data choose between effects by ID.</summary>
public class OccasionTests
{
    private static readonly double[] Eta = [0.2, -0.1, 0.15, 0.3, -0.2, -0.25, 0.1, 0.05, 0.2, 0.3, -0.15, 0.1];

    [Theory]
    [InlineData(OccasionModels.OneCompartment)]
    [InlineData(OccasionModels.TwoCompartments)]
    [InlineData(OccasionModels.Properties)]
    [InlineData(OccasionModels.Saturable)]
    public void An_effect_of_occasions_is_an_effect_for_each_that_counts_there(string structure)
    {
        var data = OccasionModels.Data(1, 2, 3).Read();
        var bound = At(Eta, Bound.To(OccasionModels.Of(structure), data));
        var written = At(Eta, Bound.To(OccasionModels.Written(structure, 3), data));
        for (var i = 0; i < 3; i++)
        {
            Of(structure).Check(bound, written, i);
        }
    }

    [Theory]
    [InlineData(OccasionModels.OneCompartment)]
    [InlineData(OccasionModels.TwoCompartments)]
    public void Constants_that_change_between_occasions_still_have_a_closed_form(string structure)
    {
        var bound = Bound.To(OccasionModels.Of(structure), OccasionModels.Data(1, 2, 3).Read());

        Assert.Contains("closed form", bound.Model.Solver.Description, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(OccasionModels.Properties)]
    [InlineData(OccasionModels.Saturable)]
    public void Derivatives_are_those_of_difference_quotients(string structure) =>
        DerivativeCheck.Run(Bound.To(OccasionModels.Of(structure), OccasionModels.Data(1, 2, 3).Read()));

    [Fact]
    public void Slots_come_block_by_block_and_occasion_by_occasion()
    {
        var model = Bound.To(OccasionModels.Of(OccasionModels.OneCompartment), OccasionModels.Data(1, 2, 3).Read()).Model;

        Assert.Equal(
            ["eta_cl", "eta_v", "eta_ka", "kcl[1]", "kv[1]", "kcl[2]", "kv[2]", "kcl[3]", "kv[3]", "kf[1]", "kf[2]", "kf[3]"],
            model.Slots.Select(s => s.Name));
        Assert.Equal(["eta_cl", "eta_v", "eta_ka", "kcl", "kv", "kf"], model.Etas.Select(e => e.Name));
        Assert.Equal((3, 1, 1), (model.Slots[6].Block, model.Slots[6].Position, model.Slots[6].Instance));
        Assert.Same(model.Etas[4], model.Slots[6].Effect);
    }

    [Fact]
    public void Occasions_are_numbered_as_they_appear_whatever_they_are_called()
    {
        var model = OccasionModels.Of(OccasionModels.Properties);
        var one = At(Eta, Bound.To(model, OccasionModels.Data(1, 2, 3).Read()));
        var other = At(Eta, Bound.To(model, OccasionModels.Data(7.5, -2, 0).Read()));
        for (var i = 0; i < 3; i++)
        {
            Assert.Equal(one.Total(i).SelectMany(t => t.Mean.ByEta), other.Total(i).SelectMany(t => t.Mean.ByEta));
        }

        Assert.Equal(["7.5", "-2", "0"], other.Cohort.Subjects[0].InstanceKeys(3).AsEnumerable());
        Assert.Equal([0, 0, 0, 0, 1, 1, 1, 2, 2, 2, 2, 0, 0, 0, 0], Enumerable.Range(0, 15).Select(r => other.Cohort.Subjects[0].InstanceOf(3, r)));
        Assert.Equal(0, other.Cohort.Subjects[0].InstanceOf(0, 14));
    }

    [Fact]
    public void The_order_of_subjects_does_not_matter()
    {
        // The first two subjects change places.
        var lines = OccasionModels.Data(1, 2, 3).Text.Split('\n');
        var swapped = string.Join('\n', [lines[0], .. lines.Where(l => l.StartsWith('2')), .. lines.Where(l => l.StartsWith('1')), .. lines.Where(l => l.StartsWith('3'))]);
        var model = OccasionModels.Of(OccasionModels.Properties);
        var (one, other) = (At(Eta, Bound.To(model, OccasionModels.Data(1, 2, 3).Read())), At(Eta, Bound.To(model, TestData.Read(swapped))));

        Assert.Equal(one.Total(0).SelectMany(t => t.Variance.ByTheta), other.Total(1).SelectMany(t => t.Variance.ByTheta));
        Assert.Equal(one.Total(1).SelectMany(t => t.Mean.ByEta), other.Total(0).SelectMany(t => t.Mean.ByEta));
    }

    [Fact]
    public void Occasions_with_texts_for_names_are_as_good_as_numbers()
    {
        var text = OccasionModels.Data(1, 2, 3).Text;
        var named = string.Join('\n', text.Split('\n').Select((line, i) => i == 0 || line.Length == 0 ? line : Name(line)));
        var model = OccasionModels.Of(OccasionModels.OneCompartment);

        var bound = At(Eta, Bound.To(model, TestData.Read(named)));

        Assert.Equal(At(Eta, Bound.To(model, TestData.Read(text))).Means(), bound.Means());
        Assert.Equal(["visit 1", "visit 2", "visit 3"], bound.Cohort.Subjects[0].InstanceKeys(3).AsEnumerable());

        static string Name(string line)
        {
            var cells = line.Split(',');
            return string.Join(',', [.. cells[..^4], $"visit {cells[^4]}", .. cells[^3..]]);
        }
    }

    [Fact]
    public void With_one_occasion_each_the_effects_are_effects_by_ID()
    {
        var data = new TestData("OCC").Subject(4).Dose(0, 100).Observe(1, 5).Subject(2).Dose(0, 80).Observe(3).Read();
        var model = OccasionModels.Of(OccasionModels.TwoCompartments);
        var plain = model with { RandomEffects = [.. model.RandomEffects.Select(b => b with { Grouping = "ID", Within = null })] };
        var (one, other) = (At(Eta[..6], Bound.To(model, data)), At(Eta[..6], Bound.To(plain, data)));

        Assert.Equal(one.Model.Etas, one.Model.Slots.Select(s => s.Effect));
        Assert.Equal(other.Model.Solver.Description, one.Model.Solver.Description);
        Assert.Equal(other.Model.Phi.Layout, one.Model.Phi.Layout);
        Assert.Equal(other.Total(1).SelectMany(t => t.Mean.ByEtaEta.Cast<double>()), one.Total(1).SelectMany(t => t.Mean.ByEtaEta.Cast<double>()));
    }

    [Fact]
    public void An_occasion_that_a_subject_does_not_have_changes_nothing_of_it()
    {
        var bound = At(Eta, Bound.To(OccasionModels.Of(OccasionModels.Properties), OccasionModels.Data(1, 2, 3).Read()));
        var before = bound.Means(1);
        foreach (var prediction in bound.Total(1))
        {
            // The second subject has the first occasion only.
            Assert.All([5, 6, 7, 8, 10, 11], k => Assert.Equal(0, prediction.Mean.ByEta[k]));
            Assert.Contains(prediction.Mean.ByEta, d => d != 0);
        }

        bound.Eta[5] = bound.Eta[11] = 1;
        Assert.Equal(before, bound.Means(1));
    }

    [Fact]
    public void A_quantity_has_a_phi_for_each_occasion_and_effects_have_none()
    {
        var data = OccasionModels.Data(1, 2, 3).Read();
        int Active(PopulationModel model) => Bound.To(model, data).Model.Phi.Layout.Active;

        // cl/v, 1/v and prop f for three occasions each, and ka.
        Assert.Equal(10, Active(OccasionModels.Of(OccasionModels.OneCompartment)));
        Assert.True(Active(OccasionModels.Of(OccasionModels.OneCompartment)) < Active(OccasionModels.Written(OccasionModels.OneCompartment, 3)));
    }

    [Fact]
    public void Individual_parameters_are_those_of_a_record_or_of_the_first()
    {
        var bound = At(Eta, Bound.To(OccasionModels.Of(OccasionModels.Saturable), OccasionModels.Data(1, 2, 3).Read()));
        var (subject, parameters) = (bound.Cohort.Subjects[0], bound.Model.IndividualParameters);
        var cl = parameters.Names.IndexOf("cl");
        double ClearanceAt(int record)
        {
            var values = new double[parameters.Names.Length];
            parameters.Evaluate(bound.Theta, bound.Eta, subject, record, values);
            return values[cl];
        }

        var first = new double[parameters.Names.Length];
        parameters.Evaluate(bound.Theta, bound.Eta, subject.Covariates, first);
        Near.Equal([3 * Math.Exp(0.2 + 0.3), 3 * Math.Exp(0.2 + 0.3), 3 * Math.Exp(0.2 - 0.25), 3 * Math.Exp(0.2 + 0.05), first[cl]],
            [ClearanceAt(0), ClearanceAt(14), ClearanceAt(4), ClearanceAt(8), ClearanceAt(0)], Tolerance.Algebra);
    }

    [Fact]
    public void Effects_of_two_kinds_of_occasions_meet_in_one_parameter()
    {
        var text = """
            model kinds
            parameters
              tvk = 0.3
              add = 1
            COVARIATES
            variability by ID
              e ~ 0.1
            variability by OCC within ID
              a ~ 0.1
            variability by DAY within ID
              b ~ 0.1
            individual
              k = tvk*exp(SUM)
            structure
              one_compartment(k = k)
            observations
              DV ~ additive(central, add)

            """;
        var data = new TestData("OCC", "DAY", "A1", "A2", "B1", "B2").Subject(1, 1, 1, 0, 1, 0).Dose(0, 100).Observe(1)
            .With(2, 1, 0, 1, 1, 0).Observe(2).With(2, 2, 0, 1, 0, 1).Observe(3).With(1, 2, 1, 0, 0, 1).Observe(4).Read();
        var bound = At(Eta[..5], Bound.To(CohortOf.Model(text.Replace("COVARIATES\n", "").Replace("SUM", "e + a + b")), data));
        var written = At(Eta[..5], Bound.To(
            CohortOf.Model(text.Replace("COVARIATES", "covariates\n  A1\n  A2\n  B1\n  B2").Replace("SUM", "e + A1*a + A2*a2 + B1*b + B2*b2")
                .Replace("variability by OCC within ID\n  a ~ 0.1\n", "  a ~ 0.1\n  a2 ~ 0.1\n")
                .Replace("variability by DAY within ID\n  b ~ 0.1\n", "  b ~ 0.1\n  b2 ~ 0.1\n")),
            data));

        Of(OccasionModels.OneCompartment).Check(bound, written, 0);
    }

    [Fact]
    public void A_long_history_with_many_occasions()
    {
        var data = new TestData("OCC", "X").Subject(0, 1).Dose(0, 100, additional: 300, interval: 1);
        for (var r = 0; r < 600; r++)
        {
            data.With(r % 4, Math.Exp(Eta[3 + r % 4])).Observe(0.5 * r);
        }

        var effects = At(Eta[..7], Bound.To(Model("variability by OCC within ID\n  kappa ~ 0.1", "exp(e1 + kappa)*exp(e2 - e2)*exp(e3 - e3)"), data.Read()));
        var written = At(Eta[..3], Bound.To(Model("covariates\n  X", "exp(e1)*X*exp(e2 - e2)*exp(e3 - e3)"), data.Read()));

        Near.Equal(written.Means(), effects.Means(), Tolerance.PlainRegimen);

        static PopulationModel Model(string more, string factor) => CohortOf.Model($"""
            model long
            parameters
              tvk = 0.2
              add = 1
            {(more.StartsWith("cov", StringComparison.Ordinal) ? more : "")}
            variability by ID
              e1 ~ 0.1
              e2 ~ 0.1
              e3 ~ 0.1
            {(more.StartsWith("var", StringComparison.Ordinal) ? more : "")}
            individual
              k = tvk*{factor}
            structure
              one_compartment(k = k)
            observations
              DV ~ additive(central, add*exp(e2 + e3))

            """);
    }

    private static Agreement Of(string structure) => structure == OccasionModels.Saturable
        ? Agreement.WithIntegration
        : new Agreement(Tolerance.Algebra, Tolerance.MatrixExponential, Tolerance.MatrixExponentialNearZero);

    private static Bound At(double[] eta, Bound bound)
    {
        eta.CopyTo(bound.Eta, 0);
        Assert.Equal(eta.Length, bound.Eta.Length);
        return bound;
    }
}
