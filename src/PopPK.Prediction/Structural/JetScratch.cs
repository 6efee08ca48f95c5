using PopPK.Data;
using PopPK.Prediction.Compilation;
using PopPK.Prediction.Kernels;

namespace PopPK.Prediction.Structural;

/// <summary>
/// The scratch memory of a <see cref="JetSolver"/>: the state of one subject as jets, what flows into it, and what holds at the
/// moment. Mutable, one owner.
/// </summary>
internal class JetScratch
{
    private readonly int[] _running;
    private readonly double[] _savedState;
    private readonly double[] _savedInput;
    private readonly int[] _savedRunning;

    /// <summary>Makes the memory.</summary>
    /// <param name="amounts">Number of amounts n.</param>
    /// <param name="blocks">The most blocks a jet has.</param>
    /// <param name="functions">The properties of the compartments.</param>
    /// <param name="moment">How a moment is laid out.</param>
    public JetScratch(int amounts, int blocks, PropertyFunctions functions, MomentLayout moment)
    {
        State = new double[amounts * blocks];
        Input = new double[amounts * blocks];
        _savedState = new double[amounts * blocks];
        _savedInput = new double[amounts * blocks];
        Rates = new double[amounts * blocks];
        Acceleration = new double[amounts];
        _running = new int[amounts];
        _savedRunning = new int[amounts];
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

    /// <summary>Empties all compartments and stops all infusions.</summary>
    public void Empty()
    {
        State.AsSpan().Clear();
        Input.AsSpan().Clear();
        Array.Clear(_running);
        InputHasChanged = true;
    }

    /// <summary>Empties a compartment and stops the infusions into it.</summary>
    /// <param name="compartment">Which.</param>
    public void Empty(int compartment)
    {
        Amount(compartment).Clear();
        InputOf(compartment).Clear();
        _running[compartment] = 0;
        InputHasChanged = true;
    }

    /// <summary>Keeps amounts and infusions for <see cref="AddSaved"/>.</summary>
    public void Save()
    {
        State.CopyTo(_savedState.AsSpan());
        Input.CopyTo(_savedInput.AsSpan());
        _running.CopyTo(_savedRunning.AsSpan());
    }

    /// <summary>Adds the amounts and infusions that were kept.</summary>
    public void AddSaved()
    {
        JetMatrixKernel.AddScaled(1, _savedState, State);
        JetMatrixKernel.AddScaled(1, _savedInput, Input);
        for (var c = 0; c < _running.Length; c++)
        {
            _running[c] += _savedRunning[c];
        }

        InputHasChanged = true;
    }

    /// <summary>Begins an infusion.</summary>
    /// <param name="compartment">Where it goes.</param>
    /// <param name="dose">The dose.</param>
    public void StartInfusion(int compartment, int dose)
    {
        _running[compartment]++;
        AddInput(compartment, 1, dose);
    }

    /// <summary>Ends an infusion, unless it has stopped before.</summary>
    /// <param name="compartment">Where it goes.</param>
    /// <param name="dose">The dose.</param>
    public void EndInfusion(int compartment, int dose)
    {
        if (_running[compartment] == 0)
        {
            return;
        }

        // Sums and differences of rates leave rounding behind, which an infusion that has ended must not.
        if (--_running[compartment] == 0)
        {
            InputOf(compartment).Clear();
            InputHasChanged = true;
        }
        else
        {
            AddInput(compartment, -1, dose);
        }
    }

    /// <summary>Makes a number of equal infusions the only ones.</summary>
    /// <param name="compartment">Where they go.</param>
    /// <param name="dose">Their dose.</param>
    /// <param name="count">How many.</param>
    public void SetRunning(int compartment, int dose, int count)
    {
        Input.AsSpan().Clear();
        Array.Clear(_running);
        _running[compartment] = count;
        InputHasChanged = true;
        if (count > 0)
        {
            AddInput(compartment, count, dose);
        }
    }

    private void AddInput(int compartment, double factor, int dose)
    {
        JetMatrixKernel.AddScaled(factor, Doses.Rate(dose), InputOf(compartment));
        InputHasChanged = true;
    }
}
