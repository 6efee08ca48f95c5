using PopPK.TestKit;

namespace PopPK.Prediction.Tests;

/// <summary>Asserts that two ways to solve one model agree in every value and every derivative.</summary>
/// <param name="Value">Tolerance of values and first derivatives, relative to what they are over the profile.</param>
/// <param name="Pairs">Tolerance of second derivatives.</param>
/// <param name="NearZero">What may be left of the largest dose, relative to it.</param>
internal sealed record Agreement(double Value, double Pairs, double NearZero)
{
    /// <summary>With a solver of differential equations.</summary>
    public static Agreement WithIntegration { get; } = new(Tolerance.Ode, Tolerance.OdeSecondDerivative, Tolerance.OdeNearZero);

    /// <summary>Of two solutions that are exact up to rounding.</summary>
    public static Agreement OfExactSolutions { get; } =
        new(Tolerance.MatrixExponential, Tolerance.MatrixExponential, Tolerance.MatrixExponentialNearZero);

    /// <summary>Solves a subject both ways, at the parameters of the first, and compares.</summary>
    /// <param name="one">One way.</param>
    /// <param name="other">The other way; the fixed and random effects are copied to it.</param>
    /// <param name="subject">The subject.</param>
    public void Check(Bound one, Bound other, int subject)
    {
        one.Theta.CopyTo(other.Theta, 0);
        one.Eta.CopyTo(other.Eta, 0);
        var floor = one.Cohort.Subjects[subject].LargestDose * NearZero / Value;
        var expected = other.Total(subject);
        var actual = one.Total(subject);
        var what = $"subject {subject + 1}, theta ({string.Join(", ", one.Theta)})";
        void Compare(Func<TotalPrediction, double[]> part, double tolerance, string name)
        {
            CompareColumns([.. expected.Select(p => part(p.Mean))], [.. actual.Select(p => part(p.Mean))], tolerance, floor, $"mean {name}, {what}");
            CompareColumns([.. expected.Select(p => part(p.Variance))], [.. actual.Select(p => part(p.Variance))], tolerance, floor, $"variance {name}, {what}");
        }

        Compare(t => [t.Value, .. t.ByEta, .. t.ByLogTheta(one.Theta)], Value, "and first derivatives");
        Compare(t => [.. t.ByEtaEta.Cast<double>(), .. t.ByEtaLogTheta(one.Theta)], Pairs, "by pairs");
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
