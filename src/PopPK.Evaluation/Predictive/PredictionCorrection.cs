namespace PopPK.Evaluation.Predictive;

/// <summary>
/// How observations that are not alike are made comparable within a bin (Bergstrand, Hooker, Wallin and Karlsson 2011, AAPS J 13:143).
/// </summary>
public enum PredictionCorrection
{
    /// <summary>Not at all.</summary>
    None,

    /// <summary>
    /// By predictions: pcY = lb + (Y - lb) (PRED of the bin - lb) / (PRED - lb), of logarithms pcY = Y + PRED of the bin - PRED. The PRED of a bin is the
    /// median of its observations' PRED, lb the lower bound of what is observed.
    /// </summary>
    Prediction,

    /// <summary>
    /// By predictions and by variability: PRED of the bin + (pcY - PRED of the bin) (sd of the bin) / sd(pcY), where sd(pcY) is an observation's
    /// standard deviation over replicates and that of the bin the median of its observations'.
    /// </summary>
    PredictionAndVariability,
}
