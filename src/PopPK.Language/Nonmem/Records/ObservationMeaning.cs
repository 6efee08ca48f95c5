namespace PopPK.Language.Nonmem.Records;

/// <summary>What the variable Y of the code is.</summary>
public enum ObservationMeaning
{
    /// <summary>A prediction with residual error (PREDICTION, the default).</summary>
    Prediction,

    /// <summary>A likelihood (LIKELIHOOD).</summary>
    Likelihood,

    /// <summary>-2 times the logarithm of a likelihood (-2LOGLIKELIHOOD).</summary>
    Minus2LogLikelihood,
}
