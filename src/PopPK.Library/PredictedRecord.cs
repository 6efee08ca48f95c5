using PopPK.Data;
using PopPK.Evaluation;

namespace PopPK;

/// <summary>
/// Predictions and residuals of one record of the data, with the names of NONMEM-style tables. Residuals are NaN where there is no observation,
/// and where it is not normal or is censored. Immutable.
/// </summary>
public sealed record PredictedRecord
{
    internal PredictedRecord(string id, DataRecord record, RecordResiduals values)
    {
        (Id, Row, Time, IsObservation, Dv) = (id, record.Row, record.Time, record.IsObservation, record.DependentValue);
        (Pred, Ipred, Res, Wres, Cwres, Ires, Iwres) = (values.Pred, values.Ipred, values.Res, values.Wres, values.Cwres, values.Ires, values.Iwres);
    }

    /// <summary>The subject's ID.</summary>
    public string Id { get; }

    /// <summary>The line of the data file, from 1.</summary>
    public int Row { get; }

    /// <summary>TIME; hours since the subject's first record where the data have dates or clock times.</summary>
    public double Time { get; }

    /// <summary>True when DV is an observation that counts.</summary>
    public bool IsObservation { get; }

    /// <summary>DV: what was observed; NaN when missing.</summary>
    public double Dv { get; }

    /// <summary>PRED: the population prediction, at random effects of zero.</summary>
    public double Pred { get; }

    /// <summary>IPRED: the individual prediction, at the empirical Bayes estimates.</summary>
    public double Ipred { get; }

    /// <summary>RES: DV - PRED.</summary>
    public double Res { get; }

    /// <summary>WRES: the method's weighted residual.</summary>
    public double Wres { get; }

    /// <summary>CWRES: the conditional weighted residual.</summary>
    public double Cwres { get; }

    /// <summary>IRES: DV - IPRED.</summary>
    public double Ires { get; }

    /// <summary>IWRES: IRES over the individual residual standard deviation.</summary>
    public double Iwres { get; }
}
