using PopPK.Prediction.Compilation;

namespace PopPK.Prediction.Structural;

/// <summary>The scratch memory of <see cref="OdeSolver"/>: an integration per order. Mutable, one owner.</summary>
/// <param name="amounts">Number of amounts n.</param>
/// <param name="blocks">The most blocks a jet has.</param>
/// <param name="functions">The properties of the compartments.</param>
/// <param name="moment">How a moment is laid out.</param>
internal sealed class OdeScratch(int amounts, int blocks, PropertyFunctions functions, MomentLayout moment)
    : JetScratch(amounts, blocks, functions, moment)
{
    /// <summary>Number of tolerances: the model's own, and powers of ten above it.</summary>
    public const int Levels = 6;

    /// <summary>Largest relative tolerance that is not the model's own.</summary>
    public const double LargestTolerance = 1e-5;

    /// <summary>The integrations, by order and tolerance; made when first needed.</summary>
    public OdeIntegration?[] Integrations { get; } = new OdeIntegration?[Enum.GetValues<DerivativeOrder>().Length * Levels];

    /// <summary>The integration of the order of the state.</summary>
    public OdeIntegration Current { get; set; } = null!;

    /// <summary>The power of ten by which the tolerance is larger than the model's own.</summary>
    public int Level { get; set; }

    /// <summary>The subjects that are integrated side by side; made when first needed.</summary>
    public LaneSubjects? Lanes { get; set; }

    /// <summary>Amounts and their rates, for second derivatives by time.</summary>
    public double[] AmountsAndRates { get; } = new double[2 * amounts];

    /// <summary>Number of elements of the state that something flows into.</summary>
    public int InputCount { get; set; }

    /// <summary>The size of each amount: what it is at the start, or else the largest dose.</summary>
    public double[] Sizes { get; } = new double[amounts];

    /// <summary>The steady state without a dose, while that of the dose is added.</summary>
    public double[] OwnState { get; } = new double[amounts * blocks];

    /// <summary>Times of records that are passed at once.</summary>
    public double[] OutputTimes { get; set; } = [];

    /// <summary>The states at these times.</summary>
    public double[] OutputStates { get; set; } = [];

    /// <summary>What the search of a steady state needs; made when first needed.</summary>
    public SteadyStateScratch? SteadyState { get; set; }
}
