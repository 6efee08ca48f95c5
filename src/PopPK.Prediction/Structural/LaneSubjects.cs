using PopPK.Data;
using PopPK.Numerics.Ode;
using PopPK.Prediction.Compilation;
using PopPK.Symbolics;

namespace PopPK.Prediction.Structural;

/// <summary>
/// Eight subjects whose equations are integrated side by side: what each of them is given, where each stands along its events, and the values
/// at its points. Mutable, one owner; grows to the largest subjects.
/// </summary>
internal sealed class LaneSubjects
{
    private const int Width = LaneOdeWorkspace.Width;
    private readonly Lane[] _lanes;
    private readonly int _amounts;
    private readonly double[] _inputs;
    private readonly double[] _initial;
    private int _running;

    /// <summary>Makes the scratch.</summary>
    /// <param name="amounts">Number of amounts.</param>
    /// <param name="properties">The properties of the compartments.</param>
    /// <param name="phi">Number of individual quantities.</param>
    /// <param name="tableau">The method.</param>
    public LaneSubjects(int amounts, PropertyFunctions properties, int phi, ExplicitRungeKuttaTableau tableau)
    {
        _amounts = amounts;
        _inputs = new double[amounts * Width];
        _initial = new double[amounts];
        Phi = new double[phi * Width];
        Steps = new LaneOdeWorkspace(amounts, tableau);
        _lanes = [.. Enumerable.Range(0, Width).Select(_ => new Lane(new DoseJets(properties, 1), amounts, phi))];
    }

    /// <summary>The integration.</summary>
    public LaneOdeWorkspace Steps { get; }

    /// <summary>The individual quantities of all lanes.</summary>
    public double[] Phi { get; }

    /// <summary>What flows into the amounts of all lanes.</summary>
    public ReadOnlySpan<double> Inputs => _inputs;

    /// <summary>True when something flows in somewhere.</summary>
    public bool HasInputs => _running > 0;

    /// <summary>Which of the subjects is in a lane; -1: none.</summary>
    /// <param name="lane">The lane.</param>
    public int SubjectIn(int lane) => _lanes[lane].Index;

    /// <summary>The individual quantities of a lane's subject.</summary>
    /// <param name="lane">The lane.</param>
    public ReadOnlySpan<double> PhiOf(int lane) => _lanes[lane].Phi;

    /// <summary>The values at the points of a lane's subject.</summary>
    /// <param name="lane">The lane.</param>
    public ValueRows RowsOf(int lane) => _lanes[lane].Rows;

    /// <summary>Empties a lane.</summary>
    /// <param name="lane">The lane.</param>
    public void Leave(int lane)
    {
        var one = _lanes[lane];
        for (var i = 0; i < _amounts; i++)
        {
            _running -= one.Running[i];
            one.Running[i] = 0;
            _inputs[i * Width + lane] = 0;
        }

        one.Index = -1;
        Steps.End[lane] = Steps.Time[lane];
        Steps.NextOutput[lane] = double.PositiveInfinity;
    }

    /// <summary>Puts a subject into a lane.</summary>
    /// <param name="lane">The lane.</param>
    /// <param name="index">Which of the subjects it is.</param>
    /// <param name="subject">The subject.</param>
    /// <param name="points">Its points, at least one.</param>
    /// <param name="workspace">Holds phi.</param>
    /// <param name="absoluteScale">The scale of errors near zero, or null for that of the doses.</param>
    /// <returns>False when its doses cannot be given.</returns>
    public bool TryEnter(
        int lane, int index, BoundSubject subject, PredictionPoints points, SubjectWorkspace workspace, double? absoluteScale)
    {
        var one = _lanes[lane];
        if (one.Doses.TryPrepare(subject, new JetLayout(0, 0), DerivativeOrder.Value, workspace, out var events) != PredictionStatus.Success
            || events.IsEmpty)
        {
            return false;
        }

        (one.Index, one.Subject, one.Points, one.NextEvent, one.NextPoint) = (index, subject, points, 0, 0);
        one.Rows.BeginAligned(points.Count, _amounts);
        workspace.Phi.CopyTo(one.Phi);
        LaneScratch.WriteLane(one.Phi, Phi, lane);
        _initial.AsSpan().Clear();
        one.Doses.AddInitialAmounts(subject, events[0].Record, DerivativeOrder.Value, workspace, _initial);
        LaneScratch.WriteLane(_initial, Steps.State, lane);
        SetScales(lane, subject, absoluteScale);
        Steps.Time[lane] = Steps.End[lane] = events[0].Time;
        Steps.Restart(lane);
        return true;
    }

    /// <summary>Does what happens at the end of a lane's integration, and sets the next end.</summary>
    /// <param name="lane">The lane.</param>
    /// <returns>True when the subject is finished.</returns>
    public bool PassEvents(int lane)
    {
        var one = _lanes[lane];
        var events = one.Doses.EventsOf(one.Subject);
        var time = Steps.Time[lane];
        var hasChanged = false;
        for (; one.NextPoint < one.Points.Count && events[one.NextEvent].Time <= time; one.NextEvent++)
        {
            ref readonly var e = ref events[one.NextEvent];
            if (e.Kind != TimelineEventKind.Record)
            {
                Change(lane, e);
                hasChanged = true;
            }
            else if (e.Record == one.Points.Records[one.NextPoint])
            {
                one.Rows.WritePoint(one.NextPoint++, Steps.State, lane);
            }
        }

        if (one.NextPoint == one.Points.Count)
        {
            return true;
        }

        if (hasChanged)
        {
            Steps.Restart(lane);
        }

        var end = one.NextEvent;
        while (end < events.Length - 1 && events[end].Kind == TimelineEventKind.Record)
        {
            end++;
        }

        Steps.End[lane] = events[end].Time;
        SetNextOutput(lane, events);
        return false;
    }

    /// <summary>Takes the state of a lane at its next output.</summary>
    /// <param name="lane">The lane.</param>
    /// <param name="states">The states of all lanes.</param>
    public void TakeOutput(int lane, ReadOnlySpan<double> states)
    {
        var one = _lanes[lane];
        one.Rows.WritePoint(one.NextPoint++, states, lane);
        one.NextEvent++;
        SetNextOutput(lane, one.Doses.EventsOf(one.Subject));
    }

    // The next record that is a point before the end.
    private void SetNextOutput(int lane, ReadOnlySpan<TimelineEvent> events)
    {
        var one = _lanes[lane];
        var end = Steps.End[lane];
        Steps.NextOutput[lane] = double.PositiveInfinity;
        for (; one.NextPoint < one.Points.Count && events[one.NextEvent].Time < end; one.NextEvent++)
        {
            if (events[one.NextEvent].Record == one.Points.Records[one.NextPoint])
            {
                Steps.NextOutput[lane] = events[one.NextEvent].Time;
                return;
            }
        }
    }

    private void Change(int lane, in TimelineEvent e)
    {
        var one = _lanes[lane];
        var at = e.Compartment * Width + lane;
        switch (e.Kind)
        {
            case TimelineEventKind.Bolus:
                Steps.State[at] += one.Doses.Amount(e.Dose)[0];
                break;
            case TimelineEventKind.InfusionStart:
                one.Running[e.Compartment]++;
                _running++;
                _inputs[at] += one.Doses.Rate(e.Dose)[0];
                break;
            case TimelineEventKind.InfusionEnd:
                // Sums and differences of rates leave rounding behind, which infusions that have ended must not.
                _running--;
                _inputs[at] = --one.Running[e.Compartment] == 0 ? 0 : _inputs[at] - one.Doses.Rate(e.Dose)[0];
                break;
        }
    }

    // The rule of OdeSolver.
    private void SetScales(int lane, BoundSubject subject, double? absoluteScale)
    {
        var largest = subject.LargestDose;
        for (var i = 0; i < _amounts && !(subject.LargestDose > 0); i++)
        {
            largest = Math.Max(largest, Math.Abs(_initial[i]));
        }

        for (var i = 0; i < _amounts; i++)
        {
            var size = Math.Abs(_initial[i]);
            Steps.AbsoluteScales[i * Width + lane] = absoluteScale ?? (size > 0 ? size : largest > 0 ? largest : 1);
        }
    }

    private sealed class Lane(DoseJets doses, int amounts, int phi)
    {
        public DoseJets Doses { get; } = doses;

        public double[] Phi { get; } = new double[phi];

        public int[] Running { get; } = new int[amounts];

        public ValueRows Rows { get; } = new();

        public int Index { get; set; } = -1;

        public BoundSubject Subject { get; set; } = null!;

        public PredictionPoints Points { get; set; } = null!;

        public int NextEvent { get; set; }

        public int NextPoint { get; set; }
    }
}
