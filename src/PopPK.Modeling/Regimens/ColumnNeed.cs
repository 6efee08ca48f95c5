namespace PopPK.Modeling.Regimens;

/// <summary>Why a model needs a data column, which decides who gives its values in a simulated trial.</summary>
public enum ColumnNeed
{
    /// <summary>A property of a person, or of what a person is given: population or regimen say it.</summary>
    Covariate,

    /// <summary>Tells the occasions of a person apart: the regimen says it.</summary>
    Occasion,

    /// <summary>Tells endpoints apart and nothing else: follows from what is sampled.</summary>
    Endpoint,

    /// <summary>Marks censored observations and nothing else: none is censored before it is simulated.</summary>
    CensoringFlag,

    /// <summary>The other end of the interval of censored observations and nothing else: there is none.</summary>
    CensoringEnd,

    /// <summary>One of the columns with a meaning of its own, such as CMT: follows from the doses.</summary>
    Standard,
}
