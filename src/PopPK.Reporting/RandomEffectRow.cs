namespace PopPK.Reporting;

/// <summary>An element of Omega as a row of result tables: a variance on the diagonal, a covariance beside it.</summary>
/// <param name="Row">Name of the effect of its row.</param>
/// <param name="Column">Name of the effect of its column; the same on the diagonal.</param>
/// <param name="Element">The element with its standard error.</param>
/// <param name="Correlation">Correlation of the two effects; 1 on the diagonal, NaN when a variance is zero.</param>
/// <param name="Shrinkage">On the diagonal the effect's shrinkage, 1 - sd(eta)/omega; NaN elsewhere or when unknown.</param>
public sealed record RandomEffectRow(string Row, string Column, ParameterRow Element, double Correlation, double Shrinkage)
{
    /// <summary>True for a variance.</summary>
    public bool IsVariance => Element.Parameter.IsVariance;

    /// <summary>
    /// On the diagonal the coefficient of variation of exp(eta) in percent, 100 sqrt(exp(variance) - 1): that of the
    /// individual parameter where it is log-normal. NaN elsewhere.
    /// </summary>
    public double CoefficientOfVariationPercent => IsVariance ? 100 * Math.Sqrt(Math.Exp(Element.Estimate) - 1) : double.NaN;
}
