namespace PopPK.Evaluation;

/// <summary>Predictions and residuals of one data record. Residuals are NaN where DV is not an observation.</summary>
/// <param name="Subject">Index of the subject in the data set.</param>
/// <param name="Record">Index of the record in the subject.</param>
/// <param name="Pred">Population prediction: at eta = 0.</param>
/// <param name="Ipred">Individual prediction: at the empirical Bayes estimates.</param>
/// <param name="Res">DV - PRED.</param>
/// <param name="Wres">Weighted residual: DV - PRED decorrelated by the first-order covariance at eta = 0.</param>
/// <param name="Cpred">Conditional population prediction: IPRED linearised back to eta = 0.</param>
/// <param name="Cwres">Conditional weighted residual: DV - CPRED decorrelated by the first-order covariance at the estimates.</param>
/// <param name="Ires">DV - IPRED.</param>
/// <param name="Iwres">IRES over the individual residual standard deviation.</param>
public readonly record struct RecordResiduals(
    int Subject,
    int Record,
    double Pred,
    double Ipred,
    double Res,
    double Wres,
    double Cpred,
    double Cwres,
    double Ires,
    double Iwres);
