using PopPK.Modeling;
using PopPK.Numerics.Ode;
using PopPK.Prediction.Compilation;
using PopPK.Symbolics;

namespace PopPK.Prediction.Structural;

/// <summary>
/// Integrates the equations of eight subjects side by side, each at its own pace, for values without derivatives; where a subject is done,
/// the next one takes its lane. A subject's values do not depend on the others. Immutable; all scratch is in <see cref="LaneSubjects"/>.
/// </summary>
internal sealed class LaneIntegration
{
    // From here on the plain integrator looks whether a system is stiff.
    private const int MostSteps = 1000;

    private readonly Lazy<LaneFunction> _rates;
    private readonly SolverParts _parts;
    private readonly OdeOptions _options;
    private readonly int _amounts;

    /// <summary>Describes the equations.</summary>
    /// <param name="amounts">The amounts.</param>
    /// <param name="parts">Their rates, and what else belongs to a solver.</param>
    /// <param name="options">Method and tolerances.</param>
    public LaneIntegration(IReadOnlyList<Symbol> amounts, SolverParts parts, OdeOptions options)
    {
        _parts = parts;
        _options = options;
        _amounts = amounts.Count;

        // Exponentials and logarithms of eight numbers may take another way for all of them because of one.
        IsPossible = parts.Settings.Method != OdeMethod.Stiff
            && parts.Moment.Length == 1
            && !parts.Roots.UseAny(ElementaryFunction.Exp, ElementaryFunction.Log);
        _rates = new(() => FunctionCompiler.CompileLanes(
            parts.Moment.Banks(parts.Phi.Positions, amounts.Select((a, i) => (a, i)).ToDictionary(p => p.a, p => p.i)), parts.Roots, null));
    }

    /// <summary>True when the equations can be integrated side by side with the same bits in every company.</summary>
    public bool IsPossible { get; }

    /// <summary>Makes the scratch of a worker.</summary>
    /// <param name="properties">The properties of the compartments.</param>
    public LaneSubjects CreateScratch(PropertyFunctions properties) => new(_amounts, properties, _parts.Phi.Count, _options.Tableau);

    /// <summary>Solves all subjects of a batch.</summary>
    /// <param name="batch">The subjects.</param>
    /// <param name="lanes">The scratch.</param>
    public void Solve(scoped in ValueBatch batch, LaneSubjects lanes)
    {
        var side = new Side(lanes, _rates.Value.Function);
        var steps = lanes.Steps;
        var (next, active) = (0, 0);
        for (var lane = 0; lane < LaneOdeWorkspace.Width; lane++)
        {
            active += TryFill(batch, lanes, lane, ref next) ? 1 : 0;
        }

        while (active > 0)
        {
            LaneRungeKutta.Step(side, _options, steps);
            for (var lane = 0; lane < LaneOdeWorkspace.Width; lane++)
            {
                if (lanes.SubjectIn(lane) < 0)
                {
                    continue;
                }

                var isGivenUp = steps.HasFailed[lane] != 0 || steps.Attempts[lane] > MostSteps;
                if (isGivenUp)
                {
                    batch.PredictAlone(lanes.SubjectIn(lane));
                }
                else if (steps.Time[lane] != steps.End[lane] || !lanes.PassEvents(lane))
                {
                    continue;
                }
                else
                {
                    batch.Observe(lanes.SubjectIn(lane), lanes.PhiOf(lane), lanes.RowsOf(lane));
                }

                lanes.Leave(lane);
                active -= TryFill(batch, lanes, lane, ref next) ? 0 : 1;
            }
        }
    }

    // Puts the next subject for which there is something to integrate into a lane.
    private bool TryFill(scoped in ValueBatch batch, LaneSubjects lanes, int lane, ref int next)
    {
        double? scale = _parts.Settings.AbsoluteTolerance is { } given ? given / _options.AbsoluteTolerance : null;
        while (next < batch.Count)
        {
            var index = next++;
            if (!batch.TryBegin(index))
            {
                continue;
            }

            if (!IsPlain(batch.Subjects[index], batch.Points[index])
                || !lanes.TryEnter(lane, index, batch.Subjects[index], batch.Points[index], batch.Workspace, scale))
            {
                batch.PredictAlone(index);
            }
            else if (!lanes.PassEvents(lane))
            {
                return true;
            }
            else
            {
                batch.Observe(index, lanes.PhiOf(lane), lanes.RowsOf(lane));
                lanes.Leave(lane);
            }
        }

        return false;
    }

    private static bool IsPlain(BoundSubject subject, PredictionPoints points) =>
        points.Count > 0 && !subject.HasSteadyState && !subject.Timeline.SwitchesCompartments && !subject.HasResets;

    private readonly struct Side(LaneSubjects lanes, SpanFunction function) : ILaneOdeSystem
    {
        public void Rates(ReadOnlySpan<double> time, ReadOnlySpan<double> state, Span<double> rates)
        {
            function(state, lanes.Phi, time, rates);
            if (lanes.HasInputs)
            {
                var inputs = lanes.Inputs;
                for (var i = 0; i < inputs.Length; i++)
                {
                    rates[i] += inputs[i];
                }
            }
        }

        public void TakeOutput(int lane, ReadOnlySpan<double> states) => lanes.TakeOutput(lane, states);
    }
}
