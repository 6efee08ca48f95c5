using MathNet.Numerics.LinearAlgebra;
using PopPK.Modeling;
using PopPK.Symbolics;
using PopPK.TestKit;
using Xunit;

namespace PopPK.Language.Tests;

/// <summary>
/// Every way to say the rate constants of a closed form gives the same ones. The values of the roles come from the rate
/// matrix itself: exponents are its eigenvalues, coefficients the parts its eigenvectors have in a bolus.
/// </summary>
public sealed class ClosedFormTests
{
    private const double Volume = 8;

    /// <summary>k, then k1i and ki1 of each peripheral compartment.</summary>
    public static TheoryData<double[]> Constants =>
    [
        (double[])[0.3],
        (double[])[0.3, 0.5, 0.2],
        (double[])[2, 0.01, 0.03],
        (double[])[0.05, 4, 1],
        (double[])[0.3, 0.5, 0.9, 0.2, 0.1],
        (double[])[1.5, 2, 3, 0.4, 0.03],
        (double[])[0.04, 0.02, 0.3, 7, 0.2],
    ];

    [Theory]
    [MemberData(nameof(Constants))]
    public void All_parameterisations_of_a_model_mean_the_same(double[] constants)
    {
        foreach (var (roles, values) in Parameterisations(constants))
        {
            foreach (var absorption in new[] { "", ", ka" })
            {
                AssertConstants(constants, Read(constants, string.Join(", ", roles) + absorption, [.. roles, "ka"], [.. values, 1.7]));
            }
        }
    }

    [Theory]
    [MemberData(nameof(Constants))]
    public void Terms_may_be_given_in_any_order(double[] constants)
    {
        if (constants.Length == 1)
        {
            return;
        }

        var (roles, values) = Parameterisations(constants).Last();
        Assert.Equal("a", roles[0]);
        double[] turned = [.. values[2..], .. values[..2]];
        AssertConstants(constants, Read(constants, string.Join(", ", roles), roles, turned));
    }

    [Fact]
    public void The_first_peripheral_compartment_of_three_terms_is_the_one_that_exchanges_faster()
    {
        double[] constants = [0.3, 0.2, 0.1, 0.5, 0.9];
        var (roles, values) = Parameterisations(constants).Last();
        AssertConstants([0.3, 0.5, 0.9, 0.2, 0.1], Read(constants, string.Join(", ", roles), roles, values));
    }

    [Fact]
    public void Rate_constants_by_sums_and_by_products_of_exponents_agree()
    {
        double[] constants = [0.3, 0.5, 0.9, 0.2, 0.1];
        var (exponents, _) = Bolus(constants);
        var (p, q, r) = (exponents.Sum(), exponents[0] * exponents[1] + exponents[0] * exponents[2] + exponents[1] * exponents[2], exponents[0] * exponents[1] * exponents[2]);
        var (k21, k31) = (constants[2], constants[4]);
        var k = r / (k21 * k31);
        var k13 = (q + k31 * k31 - k31 * p - k * k21) / (k21 - k31);
        AssertConstants(constants, [k, p - k - k13 - k21 - k31, k21, k13, k31]);
    }

    [Theory]
    [InlineData("one_compartment(ALPHA = k, A = 2)", (double[])[0.3])]
    [InlineData("one_compartment(K10 = k)", (double[])[0.3])]
    [InlineData("two_compartment(CL = 2, VC = 4, Q = 8, VSS = 20)", (double[])[0.5, 2, 0.5])]
    [InlineData("two_compartment(cl = 2, v = 4, q = 8, vp = 16)", (double[])[0.5, 2, 0.5])]
    [InlineData("two_compartment(alpha = 4, beta = 1, k21 = 2)", (double[])[2, 1, 2])]
    [InlineData("two_compartment(aob = 2, alpha = 4, beta = 1)", (double[])[2, 1, 2])]
    [InlineData("two_compartment(a = 2, alpha = 4, b = 1, beta = 1)", (double[])[2, 1, 2])]
    [InlineData("three_compartment(alpha = 6, beta = 3, gamma = 1, k21 = 4, k31 = 2)", (double[])[2.25, 0.75, 4, 1, 2])]
    public void Roles_are_known_by_all_their_names(string form, double[] expected)
    {
        var structure = Structure($"parameters\n  k = 0.3\nstructure\n  {form}", []);
        AssertConstants(expected, structure);
    }

    private static IEnumerable<(string[] Roles, double[] Values)> Parameterisations(double[] constants)
    {
        var (exponents, coefficients) = Bolus(constants);
        var concentrations = coefficients.Select(c => c / Volume).ToArray();
        switch (constants)
        {
            case [var k]:
                yield return (["cl", "v"], [k * Volume, Volume]);
                yield return (["k"], [k]);
                yield return (["a", "alpha"], [concentrations[0], exponents[0]]);
                break;
            case [var k, var k12, var k21]:
                var q = k12 * Volume;
                yield return (["cl", "v1", "q", "v2"], [k * Volume, Volume, q, q / k21]);
                yield return (["cl", "v1", "q", "vss"], [k * Volume, Volume, q, Volume + q / k21]);
                yield return (["k", "k12", "k21"], constants);
                yield return (["aob", "alpha", "beta"], [coefficients[0] / coefficients[1], .. exponents]);
                yield return (["alpha", "beta", "k21"], [.. exponents, k21]);
                yield return (["a", "alpha", "b", "beta"], [concentrations[0], exponents[0], concentrations[1], exponents[1]]);
                break;
            case [var k, var k12, var k21, var k13, var k31]:
                var (q2, q3) = (k12 * Volume, k13 * Volume);
                yield return (["cl", "v1", "q2", "v2", "q3", "v3"], [k * Volume, Volume, q2, q2 / k21, q3, q3 / k31]);
                yield return (["k", "k12", "k21", "k13", "k31"], constants);
                yield return (["alpha", "beta", "gamma", "k21", "k31"], [.. exponents, k21, k31]);
                yield return (["a", "alpha", "b", "beta", "c", "gamma"],
                    [concentrations[0], exponents[0], concentrations[1], exponents[1], concentrations[2], exponents[2]]);
                break;
        }
    }

    // The amount in the central compartment after a unit bolus: exponents and coefficients of its terms.
    private static (double[] Exponents, double[] Coefficients) Bolus(double[] constants)
    {
        var size = constants.Length / 2 + 1;
        var rates = Matrix<double>.Build.Dense(size, size);
        rates[0, 0] = -constants[0];
        for (var i = 1; i < size; i++)
        {
            var (fromCentral, toCentral) = (constants[2 * i - 1], constants[2 * i]);
            rates[0, 0] -= fromCentral;
            rates[i, 0] = fromCentral;
            rates[0, i] = toCentral;
            rates[i, i] = -toCentral;
        }

        var decomposition = rates.Evd();
        var vectors = decomposition.EigenVectors;
        var bolus = Vector<double>.Build.Dense(size);
        bolus[0] = 1;
        var parts = vectors.Solve(bolus);
        return ([.. decomposition.EigenValues.Select(v => -v.Real)], [.. parts.Select((p, i) => p * vectors[0, i])]);
    }

    private static double[] Read(double[] constants, string arguments, string[] names, double[] values)
    {
        var form = constants.Length switch { 1 => "one", 3 => "two", _ => "three" };
        var parameters = string.Concat(names.Zip(values).Select(p => FormattableString.Invariant($"  {p.First} = {p.Second:R}\n")));
        return Structure($"parameters\n{parameters}structure\n  {form}_compartment({arguments})", names.Zip(values).ToDictionary());
    }

    private static double[] Structure(string text, Dictionary<string, double> values)
    {
        var model = ModelText.ReadGood($"model m\n{text}\nobservations\n  DV ~ additive(central, 1)\n");
        ModelEquality.AssertSame(model, ModelText.ReadGood(ModelText.Written(model)));
        var closed = Assert.IsType<ClosedFormStructure>(model.Structure);
        Expr[] expressions = [closed.EliminationRate, .. closed.Exchange.SelectMany(e => (Expr[])[e.FromCentral, e.ToCentral])];
        return [.. expressions.Select(e => Interpreter.Evaluate(e, s => values.GetValueOrDefault(s.Name, 0.3)))];
    }

    private static void AssertConstants(double[] expected, double[] actual) => Near.Equal(expected, actual, Tolerance.Algebra, what: "constant");
}
