namespace PopPK.Prediction.Structural;

/// <summary>The scratch memory of <see cref="SteadyStateSearch"/>. Mutable, one owner.</summary>
/// <param name="integration">The integration of the amounts with their derivatives by the amounts a period begins with.</param>
/// <param name="amounts">Number of amounts n.</param>
/// <param name="blocks">The most blocks a jet has.</param>
internal sealed class SteadyStateScratch(OdeIntegration integration, int amounts, int blocks)
{
    /// <summary>The integration of the amounts with their derivatives by the amounts a period begins with.</summary>
    public OdeIntegration Integration => integration;

    /// <summary>The amounts at the beginning of the period.</summary>
    public double[] Amounts { get; } = new double[amounts];

    /// <summary>The change of these amounts that Newton's method asks for.</summary>
    public double[] Step { get; } = new double[amounts];

    /// <summary>I - d(end of the period) / d(beginning), factored.</summary>
    public double[] Factor { get; } = new double[amounts * amounts];

    /// <summary>Its row exchanges.</summary>
    public int[] Pivots { get; } = new int[amounts];

    /// <summary>The state as jets at the beginning of the period.</summary>
    public double[] Beginning { get; } = new double[amounts * blocks];
}
