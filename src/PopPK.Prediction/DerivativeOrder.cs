namespace PopPK.Prediction;

/// <summary>
/// Which derivatives by the individual quantities phi an evaluation delivers. Phi is ordered: those that depend on
/// random effects first ("active"), then those that depend on fixed effects only ("passive").
/// </summary>
public enum DerivativeOrder
{
    /// <summary>Values only.</summary>
    Value,

    /// <summary>First derivatives by active phi.</summary>
    FirstActive,

    /// <summary>First and second derivatives by active phi: what the search of the conditional mode needs.</summary>
    SecondActive,

    /// <summary>First derivatives by all phi, second derivatives by every pair of an active and any phi: what the exact gradient of the marginal objective needs.</summary>
    SecondAll,
}
