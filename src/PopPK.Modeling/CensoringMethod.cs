namespace PopPK.Modeling;

/// <summary>What an observation below a limit contributes (Beal 2001, J Pharmacokinet Pharmacodyn 28:481; M1, M3 and M4 are his names).</summary>
public enum CensoringMethod
{
    /// <summary>M3: its probability.</summary>
    Probability,

    /// <summary>M4: its probability given that an observation is positive; the density of the others is conditional too.</summary>
    ProbabilityGivenPositive,

    /// <summary>M1: nothing; it is left out.</summary>
    Discard,
}
