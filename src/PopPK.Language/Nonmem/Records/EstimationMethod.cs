namespace PopPK.Language.Nonmem.Records;

/// <summary>The methods of <c>$ESTIMATION METHOD=</c>.</summary>
public enum EstimationMethod
{
    /// <summary><c>0</c>, <c>ZERO</c>: first order.</summary>
    FirstOrder,

    /// <summary><c>1</c>, <c>CONDITIONAL</c>: conditional; with LAPLACIAN the Laplace method.</summary>
    Conditional,

    /// <summary><c>HYBRID</c>: conditional for some etas, first order for the others.</summary>
    Hybrid,

    /// <summary><c>STIELTJES</c>.</summary>
    Stieltjes,

    /// <summary><c>ITS</c>: iterative two-stage.</summary>
    IterativeTwoStage,

    /// <summary><c>IMP</c>: importance sampling.</summary>
    ImportanceSampling,

    /// <summary><c>IMPMAP</c>: importance sampling around the mode in every iteration.</summary>
    ImportanceSamplingAtMode,

    /// <summary><c>DIRECT</c>: direct sampling.</summary>
    DirectSampling,

    /// <summary><c>SAEM</c>: stochastic approximation.</summary>
    StochasticApproximation,

    /// <summary><c>BAYES</c>: Gibbs and Metropolis-Hastings sampling.</summary>
    Bayes,

    /// <summary><c>NUTS</c>: the no-U-turn sampler.</summary>
    NoUTurn,

    /// <summary><c>CHAIN</c>: initial estimates drawn at random or read from a file.</summary>
    Chain,
}
