using PopPK.Likelihood;

namespace PopPK.Simulation;

/// <summary>The population parameters of the replicates of a simulation. Immutable; safe to share between threads.</summary>
public abstract class ParameterSource
{
    /// <summary>True when all replicates have the same parameters.</summary>
    public abstract bool IsConstant { get; }

    /// <summary>The parameters of a replicate.</summary>
    /// <param name="replicate">Its number, from 0.</param>
    public abstract PopulationPoint At(int replicate);

    /// <summary>The same parameters in all replicates.</summary>
    /// <param name="point">The parameters.</param>
    public static ParameterSource Of(PopulationPoint point) => new Constant(point);

    /// <summary>Draws that were made before, in their order, from the first again when there are more replicates than draws.</summary>
    /// <param name="draws">The parameters; at least one.</param>
    /// <exception cref="ArgumentException">There is none.</exception>
    public static ParameterSource Of(IReadOnlyList<PopulationPoint> draws)
    {
        ArgumentNullException.ThrowIfNull(draws);
        return draws.Count == 0 ? throw new ArgumentException("There are no draws of parameters.", nameof(draws)) : new Drawn([.. draws]);
    }

    private sealed class Constant(PopulationPoint point) : ParameterSource
    {
        public override bool IsConstant => true;

        public override PopulationPoint At(int replicate) => point;
    }

    private sealed class Drawn(PopulationPoint[] draws) : ParameterSource
    {
        public override bool IsConstant => draws.Length == 1;

        public override PopulationPoint At(int replicate) => draws[replicate % draws.Length];
    }
}
