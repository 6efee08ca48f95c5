using PopPK.Modeling;
using PopPK.Symbolics;
using PopPK.TestKit;
using Xunit;

namespace PopPK.Prediction.Tests;

/// <summary>Predictions made eight at a time are those made one by one, in every number.</summary>
public class LanePredictionTests
{
    private const int Subjects = 40;
    private const int Cases = 400;

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
    public void Differential_equations() => CompareRegimens(TestModels.MichaelisMenten(), cases: 40);

    [Fact]
    public void Observations_that_read_covariates_and_the_time()
    {
        var model = EventModels.Of("one_compartment(k = k)", "WT", "0.1*tvk*exp(e1)*WT/70");
        var data = new TestData("WT").Subject(70).Dose(0, 100, 1);
        for (var i = 0; i < 11; i++)
        {
            data.With(60 + i).Observe(0.5 + i);
        }

        Compare(Bound.To(model, data.Read()), 0);
    }

    [Fact]
    public void Nothing_is_allocated()
    {
        var data = new TestData().Subject().Dose(0, 100).Observe(1, 2, 3).Dose(3, 100, rate: 20).Observe(4, 5, 6, 7, 8, 9, 10).Read();
        var bound = Bound.To(TestModels.TwoCompartments(withDepot: true), data);
        var subject = bound.Cohort.Subjects[0];
        foreach (var order in Enum.GetValues<DerivativeOrder>())
        {
            PredictionStatus Predict() => bound.Model.PredictInLanes(subject, bound.Theta, bound.Eta, order, bound.Workspace);
            Assert.Equal(PredictionStatus.Success, Predict());
            Allocation.IsZero(() => Predict());
        }
    }

    private static void CompareRegimens(PopulationModel model, int? dosed = null, int cases = Cases)
    {
        var data = RandomRegimen.Draw(new Random(23), Subjects, dosed ?? model.Structure.Compartments.Length).Read();
        var bound = Bound.To(model, data);
        RandomCases.Check(
            random =>
            {
                RandomRates.Draw(random, bound);
                Compare(bound, random.Next(Subjects));
            },
            cases);
    }

    private static void Compare(Bound bound, int index)
    {
        var subject = bound.Cohort.Subjects[index];
        Assert.True(subject.HasLanes);
        foreach (var order in Enum.GetValues<DerivativeOrder>())
        {
            Assert.Equal(PredictionStatus.Success, bound.Predict(order, index));
            Assert.False(bound.Workspace.IsInLanes);
            double[][] rows = [.. Enumerable.Range(0, subject.Observations.Count).Select(j => RowOf(bound.Workspace, j))];

            Assert.Equal(PredictionStatus.Success, bound.Model.PredictInLanes(subject, bound.Theta, bound.Eta, order, bound.Workspace));
            Assert.True(bound.Workspace.IsInLanes);
            for (var i = 0; i < rows[0].Length; i++)
            {
                // What is left of doses long ago is a difference of numbers of the doses' size.
                var floor = subject.LargestDose * Tolerance.MatrixExponentialNearZero / Tolerance.MatrixExponential;
                var scale = Math.Max(floor, rows.Max(row => Math.Abs(row[i])));
                for (var j = 0; j < rows.Length; j++)
                {
                    var lanes = bound.Workspace.LaneRows(j / LaneFunction.Width);
                    Near.Equal(
                        rows[j][i],
                        lanes[i * LaneFunction.Width + j % LaneFunction.Width],
                        Tolerance.MatrixExponential,
                        scale,
                        $"subject {index + 1}, {order}, point {j}, number {i}, theta ({string.Join(", ", bound.Theta)})");
                }
            }
        }
    }

    private static double[] RowOf(SubjectWorkspace w, int j) =>
        [w.Mean(j), w.Variance(j), .. w.MeanFirst(j), .. w.VarianceFirst(j), .. w.MeanSecond(j), .. w.VarianceSecond(j)];
}
