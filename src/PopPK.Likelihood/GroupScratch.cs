using System.Collections.Immutable;
using PopPK.Prediction;

namespace PopPK.Likelihood;

/// <summary>
/// What is computed of one group of observations with correlated residuals. Its -2 log density is a function of z: the k means, the
/// k variances and, for each correlated pair, the correlation; the latter two (u) make the covariance matrix V. Matrices lie row by
/// row, as large as the group at hand, at the beginning of buffers for the largest group of a cohort. Scratch of one worker.
/// </summary>
internal sealed class GroupScratch
{
    /// <summary>Makes the scratch for the groups of a cohort.</summary>
    /// <param name="cohort">The cohort.</param>
    public GroupScratch(Cohort cohort)
        : this([.. cohort.Subjects.SelectMany(s => s.ResidualGroups)], cohort.Model.Phi.Layout)
    {
    }

    /// <summary>Makes the scratch for some groups.</summary>
    /// <param name="groups">The groups.</param>
    /// <param name="layout">How derivatives by phi are stored.</param>
    public GroupScratch(ImmutableArray<ResidualGroup> groups, JetLayout layout)
    {
        var k = LargestSize = groups.Select(g => g.Observations.Length).DefaultIfEmpty(0).Max();
        var u = k + groups.Select(g => g.Pairs.Length).DefaultIfEmpty(0).Max();
        var z = k + u;
        (Variances, Deviations, Residuals, Weighted) = (new double[k], new double[k], new double[k], new double[k]);
        Correlations = new double[u - k];
        (Covariance, Factor, Inverse) = (new double[k * k], new double[k * k], new double[k * k]);
        (Slopes, WeightedSlopes) = (new double[u * k * k], new double[u * k * k]);
        (Moved, WeightedMoved) = (new double[u * k], new double[u * k]);
        (Matrix, Product, Sum) = (new double[k * k], new double[k * k], new double[k * k]);
        SecondOfCovariance = new double[u * u];
        (First, Trace) = (new double[z], new double[u]);
        (Second, Expected, Contraction) = (new double[z * z], new double[z * z], new double[z * z]);
        (Row, SlopesByPhi) = (new double[z], new double[z * layout.Total]);
        (Rows, ExpectedRows) = (new double[z * layout.Active], new double[z * layout.Active]);
    }

    /// <summary>Number of observations of the largest group.</summary>
    public int LargestSize { get; }

    /// <summary>The variances.</summary>
    public double[] Variances { get; }

    /// <summary>Their roots.</summary>
    public double[] Deviations { get; }

    /// <summary>The correlations of the pairs.</summary>
    public double[] Correlations { get; }

    /// <summary>r = y - f.</summary>
    public double[] Residuals { get; }

    /// <summary>e = V^-1 r.</summary>
    public double[] Weighted { get; }

    /// <summary>V.</summary>
    public double[] Covariance { get; }

    /// <summary>Its Cholesky factor.</summary>
    public double[] Factor { get; }

    /// <summary>Q = V^-1.</summary>
    public double[] Inverse { get; }

    /// <summary>log|V|.</summary>
    public double LogDeterminant { get; set; }

    /// <summary>V_u = dV/du, a matrix per u.</summary>
    public double[] Slopes { get; }

    /// <summary>Q V_u.</summary>
    public double[] WeightedSlopes { get; }

    /// <summary>V_u e, a row per u.</summary>
    public double[] Moved { get; }

    /// <summary>Q V_u e, a row per u.</summary>
    public double[] WeightedMoved { get; }

    /// <summary>The second derivatives by u of tr(B V) for some B.</summary>
    public double[] SecondOfCovariance { get; }

    /// <summary>The density's derivatives by z.</summary>
    public double[] First { get; }

    /// <summary>Its second derivatives by z.</summary>
    public double[] Second { get; }

    /// <summary>Half their expectation: Q between the means, tr(Q V_u Q V_u')/2 between variances and correlations.</summary>
    public double[] Expected { get; }

    /// <summary>C = Z W Z', where Z holds the derivatives of z by active phi.</summary>
    public double[] Contraction { get; }

    /// <summary>The derivatives of tr(C K) by u, K being <see cref="Expected"/>.</summary>
    public double[] Trace { get; }

    /// <summary>A k x k matrix.</summary>
    public double[] Matrix { get; }

    /// <summary>Another.</summary>
    public double[] Product { get; }

    /// <summary>Another.</summary>
    public double[] Sum { get; }

    /// <summary>A number per z.</summary>
    public double[] Row { get; }

    /// <summary>The derivatives of z by phi, a row per phi.</summary>
    public double[] SlopesByPhi { get; }

    /// <summary>A number per z and active phi.</summary>
    public double[] Rows { get; }

    /// <summary>Another.</summary>
    public double[] ExpectedRows { get; }
}
