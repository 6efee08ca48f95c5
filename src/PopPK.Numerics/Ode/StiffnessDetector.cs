namespace PopPK.Numerics.Ode;

/// <summary>
/// Counts the steps of an explicit method that stability, not accuracy, keeps short: Hairer and Wanner (1996), Solving
/// Ordinary Differential Equations II, section IV.2, "stiffness detection". Where two stages lie at the same time, the
/// quotient of the differences of their rates and states estimates the largest eigenvalue; a system is called stiff when h
/// times this lies near the limit of the stability region in many steps. Mutable; part of a workspace.
/// </summary>
internal struct StiffnessDetector
{
    // The book's count. Measured on three amounts with two blocks of sensitivities, a stiff step costs six explicit ones, and
    // moderate stiffness at tight tolerances takes thousands of them too: a thousand steps are best left to the explicit pair.
    private const int StepsBeforeDetection = 1000;

    // The book's counts: 15 stiff steps, with never more than 6 others in a row between them.
    private const int StiffStepsToDetect = 15;
    private const int OtherStepsToForget = 6;

    // Measured on stiff problems, the controller holds h lambda at 0.4 to 1 of the limit, the less the tighter the tolerance:
    // the fast components lower the order before they become unstable.
    private const double LeastFractionOfLimit = 0.25;
    private const double LargestFractionOfLimit = 0.9;

    // Measured on a circular orbit, h lambda is up to twice that with which the first error term equals the tolerance.
    private const double AllowanceForAccuracy = 2.5;

    private int _steps;
    private int _stiffSteps;
    private int _otherSteps;

    /// <summary>Whether the next step must be observed.</summary>
    public readonly bool IsWatching => _steps >= StepsBeforeDetection;

    /// <summary>Forgets all steps.</summary>
    public void Restart() => (_steps, _stiffSteps, _otherSteps) = (0, 0, 0);

    /// <summary>Counts a step that need not be observed.</summary>
    public void CountStep() => _steps++;

    /// <summary>
    /// The h lambda from which on a step counts as stiff: a part of the limit of stability, but more than accuracy alone
    /// would choose for y' = lambda y, (h lambda)^k / k! = tolerance with k the order of the error estimate.
    /// </summary>
    /// <param name="tableau">The method.</param>
    /// <param name="tolerance">The relative tolerance.</param>
    public static double Threshold(ExplicitRungeKuttaTableau tableau, double tolerance)
    {
        var k = tableau.EmbeddedOrder + 1;
        var factorial = 1.0;
        for (var i = 2; i <= k; i++)
        {
            factorial *= i;
        }

        return Math.Clamp(
            AllowanceForAccuracy * Math.Pow(tolerance * factorial, 1.0 / k),
            LeastFractionOfLimit * tableau.StabilityLimit,
            LargestFractionOfLimit * tableau.StabilityLimit);
    }

    /// <summary>Observes an accepted step.</summary>
    /// <param name="stepTimesEigenvalue">Estimate of h lambda.</param>
    /// <param name="threshold">The <see cref="Threshold"/>.</param>
    /// <returns>True when the system is stiff.</returns>
    public bool IsStiff(double stepTimesEigenvalue, double threshold)
    {
        if (stepTimesEigenvalue > threshold)
        {
            _stiffSteps++;
            _otherSteps = 0;
        }
        else if (_stiffSteps > 0 && ++_otherSteps == OtherStepsToForget)
        {
            (_stiffSteps, _otherSteps) = (0, 0);
        }

        return _stiffSteps >= StiffStepsToDetect;
    }
}
