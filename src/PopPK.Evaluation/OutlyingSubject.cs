namespace PopPK.Evaluation;

/// <summary>How unlikely a subject is under the model. Probabilities are those of a larger number, NaN where there is none.</summary>
/// <param name="Id">The subject.</param>
/// <param name="EtaDistance">eta' Omega^-1 eta of its estimates.</param>
/// <param name="EtaProbability">Of a chi-square variable with as many degrees of freedom as it has random effects.</param>
/// <param name="ResidualSum">Sum of its squared conditional weighted residuals.</param>
/// <param name="Residuals">Their number.</param>
/// <param name="ResidualProbability">Of a chi-square variable with as many degrees of freedom.</param>
public sealed record OutlyingSubject(
    string Id, double EtaDistance, double EtaProbability, double ResidualSum, int Residuals, double ResidualProbability)
{
    /// <summary>The smaller probability.</summary>
    public double Probability => double.IsNaN(EtaProbability) ? ResidualProbability
        : double.IsNaN(ResidualProbability) ? EtaProbability
        : Math.Min(EtaProbability, ResidualProbability);
}
