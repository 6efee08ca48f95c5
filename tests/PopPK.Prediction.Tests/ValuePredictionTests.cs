using PopPK.Modeling;
using PopPK.TestKit;
using Xunit;

namespace PopPK.Prediction.Tests;

/// <summary>Predictions made by the fast path without derivatives are those of the path with derivatives.</summary>
public class ValuePredictionTests
{
    private const int Subjects = 40;

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void One_compartment(bool withDepot) => CompareRegimens(TestModels.OneCompartment(withDepot));

    [Theory]
    [InlineData(false, 1)]
    [InlineData(false, 2)]
    [InlineData(true, 2)]
    [InlineData(true, 3)]
    public void Two_compartments(bool withDepot, int dosed) => CompareRegimens(TestModels.TwoCompartments(withDepot), dosed);

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Three_compartments_of_the_matrix_exponential(bool withDepot) => CompareRegimens(TestModels.ThreeCompartments(withDepot));

    [Fact]
    public void A_lag_and_a_bioavailability() => CompareRegimens(
        EventModels.Of("one_compartment(k = k, ka = ka)\n  lag(depot) = lag\n  bioavailability(depot) = f"), dosed: 2);

    [Fact]
    public void Regular_sampling_under_a_regular_regimen()
    {
        var data = new TestData().Subject().Dose(0, 100, additional: 13, interval: 24).Observe(Enumerable.Range(0, 337).Select(i => (double)i));
        Compare(Bound.To(TestModels.TwoCompartments(withDepot: true), data.Read()), 0);
    }

    [Fact]
    public void Endpoints_on_several_scales()
    {
        var model = CohortOf.Model("""
            model two
            parameters
              k = 0.1
              a = 0.3 in (0, inf)
            variability by ID
              eta ~ 0.1
            covariates
              DVID
            individual
              rate = k*exp(eta)
            structure
              one_compartment(k = rate)
            observations
              c = central/10
              DV[DVID == 1] ~ lognormal(c, a)
              DV[DVID == 2] ~ additive(2*c, a)

            """);
        var data = new TestData("DVID").Subject(1).Dose(0, 100);
        for (var i = 0; i < 19; i++)
        {
            data.Measure(1 + i, 2, 1 + i * i % 3 % 2);
        }

        Compare(Bound.To(model, data.Read()), 0);
    }

    [Fact]
    public void Observations_that_read_covariates()
    {
        var bound = Bound.To(
            EventModels.Of("one_compartment(k = k)", "WT", "log(1 + 0.1*tvk*exp(e1)*WT/70)"),
            new TestData("WT").Subject(70).Dose(0, 100).With(60).Observe(1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11).Read());
        Compare(bound, 0);
    }

    [Fact]
    public void A_variance_of_zero_fails_where_variances_are_asked_for()
    {
        var cohort = CohortOf.TextAndData(SmallModels.ProportionalDecay, "ID,TIME,AMT,EVID,DV\n1,0,0,0,1\n1,1,100,1,.\n1,2,0,0,1\n");
        var (subject, workspace) = (cohort.Subjects[0], cohort.CreateWorkspace());
        double[] theta = [0.1, 0.2], predictions = new double[2], variances = new double[2];
        Assert.Equal(
            PredictionStatus.Success, cohort.Model.PredictValues(subject, subject.Observations, theta, [0], workspace, predictions));
        Assert.Equal(0, predictions[0]);
        Near.Equal(100 * Math.Exp(-0.1), predictions[1], Tolerance.Algebra);
        Assert.Equal(
            PredictionStatus.VarianceNotPositive,
            cohort.Model.PredictValues(subject, subject.Observations, theta, [0], workspace, predictions, variances));
        Assert.Equal(0, workspace.FailedPoint);
        Near.Equal(400 * Math.Exp(-0.2), variances[1], Tolerance.Algebra);
    }

    [Fact]
    public void What_cannot_be_predicted_is_a_status()
    {
        var bound = Bound.To(TestModels.TwoCompartments(withDepot: true), new TestData().Subject().Dose(0, 100).Observe(1, 2).Read());
        var predictions = new double[2];
        Assert.Equal(PredictionStatus.RateConstantOutOfRange, PredictOf(bound.Set("tvk21", -1), predictions));
        Assert.Equal(PredictionStatus.IndividualNotFinite, PredictOf(bound.Set("tvk21", double.NaN), predictions));
        bound.Set("tvk21", 0.1).Set("tvv", 0);
        Assert.Equal(PredictionStatus.IndividualNotFinite, PredictOf(bound, predictions));
    }

    [Fact]
    public void Places_that_do_not_fit_the_points_are_refused()
    {
        var bound = Bound.To(TestModels.OneCompartment(withDepot: false), new TestData().Subject().Dose(0, 100).Observe(1, 2).Read());
        Assert.Throws<ArgumentException>(() => PredictOf(bound, new double[3]));
        Assert.Throws<ArgumentException>(() => PredictOf(bound, new double[2], new double[1]));
        Assert.Throws<ArgumentException>(() => PredictOf(bound, new double[2], new double[2], new double[3]));
    }

    [Fact]
    public void Nothing_is_allocated()
    {
        var data = new TestData().Subject().Dose(0, 100).Observe(1, 2, 3).Dose(3, 100, rate: 20).Observe(4, 5, 6, 7, 8, 9, 10).Read();
        PopulationModel[] models =
            [TestModels.TwoCompartments(withDepot: true), TestModels.ThreeCompartments(withDepot: true), TestModels.MichaelisMenten()];
        foreach (var model in models)
        {
            var bound = Bound.To(model, data);
            double[] predictions = new double[10], variances = new double[10], means = new double[10];
            Allocation.IsZero(() => PredictOf(bound, predictions, variances, means));
        }
    }

    private static PredictionStatus PredictOf(Bound bound, double[] predictions, double[]? variances = null, double[]? means = null) =>
        bound.Model.PredictValues(
            bound.Cohort.Subjects[0], bound.Cohort.Subjects[0].Observations, bound.Theta, bound.Eta, bound.Workspace, predictions, variances, means);

    private static void CompareRegimens(PopulationModel model, int? dosed = null)
    {
        var data = RandomRegimen.Draw(new Random(31), Subjects, dosed ?? model.Structure.Compartments.Length).Read();
        var bound = Bound.To(model, data);
        RandomCases.Check(
            random =>
            {
                RandomRates.Draw(random, bound);
                Compare(bound, random.Next(Subjects));
            },
            400);
    }

    private static void Compare(Bound bound, int index)
    {
        var subject = bound.Cohort.Subjects[index];
        foreach (var points in new[] { subject.Observations, subject.Records })
        {
            var (expected, predictions, variances, means) = (
                new double[points.Count], new double[points.Count], new double[points.Count], new double[points.Count]);
            var model = bound.Model;
            Assert.Equal(
                PredictionStatus.Success, model.Predict(subject, points, bound.Theta, bound.Eta, DerivativeOrder.Value, bound.Workspace));
            model.ReportPredictions(subject, points, bound.Workspace, expected);
            double[] expectedVariances = [.. Enumerable.Range(0, points.Count).Select(bound.Workspace.Variance)];
            double[] expectedMeans = [.. Enumerable.Range(0, points.Count).Select(bound.Workspace.Mean)];
            Assert.Equal(
                PredictionStatus.Success,
                model.PredictValues(subject, points, bound.Theta, bound.Eta, bound.Workspace, predictions, variances, means));
            Check(subject, expected, predictions, "prediction");
            Check(subject, expectedVariances, variances, "variance");
            Check(subject, expectedMeans, means, "mean");

            // Without variances the same bits.
            var alone = new double[points.Count];
            Assert.Equal(PredictionStatus.Success, model.PredictValues(subject, points, bound.Theta, bound.Eta, bound.Workspace, alone));
            Assert.Equal(predictions, alone);
        }
    }

    private static void Check(BoundSubject subject, double[] expected, double[] actual, string what)
    {
        var scale = Math.Max(expected.Max(Math.Abs), subject.LargestDose * Tolerance.MatrixExponentialNearZero);
        for (var j = 0; j < expected.Length; j++)
        {
            Near.Equal(expected[j], actual[j], Tolerance.Algebra, scale, $"{what} {j} of subject {subject.Id}");
        }
    }
}
