using PopPK.Prediction;

namespace PopPK.TestKit.Twins;

/// <summary>The plain twin of the kernel of extras: sums by their definition, results instead of additions.</summary>
/// <param name="workspace">Holds the extras and their derivatives at the observations.</param>
/// <param name="isNormal">For each observation whether it is normal.</param>
public sealed class PlainExtra(SubjectWorkspace workspace, bool[] isNormal)
{
    private IEnumerable<int> Observations => Enumerable.Range(0, isNormal.Length);

    /// <summary>The sum of the extras.</summary>
    public double Value() => Observations.Sum(j => workspace.Extra(j));

    /// <summary>Its first derivatives by phi.</summary>
    public double[] First() => [.. Enumerable.Range(0, workspace.Layout.Total).Select(a => Observations.Sum(j => workspace.ExtraFirst(j)[a]))];

    /// <summary>Its second derivatives by pairs of phi.</summary>
    public double[] Pairs() => [.. Enumerable.Range(0, workspace.Layout.PairCount).Select(p => Observations.Sum(j => workspace.ExtraSecond(j)[p]))];

    /// <summary>Half the second derivatives by active phi of those that are not normal.</summary>
    public double[] Curvature()
    {
        var layout = workspace.Layout;
        return
        [
            .. Enumerable.Range(0, layout.Active).SelectMany(a => Enumerable.Range(0, layout.Active).Select(b =>
                Observations.Where(j => !isNormal[j]).Sum(j => 0.5 * workspace.ExtraSecond(j)[layout.PairIndex(a, b)]))),
        ];
    }
}
