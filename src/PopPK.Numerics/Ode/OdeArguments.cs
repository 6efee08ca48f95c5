using PopPK.Numerics.LinearAlgebra;

namespace PopPK.Numerics.Ode;

/// <summary>The checks of arguments that the one-step methods have in common.</summary>
internal static class OdeArguments
{
    /// <summary>Checks that system, state, workspace and method fit one another.</summary>
    /// <param name="equations">Number of equations of the system.</param>
    /// <param name="stateLength">Length of the state.</param>
    /// <param name="workspace">The buffers.</param>
    /// <param name="method">The method's name.</param>
    /// <param name="stageCount">Number of stages of the method that must have room.</param>
    /// <exception cref="ArgumentException">They do not.</exception>
    public static void Check(int equations, int stateLength, OdeWorkspace workspace, string method, int stageCount)
    {
        if (equations != workspace.Dimension || stateLength != workspace.Dimension)
        {
            throw new ArgumentException(
                $"The system has {equations} equations, the state {stateLength} elements, the workspace room for {workspace.Dimension}.");
        }

        if (stageCount > workspace.StageCount)
        {
            throw new ArgumentException($"{method} has {stageCount} stages, the workspace room for {workspace.StageCount}.");
        }
    }

    /// <summary>Whether an integration can begin at all.</summary>
    /// <param name="time">The start.</param>
    /// <param name="endTime">The end.</param>
    /// <param name="state">The state at the start.</param>
    public static bool AreFinite(double time, double endTime, ReadOnlySpan<double> state) =>
        double.IsFinite(time) && double.IsFinite(endTime) && FiniteKernel.AreFinite(state);
}
