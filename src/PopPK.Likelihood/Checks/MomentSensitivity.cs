using System.Collections.Immutable;
using PopPK.Prediction;

namespace PopPK.Likelihood.Checks;

/// <summary>
/// The sum of outer products of the derivatives, by the free parameters, of what the linearised model says about subjects: means and
/// variances and covariances of their observations, V = diag(v) + G Omega G' with G = df/d eta at eta = 0, all in standard deviations. A
/// direction in which it vanishes changes no prediction. Without the moments of second order (data that are not normal, correlated
/// residuals, mixtures, shared random effects) only fixed effects are covered, at random effects that are not zero. One owner.
/// </summary>
internal sealed class MomentSensitivity
{
    private readonly Cohort _cohort;
    private readonly ParameterLayout _layout;
    private readonly CheckPoint _at;
    private readonly SubjectSensitivity _sensitivity;
    private readonly double[] _eta;
    private readonly double[] _row;
    private readonly double[] _sizes;

    /// <summary>Prepares the sum.</summary>
    /// <param name="cohort">The cohort.</param>
    /// <param name="layout">Its parameters.</param>
    /// <param name="at">Where.</param>
    public MomentSensitivity(Cohort cohort, ParameterLayout layout, CheckPoint at)
    {
        (_cohort, _layout, _at) = (cohort, layout, at);
        _sensitivity = new SubjectSensitivity(cohort);
        _eta = new double[cohort.Model.Slots.Length];
        _row = new double[layout.Free.Length];
        _sizes = SizesOf(layout, at);
        Gram = new double[_row.Length * _row.Length];
    }

    /// <summary>The sum: row by row, by relative changes of the parameters (a covariance relative to its standard deviations, a zero by 1).</summary>
    public double[] Gram { get; }

    /// <summary>The size of each parameter's unit.</summary>
    public ReadOnlySpan<double> Sizes => _sizes;

    /// <summary>True when moments of second order say what this data set says.</summary>
    /// <param name="cohort">The cohort.</param>
    public static bool CoversOmega(Cohort cohort) => cohort.ClassCount == 1
        && !cohort.Model.HasExtra
        && cohort.Model.Model.Correlations.IsEmpty
        && cohort.Clusters.All(c => c.Subjects.Length == 1);

    /// <summary>Adds means, variances and covariances of a subject at eta = 0.</summary>
    /// <param name="subject">Which subject.</param>
    /// <param name="most">So many of its observations, evenly chosen.</param>
    public void AddMoments(int subject, int most)
    {
        var bound = _cohort.Subjects[subject];
        Array.Clear(_eta);
        if (bound.Observations.Count == 0 || !_sensitivity.TryPredict(bound, _at.Theta, _eta))
        {
            return;
        }

        var chosen = Choose(bound.Observations.Count, most);
        var moments = new LinearMoments(_sensitivity, _layout, _at, chosen);
        for (var i = 0; i < chosen.Length; i++)
        {
            moments.FillMean(i, _row);
            AddRow();
            for (var j = 0; j <= i; j++)
            {
                moments.FillCovariance(i, j, _row);
                AddRow();
            }
        }
    }

    /// <summary>Adds a subject's rows by fixed effects, at random effects that are not zero.</summary>
    /// <param name="subject">Which subject.</param>
    public void AddConditional(int subject)
    {
        _at.FillEta(subject, _eta);
        for (var c = 0; c < _cohort.ClassCount; c++)
        {
            var bound = _cohort.SubjectOf(subject, c);
            if (bound.Observations.Count == 0 || !_sensitivity.TryPredict(bound, _at.Theta, _eta))
            {
                continue;
            }

            _sensitivity.ForEachRow(bound, (byPhi, factor) =>
            {
                Array.Clear(_row);
                for (var p = 0; p < _layout.FreeThetaCount; p++)
                {
                    _row[p] = factor * _sensitivity.ByTheta(byPhi, p);
                }

                AddRow();
                return false;
            });
        }
    }

    private void AddRow()
    {
        var n = _row.Length;
        for (var i = 0; i < n; i++)
        {
            _row[i] *= _sizes[i];
        }

        for (var i = 0; i < n; i++)
        {
            for (var j = 0; j <= i && _row[i] != 0; j++)
            {
                Gram[i * n + j] += _row[i] * _row[j];
            }
        }
    }

    private static double[] SizesOf(ParameterLayout layout, CheckPoint at)
    {
        var sizes = new double[layout.Free.Length];
        for (var i = 0; i < sizes.Length; i++)
        {
            sizes[i] = at.Free[i] == 0 ? 1 : Math.Abs(at.Free[i]);
        }

        for (var i = 0; i < layout.FreeOmegas.Length; i++)
        {
            var (covariance, row, column) = layout.FreeOmegas[i];
            var matrix = at.Point.Covariances[covariance].Values;
            var size = layout.SizeOf(covariance);
            sizes[layout.FreeThetaCount + i] = Math.Sqrt(matrix[row * (size + 1)] * matrix[column * (size + 1)]);
        }

        return sizes;
    }

    private static ImmutableArray<int> Choose(int count, int most) => count <= most
        ? [.. Enumerable.Range(0, count)]
        : [.. Enumerable.Range(0, most).Select(i => (int)((long)i * count / most))];
}
