using System.Collections.Immutable;
using PopPK.Symbolics;

namespace PopPK.Language.Poppk.Binding;

/// <summary>
/// The rate constants between the compartments of a mammillary model, and how they follow from the other ways to say
/// them. Central is compartment 1, the peripheral ones are 2 and 3; a depot in front does not change the numbers.
/// </summary>
/// <remarks>
/// After a unit bolus the amount in the central compartment has the Laplace transform
/// (s + k21)(s + k31) / ((s + alpha)(s + beta)(s + gamma)), with one factor less above and below for each peripheral
/// compartment there is not. All formulas below compare this with the rate matrix, whose characteristic polynomial is
/// (s + k + k12 + k13)(s + k21)(s + k31) - k12 k21 (s + k31) - k13 k31 (s + k21).
/// Source: Gibaldi and Perrier 1982, Pharmacokinetics, 2nd edition, chapter 2 and appendix B. The names of the
/// parameterisations TRANS1 to TRANS6 are those of the NONMEM Users Guide, part VI.
/// </remarks>
/// <param name="Elimination">k [1/time].</param>
/// <param name="Exchange">(k1i, ki1) [1/time] of each peripheral compartment.</param>
internal sealed record MicroConstants(Expr Elimination, ImmutableArray<(Expr FromCentral, Expr ToCentral)> Exchange)
{
    /// <summary>The rate constants themselves (TRANS1).</summary>
    /// <param name="roles">k, then k1i and ki1 of each peripheral compartment.</param>
    public static MicroConstants FromRateConstants(ImmutableArray<Expr> roles) =>
        new(roles[0], [.. Enumerable.Range(0, roles.Length / 2).Select(i => (roles[2 * i + 1], roles[2 * i + 2]))]);

    /// <summary>Clearances and volumes (TRANS2, TRANS4): k = cl/v1, k1i = qi/v1, ki1 = qi/vi.</summary>
    /// <param name="roles">cl, v1, then qi and vi of each peripheral compartment.</param>
    public static MicroConstants FromClearances(ImmutableArray<Expr> roles) =>
        new(roles[0] / roles[1], [.. Enumerable.Range(1, roles.Length / 2 - 1).Select(i => (roles[2 * i] / roles[1], roles[2 * i] / roles[2 * i + 1]))]);

    /// <summary>Two compartments by the volume at steady state (TRANS3): vss = v1 + v2.</summary>
    /// <param name="roles">cl, v1, q, vss.</param>
    public static MicroConstants FromSteadyStateVolume(ImmutableArray<Expr> roles) =>
        FromClearances([roles[0], roles[1], roles[2], roles[3] - roles[1]]);

    /// <summary>
    /// Two compartments by the ratio of the coefficients of a bolus, aob = A/B (TRANS5). The transform's residues give
    /// A : B = (alpha - k21) : (k21 - beta), so that k21 = (aob beta + alpha)/(aob + 1).
    /// </summary>
    /// <param name="roles">aob, alpha, beta.</param>
    public static MicroConstants FromCoefficientRatio(ImmutableArray<Expr> roles)
    {
        var (ratio, alpha, beta) = (roles[0], roles[1], roles[2]);
        return TwoCompartments(alpha, beta, (ratio * beta + alpha) / (ratio + 1));
    }

    /// <summary>Two compartments by the exponents and k21 (TRANS6).</summary>
    /// <param name="roles">alpha, beta, k21.</param>
    public static MicroConstants FromTwoExponents(ImmutableArray<Expr> roles) => TwoCompartments(roles[0], roles[1], roles[2]);

    /// <summary>Three compartments by the exponents, k21 and k31 (TRANS6); these two differ.</summary>
    /// <param name="roles">alpha, beta, gamma, k21, k31.</param>
    public static MicroConstants FromThreeExponents(ImmutableArray<Expr> roles) =>
        ThreeCompartments(roles[0], roles[1], roles[2], roles[3], roles[4], roles[3] - roles[4], roles[3] * roles[4]);

    /// <summary>
    /// One compartment by the concentration after a unit bolus, a exp(-alpha t): k = alpha. The volume, 1/a, is none of
    /// the rate constants; it belongs to the observation: central*a.
    /// </summary>
    /// <param name="roles">a, alpha.</param>
    public static MicroConstants FromOneTerm(ImmutableArray<Expr> roles) => new(roles[1], []);

    /// <summary>
    /// Two compartments by the concentration after a unit bolus, a exp(-alpha t) + b exp(-beta t). Its transform's
    /// numerator, a (s + beta) + b (s + alpha), has the root -k21 = -(a beta + b alpha)/(a + b). The central volume is 1/(a + b).
    /// </summary>
    /// <param name="roles">a, alpha, b, beta.</param>
    public static MicroConstants FromTwoTerms(ImmutableArray<Expr> roles)
    {
        var (a, alpha, b, beta) = (roles[0], roles[1], roles[2], roles[3]);
        return TwoCompartments(alpha, beta, (a * beta + b * alpha) / (a + b));
    }

    /// <summary>
    /// Three compartments by the concentration after a unit bolus, a exp(-alpha t) + b exp(-beta t) + c exp(-gamma t).
    /// Its transform's numerator is (a + b + c)(s^2 + u s + w) with u = k21 + k31 = (a (beta + gamma) + b (alpha + gamma) +
    /// c (alpha + beta))/(a + b + c) and w = k21 k31 = (a beta gamma + b alpha gamma + c alpha beta)/(a + b + c).
    /// The central volume is 1/(a + b + c). Both roots are real where a, b and c are positive. Which of them is k21 is a matter of names: the larger one, so that the first
    /// peripheral compartment is the one that exchanges faster.
    /// </summary>
    /// <param name="roles">a, alpha, b, beta, c, gamma.</param>
    public static MicroConstants FromThreeTerms(ImmutableArray<Expr> roles)
    {
        var (a, alpha, b, beta, c, gamma) = (roles[0], roles[1], roles[2], roles[3], roles[4], roles[5]);
        var total = a + b + c;
        var sum = (a * (beta + gamma) + b * (alpha + gamma) + c * (alpha + beta)) / total;
        var product = (a * beta * gamma + b * alpha * gamma + c * alpha * beta) / total;
        var difference = Expr.Sqrt(Expr.Power(sum, 2) - 4 * product);
        var larger = (sum + difference) / 2;

        // The smaller root as a quotient: as a difference it would lose digits where the roots are far apart.
        return ThreeCompartments(alpha, beta, gamma, larger, product / larger, difference, product);
    }

    // At s = -k21 the characteristic polynomial is (alpha - k21)(beta - k21) = -k12 k21; its constant term is alpha beta = k k21.
    // The product form of k12 = alpha + beta - k21 - k: differences of what was given lose no digits.
    private static MicroConstants TwoCompartments(Expr alpha, Expr beta, Expr k21) =>
        new(alpha * beta / k21, [((alpha - k21) * (k21 - beta) / k21, k21)]);

    // The same at s = -k21 and s = -k31: (alpha - k21)(beta - k21)(gamma - k21) = k12 k21 (k21 - k31). With P = alpha + beta + gamma
    // and Q = alpha beta + alpha gamma + beta gamma this is k13 = (Q + k31^2 - k31 P - k k21)/(k21 - k31), k12 = P - k - k13 - k21 - k31.
    // Difference and product of k21 and k31 come from where they are known without a loss of digits.
    private static MicroConstants ThreeCompartments(Expr alpha, Expr beta, Expr gamma, Expr k21, Expr k31, Expr difference, Expr product)
    {
        Expr At(Expr rate) => (alpha - rate) * (beta - rate) * (gamma - rate);
        return new(
            alpha * beta * gamma / product,
            [(At(k21) / (k21 * difference), k21), (-At(k31) / (k31 * difference), k31)]);
    }
}
