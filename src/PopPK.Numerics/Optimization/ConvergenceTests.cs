namespace PopPK.Numerics.Optimization;

/// <summary>The convergence tests of the minimiser. Each is evaluated and reported by itself; any of them may hold.</summary>
[Flags]
public enum ConvergenceTests
{
    /// <summary>No test holds.</summary>
    None = 0,

    /// <summary>
    /// The predicted decrease g' B^-1 g / 2 is below <see cref="MinimizerOptions.DecreaseTolerance"/>, where B came from an
    /// <see cref="ICurvatureSource"/>, updated or not. Never holds when B grew from an identity, which may know nothing yet
    /// of some direction.
    /// </summary>
    PredictedDecrease = 1,

    /// <summary>max_i |g_i| max(1, |x_i|) / max(1, |f|) is below <see cref="MinimizerOptions.GradientTolerance"/>.</summary>
    Gradient = 2,

    /// <summary>
    /// Two steps in succession changed no coordinate by more than <see cref="MinimizerOptions.StepTolerance"/> and the value
    /// by no more than <see cref="MinimizerOptions.ValueTolerance"/>, both relative (to 1 near zero). Progress has ended; that
    /// alone is no sign of a minimum.
    /// </summary>
    SmallStep = 4,
}
