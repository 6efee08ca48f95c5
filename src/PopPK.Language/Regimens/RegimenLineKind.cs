namespace PopPK.Language.Regimens;

/// <summary>What a line of a regimen says when it stands by itself.</summary>
public enum RegimenLineKind
{
    /// <summary>A dose; the word <c>dose</c> may be left out.</summary>
    Dose,

    /// <summary>When something is observed; the word <c>sample</c> may be left out.</summary>
    Sample,

    /// <summary>The number of people, or where a covariate comes from.</summary>
    Population,

    /// <summary>An arm with its statements: <c>low: 100 every 24; occasion OCC at 0, 168</c>.</summary>
    Arm,

    /// <summary>Any statement of a regimen with its keyword.</summary>
    Statement,
}
