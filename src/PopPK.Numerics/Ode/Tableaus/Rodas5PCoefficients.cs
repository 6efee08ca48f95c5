namespace PopPK.Numerics.Ode.Tableaus;

/// <summary>
/// Steinebach (2023), Construction of Rosenbrock-Wanner method Rodas5P and numerical benchmarks within the Julia
/// Differential Equations package, BIT Numer. Math. 63, 27; the transformed coefficients, rounded to double precision.
/// </summary>
internal static class Rodas5PCoefficients
{
    public static RosenbrockTableau Create() =>
        new("Rodas5P", order: 5, embeddedOrder: 4, 0.21193756319429014, Nodes, StageCoefficients, RateCoefficients, Weights, ErrorWeights, TimeDerivativeWeights);

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
}
