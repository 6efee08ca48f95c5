using PopPK.Symbolics;

namespace PopPK.Prediction.Compilation;

/// <summary>
/// A comparison in the equations that changes sides at a time that can be computed before: the integrator stops there, so that
/// nothing is stepped over, and between such times the equations are smooth.
/// </summary>
/// <param name="Flag">Stands for the comparison in the equations: above 0 where it holds.</param>
/// <param name="Time">When it changes sides, in phi and covariates.</param>
/// <param name="Difference">Left side minus right side, in time, phi and covariates; its sign changes there.</param>
/// <param name="Comparison">The comparison of that difference with zero.</param>
internal sealed record TimeSwitch(Symbol Flag, Expr Time, Expr Difference, Comparison Comparison);
