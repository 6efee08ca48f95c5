namespace PopPK.Reporting;

/// <summary>What a run did.</summary>
public enum RunKind
{
    /// <summary>Parameters were estimated.</summary>
    Fit,

    /// <summary>The objective was evaluated at the model's own parameter values.</summary>
    Evaluation,
}
