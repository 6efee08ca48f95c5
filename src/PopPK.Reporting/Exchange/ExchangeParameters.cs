using System.Collections.Immutable;
using PopPK.Likelihood;

namespace PopPK.Reporting.Exchange;

/// <summary>The parameters of a run under the names other programs know: THETA1 ..., SIGMA(1,1) ..., OMEGA(1,1) ... Immutable.</summary>
internal sealed class ExchangeParameters
{
    private readonly RunReport _report;
    private readonly int[] _freeOf;

    /// <summary>Puts the parameters in order.</summary>
    /// <param name="report">The run.</param>
    public ExchangeParameters(RunReport report)
    {
        _report = report;
        var layout = report.Estimation.Layout;
        var free = new Dictionary<int, int>();
        for (var i = 0; i < layout.Free.Length; i++)
        {
            free[layout.Free[i]] = i;
        }

        Positions =
        [
            .. Enumerable.Range(0, layout.Parameters.Length)
                .OrderBy(i => layout.Parameters[i].Kind switch { ParameterKind.Theta => 0, ParameterKind.Sigma => 1, _ => 2 })
                .ThenBy(i => layout.Parameters[i].Index[0])
                .ThenBy(i => layout.Parameters[i].Index[^1]),
        ];
        _freeOf = [.. Positions.Select(i => free.GetValueOrDefault(layout.Parameters[i].EqualTo ?? i, -1))];
    }

    /// <summary>Positions among all parameters: thetas, then Sigma and Omega row by row.</summary>
    public ImmutableArray<int> Positions { get; }

    /// <summary>Number of parameters.</summary>
    public int Count => Positions.Length;

    /// <summary>The parameter in a place.</summary>
    /// <param name="place">The place, from 0.</param>
    public PopulationParameter this[int place] => _report.Estimation.Layout.Parameters[Positions[place]];

    /// <summary>The name of the parameter in a place.</summary>
    /// <param name="place">The place, from 0.</param>
    public string Name(int place) => this[place] is var p && p.Kind == ParameterKind.Theta
        ? $"THETA{p.Index[0]}"
        : $"{(p.Kind == ParameterKind.Sigma ? "SIGMA" : "OMEGA")}({p.Index[0]},{p.Index[1]})";

    /// <summary>True for a parameter that is estimated, or shares an estimate.</summary>
    /// <param name="place">The place, from 0.</param>
    public bool IsFree(int place) => _freeOf[place] >= 0;

    /// <summary>Values in the places' order.</summary>
    /// <param name="all">Values of all parameters in the layout's order.</param>
    public double[] Ordered(IReadOnlyList<double> all) => [.. Positions.Select(i => all[i])];

    /// <summary>Numbers of free parameters in the places' order; others get a number of their own.</summary>
    /// <param name="free">One number per free parameter; empty for none.</param>
    /// <param name="other">The number of the others.</param>
    public double[] Scattered(IReadOnlyList<double> free, double other) =>
        [.. _freeOf.Select(f => f >= 0 && f < free.Count ? free[f] : other)];

    /// <summary>An element of a matrix over the free parameters; 0 where one of the places is not free.</summary>
    /// <param name="matrix">The matrix, row by row.</param>
    /// <param name="row">A place.</param>
    /// <param name="column">Another one.</param>
    public double Element(ImmutableArray<double> matrix, int row, int column)
    {
        var (r, c) = (_freeOf[row], _freeOf[column]);
        return r < 0 || c < 0 ? 0 : matrix[r * _report.Estimation.Layout.Free.Length + c];
    }

    /// <summary>
    /// Elements of Sigma and Omega as standard deviations and correlations, 0 for thetas, and their standard errors by the delta
    /// method, 1E10 where there are none.
    /// </summary>
    public (double[] Values, double[] Errors) Correlations()
    {
        var estimates = Ordered(_report.Estimation.Estimates);
        var covariance = _report.Covariance is { Succeeded: true } step ? step.Covariance : [];
        var places = new Dictionary<(ParameterKind, int, int), int>();
        for (var i = 0; i < Count; i++)
        {
            places[(this[i].Kind, this[i].Index[0], this[i].Index[^1])] = i;
        }

        var values = new double[Count];
        var errors = new double[Count];
        for (var i = 0; i < Count; i++)
        {
            var parameter = this[i];
            if (parameter.Kind == ParameterKind.Theta)
            {
                continue;
            }

            var (row, column) = (places[(parameter.Kind, parameter.Index[0], parameter.Index[0])], places[(parameter.Kind, parameter.Index[1], parameter.Index[1])]);
            var (a, b) = (Math.Sqrt(Math.Max(0, estimates[row])), Math.Sqrt(Math.Max(0, estimates[column])));
            values[i] = row == column ? a : a * b > 0 ? estimates[i] / (a * b) : 0;
            var gradient = row == column
                ? [(i, a > 0 ? 0.5 / a : 0)]
                : new[] { (i, a * b > 0 ? 1 / (a * b) : 0), (row, a > 0 ? -values[i] / (2 * a * a) : 0), (column, b > 0 ? -values[i] / (2 * b * b) : 0) };
            errors[i] = IsFree(i) && !covariance.IsEmpty
                ? Math.Sqrt(Math.Max(0, gradient.Sum(x => gradient.Sum(y => x.Item2 * y.Item2 * Element(covariance, x.Item1, y.Item1)))))
                : FixedError;
        }

        return (values, errors);
    }

    /// <summary>What stands for the standard error of a parameter that is not estimated.</summary>
    public const double FixedError = 1e10;
}
