namespace PopPK.Numerics.Ode.Tableaus;

/// <summary>
/// Steinebach (2023), Construction of Rosenbrock-Wanner method Rodas5P and numerical benchmarks within the Julia
/// Differential Equations package, BIT Numer. Math. 63, 27; the transformed coefficients, rounded to double precision.
/// </summary>
internal static class Rodas5PCoefficients
{
    public static RosenbrockTableau Create() =>
        new(
            "Rodas5P",
            order: 5,
            embeddedOrder: 4,
            0.21193756319429014,
            Nodes,
            StageCoefficients,
            RateCoefficients,
            Weights,
            ErrorWeights,
            TimeDerivativeWeights,
            CreateExtension());

    private static ReadOnlySpan<double> Nodes =>
        [0, 0.6358126895828704, 0.4095798393397535, 0.9769306725060716, 0.4288403609558664, 1, 1, 1];

    private static ReadOnlySpan<double> StageCoefficients =>
    [
        3.0,
        2.849394379747939, 0.45842242204463923,
        -6.954028509809101, 2.489845061869568, -10.358996098473584,
        2.8029986275628964, 0.5072464736228206, -0.3988312541770524, -0.04721187230404641,
        -7.502846399306121, 2.561846144803919, -11.627539656261098, -0.18268767659942256, 0.030198172008377946,
        -7.502846399306121, 2.561846144803919, -11.627539656261098, -0.18268767659942256, 0.030198172008377946, 1,
        -7.502846399306121, 2.561846144803919, -11.627539656261098, -0.18268767659942256, 0.030198172008377946, 1, 1,
    ];

    private static ReadOnlySpan<double> RateCoefficients =>
    [
        -14.155112264123755,
        -17.97296035885952, -2.859693295451294,
        147.12150275711716, -1.41221402718213, 71.68940251302358,
        165.43517024871676, -0.4592823456491126, 42.90938336958603, -5.961986721573306,
        24.854864614690072, -3.0009227002832186, 47.4931110020768, 5.5814197821558125, -0.6610691825249471,
        30.91273214028599, -3.1208243349937974, 77.79954646070892, 34.28646028294783, -19.097331116725623, -28.087943162872662,
        37.80277123390563, -3.2571969029072276, 112.26918849496327, 66.9347231244047, -40.06618937091002, -54.66780262877968,
        -9.48861652309627,
    ];

    // The last stages refine the solution by themselves: the embedded solution lacks the last of them.
    private static ReadOnlySpan<double> Weights =>
        [-7.502846399306121, 2.561846144803919, -11.627539656261098, -0.18268767659942256, 0.030198172008377946, 1, 1, 1];

    private static ReadOnlySpan<double> ErrorWeights => [0, 0, 0, 0, 0, 0, 0, 1];

    private static ReadOnlySpan<double> TimeDerivativeWeights =>
        [0.21193756319429014, -0.42387512638858027, -0.3384627126235924, 1.8046452872882734, 2.325825639765069, 0, 0, 0];

    // The rows H2, H3 and H4 of the dense output of order 4.
    private static ReadOnlySpan<double> Linear =>
    [
        25.948786856663858, -2.5579724845846235, 10.433815404888879, -2.3679251022685204, 0.524948541321073, 1.1241088310450404,
        0.4272876194431874, -0.17202221070155493,
    ];

    private static ReadOnlySpan<double> Quadratic =>
    [
        -9.91568850695171, -0.9689944594115154, 3.0438037242978453, -24.495224566215796, 20.176138334709044, 15.98066361424651,
        -6.789040303419874, -6.710236069923372,
    ];

    private static ReadOnlySpan<double> Cubic =>
    [
        11.419903575922262, 2.8879645146136994, 72.92137995996029, 80.12511834622643, -52.072871366152654, -59.78993625266729,
        -0.15582684282751913, 4.883087185713722,
    ];

    // theta (m + (1 - theta) (H2 + theta H3 + theta^2 H4)), in powers of theta.
    private static ContinuousExtension CreateExtension()
    {
        const int degree = 4;
        var coefficients = new double[degree * Weights.Length];
        for (var i = 0; i < Weights.Length; i++)
        {
            coefficients[degree * i] = Weights[i] + Linear[i];
            coefficients[(degree * i) + 1] = Quadratic[i] - Linear[i];
            coefficients[(degree * i) + 2] = Cubic[i] - Quadratic[i];
            coefficients[(degree * i) + 3] = -Cubic[i];
        }

        return new ContinuousExtension(order: 4, degree, coefficients);
    }
}
