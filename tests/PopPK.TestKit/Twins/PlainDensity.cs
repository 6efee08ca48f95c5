using PopPK.Prediction;

namespace PopPK.TestKit.Twins;

/// <summary>
/// The plain twin of the density kernel: what a subject's observations contribute to -2 log density, l(f, v) =
/// sum (y - f)^2 / v + log v, and its derivatives by the individual quantities phi, each written as its formula says.
/// Slow; every number is computed from the workspace anew.
/// </summary>
/// <param name="workspace">Holds mean and variance and their derivatives at the observations.</param>
/// <param name="y">The observed values.</param>
public sealed class PlainDensity(SubjectWorkspace workspace, double[] y)
{
    private readonly JetLayout _layout = workspace.Layout;

    /// <summary>l.</summary>
    public double Value() => Sum(j => R(j) * R(j) / V(j) + Math.Log(V(j)));

    /// <summary>dl/dphi: l_f f_a + l_v v_a.</summary>
    public double[] First() => [.. All.Select(a => Sum(j => ByMean(j) * F(j, a) + ByVariance(j) * V(j, a)))];

    /// <summary>The second derivatives of l by pairs of phi, in the order of the layout.</summary>
    public double[] Pairs() => [.. Active.SelectMany(a => All.Where(b => b >= a).Select(b => Second(a, b)))];

    /// <summary>K, row by row: sum f_a f_b / v + v_a v_b / (2 v^2).</summary>
    public double[] Expected() =>
        [.. Active.SelectMany(a => Active.Select(b => Sum(j => F(j, a) * F(j, b) / V(j) + V(j, a) * V(j, b) / (2 * V(j) * V(j)))))];

    /// <summary>The derivatives of tr(W K) by all phi: K differentiated term by term.</summary>
    /// <param name="w">W, active by active, symmetric.</param>
    public double[] TraceDerivatives(double[] w) =>
        [.. All.Select(c => Active.Sum(a => Active.Sum(b => w[a * _layout.Active + b] * ExpectedByPhi(a, b, c))))];

    private IEnumerable<int> Active => Enumerable.Range(0, _layout.Active);

    private IEnumerable<int> All => Enumerable.Range(0, _layout.Total);

    private double Second(int a, int b) => Sum(j =>
    {
        var (r, v) = (R(j), V(j));
        var meanMean = 2 / v;
        var meanVariance = 2 * r / (v * v);
        var varianceVariance = 2 * r * r / (v * v * v) - 1 / (v * v);
        return meanMean * F(j, a) * F(j, b)
            + meanVariance * (F(j, a) * V(j, b) + V(j, a) * F(j, b))
            + varianceVariance * V(j, a) * V(j, b)
            + ByMean(j) * F(j, a, b)
            + ByVariance(j) * V(j, a, b);
    });

    private double ExpectedByPhi(int a, int b, int c) => Sum(j =>
    {
        var v = V(j);
        return (F(j, a, c) * F(j, b) + F(j, a) * F(j, b, c)) / v
            - F(j, a) * F(j, b) * V(j, c) / (v * v)
            + (V(j, a, c) * V(j, b) + V(j, a) * V(j, b, c)) / (2 * v * v)
            - V(j, a) * V(j, b) * V(j, c) / (v * v * v);
    });

    private double Sum(Func<int, double> term) => Enumerable.Range(0, y.Length).Sum(term);

    private double ByMean(int j) => -2 * R(j) / V(j);

    private double ByVariance(int j) => 1 / V(j) - R(j) * R(j) / (V(j) * V(j));

    private double R(int j) => y[j] - workspace.Mean(j);

    private double V(int j) => workspace.Variance(j);

    private double F(int j, int a) => workspace.MeanFirst(j)[a];

    private double V(int j, int a) => workspace.VarianceFirst(j)[a];

    private double F(int j, int a, int b) => workspace.MeanSecond(j)[_layout.PairIndex(a, b)];

    private double V(int j, int a, int b) => workspace.VarianceSecond(j)[_layout.PairIndex(a, b)];
}
