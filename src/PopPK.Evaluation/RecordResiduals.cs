namespace PopPK.Evaluation;

/// <summary>
/// Predictions and residuals of one data record; NONMEM's columns have the same names. PREDI and NPRED are PRED, RESI and NRES are RES,
/// CPREDI is CPRED and CRESI is CRES, so they have no entries of their own. Residuals are NaN where DV is no observation, and where the observation is not
/// normal or is censored: such have no residual. Where a transform h of both sides is modelled, residuals are on its scale,
/// h(DV) - h(f), while PRED and IPRED are f.
/// </summary>
/// <param name="Subject">Index of the subject in the data set.</param>
/// <param name="Record">Index of the record in the subject.</param>
public readonly record struct RecordResiduals(int Subject, int Record)
{
    /// <summary>Population prediction: at eta = 0; NaN where a likelihood has no prediction.</summary>
    public double Pred { get; init; } = double.NaN;

    /// <summary>Individual prediction: at the empirical Bayes estimates; NaN where a likelihood has no prediction.</summary>
    public double Ipred { get; init; } = double.NaN;

    /// <summary>DV - PRED.</summary>
    public double Res { get; init; } = double.NaN;

    /// <summary>Weighted residual of the method: <see cref="Wresi"/> when it has interaction, else <see cref="Nwres"/>.</summary>
    public double Wres { get; init; } = double.NaN;

    /// <summary>Conditional population prediction: IPRED linearised back to eta = 0; NaN too where both sides are transformed.</summary>
    public double Cpred { get; init; } = double.NaN;

    /// <summary>DV - CPRED.</summary>
    public double Cres { get; init; } = double.NaN;

    /// <summary>Conditional weighted residual, without interaction whatever the method.</summary>
    public double Cwres { get; init; } = double.NaN;

    /// <summary>DV - IPRED.</summary>
    public double Ires { get; init; } = double.NaN;

    /// <summary>IRES over the individual residual standard deviation.</summary>
    public double Iwres { get; init; } = double.NaN;

    /// <summary>Weighted residual at eta = 0 without interaction.</summary>
    public double Nwres { get; init; } = double.NaN;

    /// <summary>Weighted residual at eta = 0 with interaction.</summary>
    public double Wresi { get; init; } = double.NaN;

    /// <summary>Conditional weighted residual with interaction.</summary>
    public double Cwresi { get; init; } = double.NaN;
}
