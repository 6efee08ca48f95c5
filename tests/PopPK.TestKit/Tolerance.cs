namespace PopPK.TestKit;

/// <summary>The tolerances tests may use; every one has a reason. Relative unless the name says otherwise.</summary>
public static class Tolerance
{
    /// <summary>Two ways of writing the same algebra: rounding only.</summary>
    public const double Algebra = 1e-12;

    /// <summary>Second derivatives of a divided difference whose nodes are a few percent of their size apart: rounding, enlarged by the divisions.</summary>
    public const double DividedDifference = 1e-9;

    /// <summary>A linear model with normal effects and errors: every method against the exact likelihood, by other matrices.</summary>
    public const double LinearGaussian = 1e-9;

    /// <summary>An exact derivative against a high-order difference quotient.</summary>
    public const double Derivative = 1e-6;

    /// <summary>A difference quotient with a small fixed step: its error, and what integration adds when divided by the step.</summary>
    public const double SmallStep = 1e-5;

    /// <summary>A closed form against the same model as differential equations.</summary>
    public const double Ode = 1e-8;

    /// <summary>The same for second derivatives: the solver's error in an amount enters its sensitivities, and theirs the second ones.</summary>
    public const double OdeSecondDerivative = 1e-7;

    /// <summary>What is left of the largest dose may be off by so much, relative to that dose, in differential equations: their solver's absolute tolerance, summed over the steps.</summary>
    public const double OdeNearZero = 1e-12;

    /// <summary>Integrals, extremes and crossings of a course against formulas: the digits its Chebyshev coefficients are followed to, and two or three for what they add up to.</summary>
    public const double ExactCourse = 1e-10;

    /// <summary>The dose that attains a target against a formula: found to 1e-10, of a measure that is integrated.</summary>
    public const double DoseSearch = 1e-8;

    /// <summary>The matrix exponential against a closed form, derivatives included: rounding, which squarings add up.</summary>
    public const double MatrixExponential = 1e-10;

    /// <summary>What is left of the largest dose may be off by so much, relative to that dose, in the matrix exponential: it sums positive and negative numbers of that size.</summary>
    public const double MatrixExponentialNearZero = 1e-13;

    /// <summary>The matrix exponential against a walk through hundreds of doses by Taylor series: the rounding of the walk.</summary>
    public const double PlainRegimen = 1e-10;

    /// <summary>NONMEM's own closed forms, against exact solutions, are off by so much for infusions into peripheral compartments.</summary>
    public const double NonmemClosedForm = 2e-5;

    /// <summary>The extrapolated difference quotient of the test kit against a derivative known in closed form.</summary>
    public const double HighOrderDifference = 1e-10;

    /// <summary>How far a measured order of convergence may be from the order of the method (absolute).</summary>
    public const double ConvergenceOrder = 0.2;

    /// <summary>How many times the tolerance per step the error at the end may be, over about a hundred steps of a benign system.</summary>
    public const double OdeGlobalOverLocal = 100;

    /// <summary>How many times the tolerance per step the error of the classical stiff problems may be at the end, relative to every component: 0.02 to 2.4 times were measured.</summary>
    public const double StiffProblemOverTolerance = 5;

    /// <summary>How many times the tolerance per step the error between the ends of a step may be, in amounts and their derivatives: 0.04 to 1.5 times were measured, as at the ends.</summary>
    public const double DenseOutputOverTolerance = 2;

    /// <summary>Objective values printed or recomputed to four decimals (absolute).</summary>
    public const double ObjectiveFourDecimals = 1e-3;

    /// <summary>Objective at NONMEM's final estimates, printed to six digits (absolute).</summary>
    public const double ObjectiveAtEstimates = 0.01;

    /// <summary>Objective at estimates that are printed to three digits (absolute).</summary>
    public const double ObjectiveAtRoundedEstimates = 0.05;

    /// <summary>How much a fit's objective may lie above NONMEM's (absolute).</summary>
    public const double ObjectiveOfFit = 0.02;

    /// <summary>A number printed with five digits.</summary>
    public const double FiveDigits = 1e-4;

    /// <summary>The tail probability of a ratio of two numbers printed with five digits: five standard deviations out it changes 25 times as much.</summary>
    public const double PValueOfPrinted = 5e-3;

    /// <summary>A probability of a quantile printed to seven digits (absolute).</summary>
    public const double PrintedQuantile = 1e-7;

    /// <summary>A probability of a quantile printed to four digits (absolute).</summary>
    public const double ProbabilityOfShortQuantile = 1e-4;

    /// <summary>Special functions: what is left after the approximations of the library and the rounding of their argument.</summary>
    public const double SpecialFunction = 2e-14;

    /// <summary>NONMEM stops its search of a conditional mode this close to it (in conditional standard deviations).</summary>
    public const double ModeInStandardDeviations = 0.02;

    /// <summary>Two searches of the conditional modes that stop at a Newton decrement of 1e-15.</summary>
    public const double ModeAccuracy = 1e-10;

    /// <summary>Two fits that stop when the predicted decrease is below 1e-6 (absolute).</summary>
    public const double MinimumReached = 1e-5;

    /// <summary>NONMEM's tables of five digits, computed at estimates known to six digits and at its own modes.</summary>
    public const double TableAtRoundedEstimates = 2e-4;

    /// <summary>Second derivatives by differences of exact gradients, as the covariance step takes them by default: the error of its step.</summary>
    public const double SecondDifference = 1e-4;

    /// <summary>
    /// NONMEM's R of FOCEI: the modes it differences the objective at are not converged, which changes second derivatives by more than the
    /// digits it prints. 0.017 was measured.
    /// </summary>
    public const double NonmemCurvature = 0.02;

    /// <summary>The same of Laplace's method, whose objective depends more on the modes; 0.274 was measured.</summary>
    public const double NonmemCurvatureOfLaplace = 0.3;

    /// <summary>Standard errors: NONMEM's R comes from finite differences of its own.</summary>
    public const double StandardError = 0.05;

    /// <summary>A mean of random numbers may be off by so many of its standard errors: one in fifteen thousand is.</summary>
    public const double MonteCarloStandardErrors = 4;

    /// <summary>Accelerations of bootstrap intervals: leaving a subject out against the derivative by its weight (absolute; they are below 0.1).</summary>
    public const double Jackknife = 0.02;

    /// <summary>Ends of a profile: the root they are found to, 1e-5 standard errors, and the minima over the other parameters.</summary>
    public const double ProfileEnd = 1e-4;

    /// <summary>Estimates of fixed effects that another program printed: what two stopping rules leave between them.</summary>
    public const double PublishedEstimate = 1e-3;

    /// <summary>The same in standard errors, for estimates near zero.</summary>
    public const double PublishedEstimateInStandardErrors = 0.01;

    /// <summary>Estimates of variances that another program printed.</summary>
    public const double PublishedVariance = 5e-3;

    /// <summary>Quadrature with many nodes against an integral by the trapezoidal rule.</summary>
    public const double Quadrature = 1e-8;

    /// <summary>One model said in two ways: searches of modes that stop at a Newton decrement of 1e-15, and sums in another order.</summary>
    public const double SameModel = 1e-9;

    /// <summary>Logarithms of tail probabilities against a continued fraction: its rounding, and that of differences of two tails.</summary>
    public const double Tail = 1e-10;
}
