namespace PopPK.Likelihood;

/// <summary>What stands for half the second derivatives of the joint density in log|H|.</summary>
internal enum CurvatureRule
{
    /// <summary>Their expectation: first-order conditional estimation.</summary>
    Expected,

    /// <summary>Themselves: Laplace's approximation.</summary>
    Full,
}
