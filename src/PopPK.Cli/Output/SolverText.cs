using PopPK.Prediction.Compilation;

namespace PopPK.Cli.Output;

/// <summary>Says how a model is solved, and why not otherwise. Stateless.</summary>
internal static class SolverText
{
    /// <summary>A line.</summary>
    /// <param name="model">The model.</param>
    public static string Of(CompiledModel model) => model.SolverReason is { } reason ? $"{model.Solver.Description}: {reason}" : model.Solver.Description;
}
