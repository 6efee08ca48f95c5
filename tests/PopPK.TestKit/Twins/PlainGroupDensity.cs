using PopPK.Prediction;

namespace PopPK.TestKit.Twins;

/// <summary>
/// The plain twin of the kernels for groups of correlated residuals: r' V^-1 r + log|V| and its derivatives by phi, with the matrices
/// V, dV/dphi and d2V/dphi dphi written out and multiplied. Slow; every number is computed from the workspace anew.
/// </summary>
/// <param name="workspace">Holds means, variances and correlations and their derivatives at the observations.</param>
/// <param name="group">The group.</param>
/// <param name="y">The subject's observed values.</param>
public sealed class PlainGroupDensity(SubjectWorkspace workspace, ResidualGroup group, double[] y)
{
    private readonly JetLayout _layout = workspace.Layout;
    private readonly int _k = group.Observations.Length;

    /// <summary>V.</summary>
    public double[] Covariance() => Matrix((i, j) => Rho(i, j) * S(i) * S(j));

    /// <summary>r' V^-1 r + log|V|.</summary>
    public double Value() => PlainMatrix.Dot(R(), Weighted()) + PlainCholesky.LogDeterminant(PlainCholesky.Factor(Covariance(), _k), _k);

    /// <summary>First derivatives: -2 g'e + tr((Q - e e') V_a).</summary>
    public double[] First() => [.. All.Select(a => -2 * PlainMatrix.Dot(G(a), Weighted()) + Trace(Middle(), V(a)))];

    /// <summary>Second derivatives by pairs of phi, in the order of the layout.</summary>
    public double[] Pairs() => [.. Active.SelectMany(a => All.Where(b => b >= a).Select(b => Second(a, b)))];

    /// <summary>K, row by row: g_a' Q g_b + tr(Q V_a Q V_b)/2.</summary>
    public double[] Expected() => [.. Active.SelectMany(a => Active.Select(b => Expectation(a, b)))];

    /// <summary>The derivatives of tr(W K) by all phi: K differentiated term by term.</summary>
    /// <param name="w">W, active by active, symmetric.</param>
    public double[] TraceDerivatives(double[] w) =>
        [.. All.Select(c => Active.Sum(a => Active.Sum(b => w[a * _layout.Active + b] * ExpectationByPhi(a, b, c))))];

    /// <summary>The same group with residuals that are multiples of the columns of V's root: their mean square is V.</summary>
    public IEnumerable<PlainGroupDensity> WithTypicalResiduals()
    {
        var root = PlainCholesky.Factor(Covariance(), _k);
        foreach (var (column, sign) in Enumerable.Range(0, _k).SelectMany(c => new[] { (c, 1), (c, -1) }))
        {
            var moved = y.ToArray();
            for (var i = 0; i < _k; i++)
            {
                var j = group.Observations[i];
                moved[j] = workspace.Mean(j) + (i >= column ? sign * Math.Sqrt(_k) * root[i * _k + column] : 0);
            }

            yield return new PlainGroupDensity(workspace, group, moved);
        }
    }

    private IEnumerable<int> Active => Enumerable.Range(0, _layout.Active);

    private IEnumerable<int> All => Enumerable.Range(0, _layout.Total);

    // 2 g_a'Q g_b - 2 g_ab'e + 2 g_a'Q V_b e + 2 g_b'Q V_a e + tr((Q - ee') V_ab) - tr(Q V_a Q V_b) + 2 e'V_a Q V_b e.
    private double Second(int a, int b)
    {
        var (e, q) = (Weighted(), Inverse());
        return 2 * Form(G(a), q, G(b))
            - 2 * PlainMatrix.Dot(G(a, b), e)
            + 2 * Form(G(a), Times(q, V(b)), e)
            + 2 * Form(G(b), Times(q, V(a)), e)
            + Trace(Middle(), V(a, b))
            - Trace(Times(q, V(a)), Times(q, V(b)))
            + 2 * Form(e, Times(V(a), Times(q, V(b))), e);
    }

    private double Expectation(int a, int b) =>
        Form(G(a), Inverse(), G(b)) + 0.5 * Trace(Times(Inverse(), V(a)), Times(Inverse(), V(b)));

    // With Q_c = -Q V_c Q.
    private double ExpectationByPhi(int a, int b, int c)
    {
        var q = Inverse();
        double[] qc = [.. Times(q, Times(V(c), q)).Select(x => -x)];
        return Form(G(a, c), q, G(b)) + Form(G(a), qc, G(b)) + Form(G(a), q, G(b, c))
            + 0.5 * (Trace(Times(qc, V(a)), Times(q, V(b))) + Trace(Times(q, V(a, c)), Times(q, V(b)))
                + Trace(Times(q, V(a)), Times(qc, V(b))) + Trace(Times(q, V(a)), Times(q, V(b, c))));
    }

    private double[] Inverse() => PlainCholesky.Invert(PlainCholesky.Factor(Covariance(), _k), _k);

    private double[] Weighted() => PlainMatrix.Multiply(Inverse(), R(), _k, _k, 1);

    private double[] Middle() => PlainMatrix.PlusOuterProduct(Inverse(), -1, Weighted());

    private double[] R() => [.. group.Observations.Select(j => y[j] - workspace.Mean(j))];

    private double[] G(int a) => [.. group.Observations.Select(j => workspace.MeanFirst(j)[a])];

    private double[] G(int a, int b) => [.. group.Observations.Select(j => workspace.MeanSecond(j)[_layout.PairIndex(a, b)])];

    private double[] V(int a) => Matrix((i, j) =>
        Rho(i, j, a) * S(i) * S(j) + Rho(i, j) * (S(i, a) * S(j) + S(i) * S(j, a)));

    private double[] V(int a, int b) => Matrix((i, j) =>
        Rho(i, j, a, b) * S(i) * S(j)
        + Rho(i, j, a) * (S(i, b) * S(j) + S(i) * S(j, b))
        + Rho(i, j, b) * (S(i, a) * S(j) + S(i) * S(j, a))
        + Rho(i, j) * (S(i, a, b) * S(j) + S(i, a) * S(j, b) + S(i, b) * S(j, a) + S(i) * S(j, a, b)));

    private double S(int i) => Math.Sqrt(workspace.Variance(group.Observations[i]));

    private double S(int i, int a) => workspace.VarianceFirst(group.Observations[i])[a] / (2 * S(i));

    private double S(int i, int a, int b) =>
        workspace.VarianceSecond(group.Observations[i])[_layout.PairIndex(a, b)] / (2 * S(i)) - S(i, a) * S(i, b) / S(i);

    private double Rho(int i, int j) => i == j ? 1 : Correlation(i, j) is >= 0 and var c ? workspace.Correlation(c) : 0;

    private double Rho(int i, int j, int a) => Correlation(i, j) is >= 0 and var c ? workspace.CorrelationFirst(c)[a] : 0;

    private double Rho(int i, int j, int a, int b) =>
        Correlation(i, j) is >= 0 and var c ? workspace.CorrelationSecond(c)[_layout.PairIndex(a, b)] : 0;

    private int Correlation(int i, int j) => group.Pairs
        .Where(p => (p.First, p.Second) == (i, j) || (p.First, p.Second) == (j, i))
        .Select(p => p.Correlation)
        .DefaultIfEmpty(-1)
        .Single();

    private double[] Matrix(Func<int, int, double> element) => [.. Enumerable.Range(0, _k * _k).Select(e => element(e / _k, e % _k))];

    private double[] Times(double[] a, double[] b) => PlainMatrix.Multiply(a, b, _k, _k, _k);

    private double Trace(double[] a, double[] b) => Enumerable.Range(0, _k).Sum(i => Times(a, b)[i * _k + i]);

    private double Form(double[] x, double[] a, double[] y) => PlainMatrix.Dot(x, PlainMatrix.Multiply(a, y, _k, _k, 1));
}
