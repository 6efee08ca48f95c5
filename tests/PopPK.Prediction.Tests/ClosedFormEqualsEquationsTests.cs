using PopPK.Modeling;
using PopPK.TestKit;
using Xunit;

namespace PopPK.Prediction.Tests;

/// <summary>A closed form and the same model as differential equations agree in every value and every derivative.</summary>
public class ClosedFormEqualsEquationsTests
{
    private const int Subjects = 60;
    private const int Cases = 300;

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void One_compartment(bool withDepot) => Compare(TestModels.OneCompartment(withDepot));

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Two_compartments_dosed_anywhere(bool withDepot) => Compare(TestModels.TwoCompartments(withDepot));

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Two_compartments_never_dosed_in_the_periphery(bool withDepot)
    {
        var model = TestModels.TwoCompartments(withDepot);
        Compare(model, model.Structure.Compartments.Length - 1);
    }

    private static void Compare(PopulationModel model, int? dosed = null)
    {
        var data = RandomRegimen.Draw(new Random(17), Subjects, dosed ?? model.Structure.Compartments.Length).Read();
        var closed = Bound.To(model, data);
        var equations = Bound.To(model.AsEquations(), data);
        RandomCases.Check(
            random =>
            {
                DrawParameters(random, closed);
                closed.Theta.CopyTo(equations.Theta, 0);
                closed.Eta.CopyTo(equations.Eta, 0);
                Compare(closed, equations, random.Next(Subjects));
            },
            Cases);
    }

    // Rates over three decades; in a third of the cases one rate is close to another one.
    private static void DrawParameters(Random random, Bound bound)
    {
        var effects = bound.Model.Model.FixedEffects;
        for (var i = 0; i < effects.Length; i++)
        {
            bound.Theta[i] = effects[i].Name is "tvka" or "tvk10" or "tvk12" or "tvk21" ? random.LogUniform(0.01, 10) : effects[i].Initial;
        }

        for (var k = 0; k < bound.Eta.Length; k++)
        {
            bound.Eta[k] = 0.6 * (random.NextDouble() - 0.5);
        }

        if (random.Next(3) == 0 && effects[0].Name == "tvka")
        {
            Array.Clear(bound.Eta);
            var nearly = 1 + random.Next(2) * random.LogUniform(1e-15, 1e-2);
            bound.Theta[0] = FastestEliminationRate(bound) * nearly;
        }
    }

    private static double FastestEliminationRate(Bound bound)
    {
        var k10 = bound.Theta[1];
        if (bound.Model.Model.Structure is ClosedFormStructure { Exchange.IsEmpty: true })
        {
            return k10;
        }

        var (k12, k21) = (bound.Theta[2], bound.Theta[3]);
        return 0.5 * (k10 + k12 + k21 + Math.Sqrt(Math.Pow(k10 + k12 - k21, 2) + 4 * k12 * k21));
    }

    private static void Compare(Bound closed, Bound equations, int subject)
    {
        var floor = closed.Cohort.Subjects[subject].LargestDose * Tolerance.OdeNearZero / Tolerance.Ode;
        var expected = equations.Total(subject);
        var actual = closed.Total(subject);
        var what = $"subject {subject + 1}, theta ({string.Join(", ", closed.Theta)})";
        void Compare(Func<TotalPrediction, double[]> part, double tolerance, string name)
        {
            CompareColumns([.. expected.Select(p => part(p.Mean))], [.. actual.Select(p => part(p.Mean))], tolerance, floor, $"mean {name}, {what}");
            CompareColumns([.. expected.Select(p => part(p.Variance))], [.. actual.Select(p => part(p.Variance))], tolerance, floor, $"variance {name}, {what}");
        }

        Compare(t => [t.Value, .. t.ByEta, .. t.ByLogTheta(closed.Theta)], Tolerance.Ode, "and first derivatives");
        Compare(t => [.. t.ByEtaEta.Cast<double>(), .. t.ByEtaLogTheta(closed.Theta)], Tolerance.OdeSecondDerivative, "by pairs");
    }

    private static void CompareColumns(double[][] expected, double[][] actual, double tolerance, double floor, string what)
    {
        for (var element = 0; element < expected[0].Length; element++)
        {
            // A derivative that changes its sign is compared on the scale it has over the profile, a washed-out profile on
            // the scale of the doses.
            var scale = Math.Max(floor, expected.Max(row => Math.Abs(row[element])));
            for (var j = 0; j < expected.Length; j++)
            {
                Near.Equal(expected[j][element], actual[j][element], tolerance, scale, $"{what}, point {j}, number {element}");
            }
        }
    }
}
