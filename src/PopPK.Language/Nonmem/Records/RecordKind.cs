namespace PopPK.Language.Nonmem.Records;

/// <summary>The records a control stream is made of, by their full names.</summary>
public enum RecordKind
{
    /// <summary>A name that is none of the others.</summary>
    Unknown,

    /// <summary><c>$PROBLEM</c>: the title.</summary>
    Problem,

    /// <summary><c>$INPUT</c>: the names of the data items.</summary>
    Input,

    /// <summary><c>$DATA</c>: the data file and which of its records count.</summary>
    Data,

    /// <summary><c>$SUBROUTINES</c>: the structure by number (ADVAN, TRANS).</summary>
    Subroutines,

    /// <summary><c>$MODEL</c>: the compartments.</summary>
    Model,

    /// <summary><c>$ABBREVIATED</c>: what the abbreviated code may say.</summary>
    Abbreviated,

    /// <summary><c>$PK</c>: code of the individual parameters.</summary>
    Pk,

    /// <summary><c>$PRED</c>: code of a model without compartments.</summary>
    Pred,

    /// <summary><c>$DES</c>: code of differential equations.</summary>
    Des,

    /// <summary><c>$AES</c>: code of algebraic equations.</summary>
    Aes,

    /// <summary><c>$AESINITIAL</c>: initial values of algebraic equations.</summary>
    AesInitial,

    /// <summary><c>$ERROR</c>: code of the observations.</summary>
    Error,

    /// <summary><c>$INFN</c>: code run before and after everything.</summary>
    Infn,

    /// <summary><c>$MIX</c>: code of a mixture.</summary>
    Mix,

    /// <summary><c>$TOL</c>: code of tolerances.</summary>
    Tol,

    /// <summary><c>$THETA</c>: initial estimates and bounds of theta.</summary>
    Theta,

    /// <summary><c>$OMEGA</c>: initial covariance matrix of eta.</summary>
    Omega,

    /// <summary><c>$SIGMA</c>: initial covariance matrix of epsilon.</summary>
    Sigma,

    /// <summary><c>$THETAP</c>: prior means of theta.</summary>
    ThetaPrior,

    /// <summary><c>$THETAPV</c>: prior covariance matrix of theta.</summary>
    ThetaPriorVariance,

    /// <summary><c>$OMEGAP</c>: prior of Omega.</summary>
    OmegaPrior,

    /// <summary><c>$OMEGAPD</c>: degrees of freedom of the prior of Omega.</summary>
    OmegaPriorDegrees,

    /// <summary><c>$SIGMAP</c>: prior of Sigma.</summary>
    SigmaPrior,

    /// <summary><c>$SIGMAPD</c>: degrees of freedom of the prior of Sigma.</summary>
    SigmaPriorDegrees,

    /// <summary><c>$THETAI</c>: transformation of initial thetas.</summary>
    ThetaTransform,

    /// <summary><c>$THETAR</c>: transformation of reported thetas.</summary>
    ThetaReport,

    /// <summary><c>$ESTIMATION</c>: a method and its options.</summary>
    Estimation,

    /// <summary><c>$COVARIANCE</c>: the covariance step.</summary>
    Covariance,

    /// <summary><c>$TABLE</c>: a table file.</summary>
    Table,

    /// <summary><c>$SIMULATION</c>: the simulation step.</summary>
    Simulation,

    /// <summary><c>$PRIOR</c>: how priors are given.</summary>
    Prior,

    /// <summary><c>$LEVEL</c>: random effects above the subject.</summary>
    Level,

    /// <summary><c>$MSFI</c>: a model specification file.</summary>
    Msfi,

    /// <summary><c>$SIZES</c>: sizes of arrays.</summary>
    Sizes,

    /// <summary><c>$INCLUDE</c>: another file's text.</summary>
    Include,

    /// <summary><c>$ETAS</c>: initial etas.</summary>
    Etas,

    /// <summary><c>$PHIS</c>: initial phis.</summary>
    Phis,

    /// <summary><c>$ANNEAL</c>: annealing of omegas.</summary>
    Anneal,

    /// <summary><c>$BIND</c>: names of data items for user routines.</summary>
    Bind,

    /// <summary><c>$CHAIN</c>: initial estimates from a file.</summary>
    Chain,

    /// <summary><c>$CONTR</c>: data for a user's contribution.</summary>
    Contr,

    /// <summary><c>$DEFAULT</c>: defaults of NONMEM 7.4.</summary>
    Default,

    /// <summary><c>$DESIGN</c>: optimal design.</summary>
    Design,

    /// <summary><c>$FORMAT</c>: number format of output.</summary>
    Format,

    /// <summary><c>$INDEX</c>: positions of data items for user routines.</summary>
    Index,

    /// <summary><c>$NONPARAMETRIC</c>: the nonparametric step.</summary>
    Nonparametric,

    /// <summary><c>$OLKJDF</c>: LKJ prior of Omega.</summary>
    OmegaLkj,

    /// <summary><c>$OVARF</c>: weights of the LKJ prior of Omega.</summary>
    OmegaVarianceFactor,

    /// <summary><c>$SLKJDF</c>: LKJ prior of Sigma.</summary>
    SigmaLkj,

    /// <summary><c>$SVARF</c>: weights of the LKJ prior of Sigma.</summary>
    SigmaVarianceFactor,

    /// <summary><c>$TTDF</c>: t distribution of theta.</summary>
    ThetaDegrees,

    /// <summary><c>$OMIT</c>: items left out of templates.</summary>
    Omit,

    /// <summary><c>$RCOV</c>: a covariance matrix from a file.</summary>
    Rcov,

    /// <summary><c>$RCOVI</c>: an inverse covariance matrix from a file.</summary>
    Rcovi,

    /// <summary><c>$SCATTERPLOT</c>: printed plots.</summary>
    Scatter,

    /// <summary><c>$SUPER</c>: repeated problems.</summary>
    Super,

    /// <summary><c>$VARCALC</c>: variances of variables.</summary>
    VarCalc,

    /// <summary><c>$WARNINGS</c>: which warnings are printed.</summary>
    Warnings,
}
