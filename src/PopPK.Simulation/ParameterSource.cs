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

    /// <summary>Other parameters in every replicate.</summary>
    /// <param name="draw">Gives those of a replicate, the same ones whenever it is asked; on any thread.</param>
    public static ParameterSource Of(Func<int, PopulationPoint> draw) => new Drawn(draw);

    private sealed class Constant(PopulationPoint point) : ParameterSource
    {
        public override bool IsConstant => true;

        public override PopulationPoint At(int replicate) => point;
    }

    private sealed class Drawn(Func<int, PopulationPoint> draw) : ParameterSource
    {
        public override bool IsConstant => false;

        public override PopulationPoint At(int replicate) => draw(replicate);
    }
}
