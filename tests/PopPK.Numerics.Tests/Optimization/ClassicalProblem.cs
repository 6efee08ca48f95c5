using PopPK.Numerics.Optimization;

namespace PopPK.Numerics.Tests.Optimization;

/// <summary>
/// A sum of squares with analytic derivatives, from J. J. More, B. S. Garbow, K. E. Hillstrom (1981), Testing unconstrained
/// optimization software, ACM Trans. Math. Softw. 7, 17-41. Also a source of the Gauss-Newton curvature 2 J'J, which only
/// <see cref="WithCurvature"/> shows to the minimiser.
/// </summary>
internal sealed class ClassicalProblem(
    string name, double[] start, double[]? minimizer, Func<double[], (double[] Residuals, double[][] Rows)> residuals) : IObjective
{
    public static IReadOnlyList<ClassicalProblem> All { get; } =
    [
        new("Rosenbrock", [-1.2, 1], [1, 1], x => (
            [10 * (x[1] - (x[0] * x[0])), 1 - x[0]],
            [[-20 * x[0], 10], [-1, 0]])),
        new("Beale", [1, 1], [3, 0.5], x => (
            [
                1.5 - (x[0] * (1 - x[1])),
                2.25 - (x[0] * (1 - (x[1] * x[1]))),
                2.625 - (x[0] * (1 - (x[1] * x[1] * x[1]))),
            ],
            [
                [-(1 - x[1]), x[0]],
                [-(1 - (x[1] * x[1])), 2 * x[0] * x[1]],
                [-(1 - (x[1] * x[1] * x[1])), 3 * x[0] * x[1] * x[1]],
            ])),
        new("Powell singular", [3, -1, 0, 1], null, x => (
            [
                x[0] + (10 * x[1]),
                Math.Sqrt(5) * (x[2] - x[3]),
                (x[1] - (2 * x[2])) * (x[1] - (2 * x[2])),
                Math.Sqrt(10) * (x[0] - x[3]) * (x[0] - x[3]),
            ],
            [
                [1, 10, 0, 0],
                [0, 0, Math.Sqrt(5), -Math.Sqrt(5)],
                [0, 2 * (x[1] - (2 * x[2])), -4 * (x[1] - (2 * x[2])), 0],
                [2 * Math.Sqrt(10) * (x[0] - x[3]), 0, 0, -2 * Math.Sqrt(10) * (x[0] - x[3])],
            ])),
        new("Wood", [-3, -1, -3, -1], [1, 1, 1, 1], x => (
            [
                10 * (x[1] - (x[0] * x[0])),
                1 - x[0],
                Math.Sqrt(90) * (x[3] - (x[2] * x[2])),
                1 - x[2],
                Math.Sqrt(10) * (x[1] + x[3] - 2),
                (x[1] - x[3]) / Math.Sqrt(10),
            ],
            [
                [-20 * x[0], 10, 0, 0],
                [-1, 0, 0, 0],
                [0, 0, -2 * Math.Sqrt(90) * x[2], Math.Sqrt(90)],
                [0, 0, -1, 0],
                [0, Math.Sqrt(10), 0, Math.Sqrt(10)],
                [0, 1 / Math.Sqrt(10), 0, -1 / Math.Sqrt(10)],
            ])),
        new("helical valley", [-1, 0, 0], [1, 0, 0], HelicalValley),
        new("Brown badly scaled", [1, 1], [1e6, 2e-6], x => (
            [x[0] - 1e6, x[1] - 2e-6, (x[0] * x[1]) - 2],
            [[1, 0], [0, 1], [x[1], x[0]]])),
        new("trigonometric", [.. Enumerable.Repeat(0.1, 10)], null, Trigonometric),
    ];

    public string Name => name;

    public double[] Start => start;

    /// <summary>Where the minimum is, or null where it is degenerate or one of several.</summary>
    public double[]? Minimizer => minimizer;

    public int Dimension => start.Length;

    public static ClassicalProblem Named(string name) => All.Single(p => p.Name == name);

    public IObjective WithCurvature() => new GaussNewton(this);

    public ObjectiveStatus Evaluate(ReadOnlySpan<double> point, out double value, Span<double> gradient)
    {
        var (r, rows) = residuals(point.ToArray());
        value = r.Sum(x => x * x);
        for (var j = 0; j < gradient.Length; j++)
        {
            var column = j;
            gradient[j] = r.Select((x, i) => 2 * x * rows[i][column]).Sum();
        }

        return ObjectiveStatus.Ok;
    }

    private static (double[] Residuals, double[][] Rows) HelicalValley(double[] x)
    {
        var square = (x[0] * x[0]) + (x[1] * x[1]);
        var radius = Math.Sqrt(square);

        // The definition's angle: continuous but for the half plane behind x2 = 0, x1 = 0.
        var theta = (Math.Atan(x[1] / x[0]) / (2 * Math.PI)) + (x[0] < 0 ? 0.5 : 0);
        return (
            [10 * (x[2] - (10 * theta)), 10 * (radius - 1), x[2]],
            [
                [100 * x[1] / (2 * Math.PI * square), -100 * x[0] / (2 * Math.PI * square), 10],
                [10 * x[0] / radius, 10 * x[1] / radius, 0],
                [0, 0, 1],
            ]);
    }

    private static (double[] Residuals, double[][] Rows) Trigonometric(double[] x)
    {
        var n = x.Length;
        var cosines = x.Sum(Math.Cos);
        return (
            [.. x.Select((v, i) => n - cosines + ((i + 1) * (1 - Math.Cos(v))) - Math.Sin(v))],
            [.. x.Select((v, i) => x.Select((w, j) =>
                Math.Sin(w) + (i == j ? ((i + 1) * Math.Sin(v)) - Math.Cos(v) : 0)).ToArray())]);
    }

    private sealed class GaussNewton(ClassicalProblem problem) : IObjective, ICurvatureSource
    {
        public int Dimension => problem.Dimension;

        public ObjectiveStatus Evaluate(ReadOnlySpan<double> point, out double value, Span<double> gradient) =>
            problem.Evaluate(point, out value, gradient);

        public bool TryApproximateHessian(ReadOnlySpan<double> point, Span<double> hessian)
        {
            var (_, rows) = problem.Residuals(point.ToArray());
            for (var i = 0; i < Dimension; i++)
            {
                for (var j = 0; j < Dimension; j++)
                {
                    var (a, b) = (i, j);
                    hessian[(i * Dimension) + j] = 2 * rows.Sum(row => row[a] * row[b]);
                }
            }

            return true;
        }
    }

    private (double[] Residuals, double[][] Rows) Residuals(double[] x) => residuals(x);
}
