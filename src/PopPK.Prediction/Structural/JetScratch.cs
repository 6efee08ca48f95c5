using PopPK.Data;
using PopPK.Prediction.Compilation;

namespace PopPK.Prediction.Structural;

/// <summary>
/// The scratch memory of a <see cref="JetSolver"/>: the state of one subject as jets, what flows into it, and what holds at the
/// moment. Mutable, one owner.
/// </summary>
internal class JetScratch
{
    /// <summary>Makes the memory.</summary>
    /// <param name="amounts">Number of amounts n.</param>
    /// <param name="blocks">The most blocks a jet has.</param>
    /// <param name="functions">The properties of the compartments.</param>
    /// <param name="moment">How a moment is laid out.</param>
    public JetScratch(int amounts, int blocks, PropertyFunctions functions, MomentLayout moment)
    {
        State = new double[amounts * blocks];
        Input = new double[amounts * blocks];
        SavedState = new double[amounts * blocks];
        SavedInput = new double[amounts * blocks];
        Rates = new double[amounts * blocks];
        Acceleration = new double[amounts];
        Running = new int[amounts];
        SavedRunning = new int[amounts];
        IsOff = new bool[amounts];
        Moment = new double[moment.Length];
        SwitchTimes = new double[moment.Switches.Length * blocks];
        Flags = new double[moment.Switches.Length];
        Doses = new DoseJets(functions, blocks);
    }

    /// <summary>The amounts.</summary>
    public double[] State { get; set; }

    /// <summary>The infusion rates that hold now.</summary>
    public double[] Input { get; }

    /// <summary>Number of infusions that run into each compartment.</summary>
    public int[] Running { get; }

    /// <summary>The amounts while a steady state is added to them.</summary>
    public double[] SavedState { get; }

    /// <summary>The infusion rates while a steady state is added.</summary>
    public double[] SavedInput { get; }

    /// <summary>The running infusions while a steady state is added.</summary>
    public int[] SavedRunning { get; }

    /// <summary>The compartments that are switched off.</summary>
    public bool[] IsOff { get; }

    /// <summary>Rates of the amounts, as jets.</summary>
    public double[] Rates { get; }

    /// <summary>Second derivatives of the amounts by time.</summary>
    public double[] Acceleration { get; }

    /// <summary>What holds in the interval (see <see cref="MomentLayout"/>); the time is that of the last use.</summary>
    public double[] Moment { get; }

    /// <summary>When time conditions change sides, a jet each.</summary>
    public double[] SwitchTimes { get; }

    /// <summary>The sides that held before.</summary>
    public double[] Flags { get; }

    /// <summary>True while a steady state is computed.</summary>
    public bool IsReachingSteadyState { get; set; }

    /// <summary>The doses.</summary>
    public DoseJets Doses { get; }

    /// <summary>The subject.</summary>
    public BoundSubject Subject { get; set; } = null!;

    /// <summary>The workspace, which holds phi.</summary>
    public SubjectWorkspace Workspace { get; set; } = null!;

    /// <summary>The order of the state.</summary>
    public DerivativeOrder Order { get; set; }

    /// <summary>The blocks of the state.</summary>
    public JetLayout Layout { get; set; }

    /// <summary>Number of blocks.</summary>
    public int Blocks { get; set; }

    /// <summary>The time that is reached.</summary>
    public double Time { get; set; }

    /// <summary>The record whose interval, which it ends, the time is in.</summary>
    public int Interval { get; set; }

    /// <summary>True since <see cref="Input"/> was changed, until the solver has seen it.</summary>
    public bool InputHasChanged { get; set; }

    /// <summary>The individual quantities.</summary>
    public ReadOnlySpan<double> Phi => Workspace.Phi;

    /// <summary>The jet of an amount.</summary>
    /// <param name="compartment">Which.</param>
    public Span<double> Amount(int compartment) => State.AsSpan(compartment * Blocks, Blocks);

    /// <summary>The jet of an infusion rate.</summary>
    /// <param name="compartment">The compartment it goes to.</param>
    public Span<double> InputOf(int compartment) => Input.AsSpan(compartment * Blocks, Blocks);
}
