using PopPK.Modeling;
using PopPK.TestKit;
using Xunit;

namespace PopPK.Prediction.Tests;

/// <summary>
/// A closed form, the same model as linear equations solved by the matrix exponential and the same equations integrated agree in
/// every value and every derivative.
/// </summary>
public class ClosedFormEqualsEquationsTests
{
    private const int Subjects = 60;
    private const int Cases = 1500;
    private const int CasesPerIntegration = 5;

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
        var exponential = Bound.To(model.AsEquations(), data);
        var integrated = Bound.Integrated(model.AsEquations(), data);
        Assert.Contains("matrix exponential", exponential.Model.Solver.Description, StringComparison.Ordinal);
        Assert.Contains("differential equations", integrated.Model.Solver.Description, StringComparison.Ordinal);
        var cases = 0;
        RandomCases.Check(
            random =>
            {
                DrawParameters(random, closed);
                var subject = random.Next(Subjects);
                Agreement.OfExactSolutions.Check(closed, exponential, subject);
                if (cases++ % CasesPerIntegration == 0)
                {
                    Agreement.WithIntegration.Check(closed, integrated, subject);
                }
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
}
