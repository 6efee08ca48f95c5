using PopPK.Modeling;
using PopPK.TestKit;
using Xunit;

namespace PopPK.Prediction.Tests;

/// <summary>What must be equal whatever the numbers are. Every identity holds for closed forms to rounding, for equations to their solver's accuracy.</summary>
public class IdentityTests
{
    private static readonly double[] Times = [0.5, 2, 5, 8, 13, 21, 34];

    public static TheoryData<string> Models => [.. Known.Keys];

    public static TheoryData<string> LinearModels => [.. Known.Keys.Where(k => k != "saturable")];

    private static Dictionary<string, Func<PopulationModel>> Known => new()
    {
        ["one compartment"] = () => TestModels.OneCompartment(withDepot: false),
        ["one compartment, depot"] = () => TestModels.OneCompartment(withDepot: true),
        ["two compartments"] = () => TestModels.TwoCompartments(withDepot: false),
        ["two compartments, depot"] = () => TestModels.TwoCompartments(withDepot: true),
        ["two compartments, depot, equations"] = () => TestModels.TwoCompartments(withDepot: true).AsEquations(),
        ["saturable"] = TestModels.MichaelisMenten,
    };

    [Theory]
    [MemberData(nameof(Models))]
    public void Additional_doses_equal_written_out_doses(string model) => AssertEqual(
        model,
        Subject().Dose(0, 100, additional: 2, interval: 6).Dose(0.5, 50, rate: 20, additional: 1, interval: 7.5).Observe(Times),
        Subject().Dose(0, 100).Dose(0.5, 50, rate: 20).Observe(0.5, 2, 5).Dose(6, 100).Dose(8, 50, rate: 20).Observe(8).Dose(12, 100).Observe(13, 21, 34));

    [Theory]
    [MemberData(nameof(Models))]
    public void An_infusion_equals_its_two_halves_one_after_the_other(string model) => AssertEqual(
        model,
        Subject().Dose(0, 120, rate: 15).Observe(Times),
        Subject().Dose(0, 60, rate: 15).Observe(0.5, 2).Dose(4, 60, rate: 15).Observe(5, 8, 13, 21, 34));

    [Theory]
    [MemberData(nameof(Models))]
    public void An_infusion_equals_two_of_half_the_rate_together(string model) => AssertEqual(
        model,
        Subject().Dose(0, 120, rate: 15).Observe(Times),
        Subject().Dose(0, 60, rate: 7.5).Dose(0, 60, rate: 7.5).Observe(Times));

    [Theory]
    [MemberData(nameof(Models))]
    public void Nothing_depends_on_when_the_clock_started(string model)
    {
        const double shift = 64;
        AssertEqual(
            model,
            Subject().Dose(0, 100, additional: 1, interval: 3).Dose(0, 50, rate: 10).Observe(Times),
            Subject().Dose(shift, 100, additional: 1, interval: 3).Dose(shift, 50, rate: 10).Observe(Times.Select(t => t + shift)));
    }

    [Theory]
    [MemberData(nameof(Models))]
    public void A_reset_makes_a_new_subject(string model)
    {
        var together = Bind(model, Subject().Dose(0, 100, rate: 5).Observe(0.5, 2).Dose(3, 70, reset: true).Observe(3, 4, 9));
        var apart = Bind(model, Subject().Dose(3, 70).Observe(3, 4, 9));

        Near.Equal(apart.Means(), together.Means().AsSpan(2), Tolerance.Algebra, what: model);
    }

    [Theory]
    [MemberData(nameof(Models))]
    public void A_reset_may_start_the_clock_anew(string model)
    {
        var together = Bind(model, Subject().Dose(100, 100).Observe(102, 150).Reset(0).Dose(1, 70).Observe(3, 9).Dose(0, 20, reset: true).Observe(5));
        var apart = Bind(model, Subject().Dose(1, 70).Observe(3, 9));
        var last = Bind(model, Subject().Dose(0, 20).Observe(5));

        Near.Equal([.. apart.Means(), .. last.Means()], together.Means().AsSpan(2), Tolerance.Algebra, what: model);
    }

    [Theory]
    [MemberData(nameof(LinearModels))]
    public void Effects_of_doses_add_up(string model)
    {
        var last = Known[model]().Structure.Compartments.Length;
        TestData First(TestData data) => data.Dose(0, 100, rate: 25);
        TestData Second(TestData data) => data.Dose(0, 300, last);

        var first = Bind(model, First(Subject()).Observe(Times)).Means();
        var second = Bind(model, Second(Subject()).Observe(Times)).Means();
        var both = Bind(model, Second(First(Subject())).Observe(Times)).Means();

        Near.Equal([.. first.Zip(second, (a, b) => a + b)], both, ToleranceOf(model), what: model);
    }

    [Theory]
    [MemberData(nameof(Models))]
    public void The_unit_of_the_doses_does_not_matter(string model)
    {
        // From mg to micrograms, about: a power of two leaves every rounding as it was.
        const double unit = 1024;
        var large = Bind(model, Subject().Dose(0, 100).Observe(0.5).Dose(1, 100, rate: 20).Observe(2, 9));
        var small = Bind(model, Subject().Dose(0, 100 * unit).Observe(0.5).Dose(1, 100 * unit, rate: 20 * unit).Observe(2, 9));
        foreach (var name in small.Model.Model.FixedEffects.Select(f => f.Name).Where(n => n is "tvv" or "tvvmax"))
        {
            small.Set(name, unit * small.Model.Model.FixedEffects.Single(f => f.Name == name).Initial);
        }

        Near.Equal(large.Means(), small.Means(), Tolerance.Algebra, what: model);
    }

    [Theory]
    [MemberData(nameof(LinearModels))]
    public void The_unit_of_time_does_not_matter(string model)
    {
        const double unit = 60;
        var hours = Bind(model, Subject().Dose(0, 100).Dose(0, 60, rate: 10).Observe(Times));
        var minutes = Bind(model, Subject().Dose(0, 100).Dose(0, 60, rate: 10 / unit).Observe(Times.Select(t => t * unit)));
        foreach (var effect in minutes.Model.Model.FixedEffects.Where(f => f.Name.StartsWith("tvk", StringComparison.Ordinal)))
        {
            minutes.Set(effect.Name, effect.Initial / unit);
        }

        Near.Equal(hours.Means(), minutes.Means(), ToleranceOf(model), what: model);
    }

    [Theory]
    [MemberData(nameof(Models))]
    public void The_order_of_the_subjects_does_not_change_a_bit(string model)
    {
        var compartments = Known[model]().Structure.Compartments.Length;
        var forwards = Bind(model, RandomRegimen.Draw(new Random(3), 5, compartments));
        var backwards = Bind(model, RandomRegimen.Draw(new Random(3), 5, compartments));
        for (var i = 4; i >= 0; i--)
        {
            backwards.Predict(DerivativeOrder.SecondAll, i);
        }

        for (var i = 0; i < 5; i++)
        {
            Assert.Equal(forwards.Means(i), backwards.Means(i));
        }
    }

    [Theory]
    [MemberData(nameof(Models))]
    public void An_ever_shorter_infusion_becomes_a_bolus(string model)
    {
        var bolus = Bind(model, Subject().Dose(0, 100).Observe(Times)).Means();
        double Error(double duration)
        {
            var infusion = Bind(model, Subject().Dose(0, 100, rate: 100 / duration).Observe(Times)).Means();
            return infusion.Zip(bolus, (a, b) => Math.Abs(a - b) / b).Max();
        }

        // Half of the duration is a delay: the error falls in proportion.
        var order = Math.Log10(Error(1e-2) / Error(1e-3));
        Assert.InRange(order, 1 - Tolerance.ConvergenceOrder, 1 + Tolerance.ConvergenceOrder);
    }

    [Theory]
    [MemberData(nameof(Models))]
    public void Predictions_for_all_records_hold_those_for_the_observations(string model)
    {
        var bound = Bind(model, Subject().Dose(0, 100, additional: 1, interval: 4).Observe(0, 3).Dose(5, 20, rate: 8).Observe(5, 9));
        var subject = bound.Cohort.Subjects[0];
        var observed = bound.Means();

        bound.Model.Predict(subject, subject.Records, bound.Theta, bound.Eta, DerivativeOrder.Value, bound.Workspace);

        Assert.Equal(observed, subject.Observations.Records.Select(r => bound.Workspace.Mean(r)));
        Assert.Equal(6, subject.Records.Count);
    }

    [Theory]
    [MemberData(nameof(Models))]
    public void Lower_orders_give_the_numbers_of_the_highest(string model)
    {
        var bound = Bind(model, Subject().Dose(0, 100).Observe(Times));
        Assert.Equal(PredictionStatus.Success, bound.Predict(DerivativeOrder.SecondAll));
        var all = bound.Workspace.Layout;
        var expected = bound.Workspace.MeanFirst(3).ToArray();
        var pairs = bound.Workspace.MeanSecond(3).ToArray();
        foreach (var order in (DerivativeOrder[])[DerivativeOrder.FirstActive, DerivativeOrder.SecondActive])
        {
            Assert.Equal(PredictionStatus.Success, bound.Predict(order));
            var some = bound.Workspace.Layout;
            Assert.Equal(all.Active, some.Total);
            Near.Equal(expected.AsSpan(0, some.Total), bound.Workspace.MeanFirst(3), ToleranceOf(model), what: $"{model}, {order}");
            for (var a = 0; a < some.Active && JetLayout.HasSecond(order); a++)
            {
                for (var b = 0; b < some.Active; b++)
                {
                    Near.Equal(
                        pairs[all.PairIndex(a, b)], bound.Workspace.MeanSecond(3)[some.PairIndex(a, b)], ToleranceOf(model), what: $"{model}, {order}");
                }
            }
        }
    }

    private static TestData Subject() => new TestData().Subject();

    private static Bound Bind(string model, TestData data) => Bound.To(Known[model](), data.Read());

    private static double ToleranceOf(string model) =>
        Known[model]().Structure is ClosedFormStructure ? Tolerance.Algebra : Tolerance.Ode;

    private static void AssertEqual(string model, TestData expected, TestData actual) =>
        Near.Equal(Bind(model, expected).Means(), Bind(model, actual).Means(), ToleranceOf(model), what: model);
}
