using PopPK.Numerics.LinearAlgebra;
using PopPK.Numerics.Ode.Kernels;

namespace PopPK.Numerics.Ode;

/// <summary>
/// Integrates stiff systems of ordinary differential equations by an embedded Rosenbrock method with adaptive steps (local
/// extrapolation; maximum norm; proportional-integral control of the step size): Hairer and Wanner (1996), Solving Ordinary
/// Differential Equations II, section IV.7. A step costs one Jacobian, one factorisation of its diagonal block and, per
/// stage, one evaluation of the rates and one substitution; there are no iterations that could fail.
/// Everything mutable is in the workspace: safe for concurrent use with a workspace per thread. The result depends on the
/// arguments and on the step size the workspace carries only. No allocation, no exception for numerical failure.
/// </summary>
public static class Rosenbrock
{
    /// <summary>
    /// Integrates from <paramref name="time"/> to <paramref name="endTime"/>, forwards or backwards; the last step ends
    /// exactly there. The step size is carried in the workspace from call to call, unless it was restarted.
    /// </summary>
    /// <typeparam name="TSystem">The system; a struct for direct calls.</typeparam>
    /// <param name="system">The right-hand side and its derivatives.</param>
    /// <param name="options">Method (<see cref="OdeOptions.StiffTableau"/>) and tolerances.</param>
    /// <param name="workspace">Buffers, of the system's structure and with room for the method's stages.</param>
    /// <param name="time">The start; on return the time that was reached: the end, or on failure the last accepted step's.</param>
    /// <param name="endTime">The end.</param>
    /// <param name="state">The state at the start, one element per equation; on return the state at <paramref name="time"/>.</param>
    /// <returns>Whether the end was reached, or why not.</returns>
    /// <exception cref="ArgumentException">System, workspace, method and state do not fit one another.</exception>
    public static OdeStatus Integrate<TSystem>(
        TSystem system, OdeOptions options, RosenbrockWorkspace workspace, ref double time, double endTime, Span<double> state)
        where TSystem : IStiffOdeSystem, allows ref struct =>
        Integrate(system, options, workspace, ref time, endTime, state, [], []);

    /// <summary>
    /// The same, and delivers the state at given times without shortening steps to end there: inside a step the state comes
    /// from the method's <see cref="RosenbrockTableau.Extension"/>; a method without one steps onto every time. The steps and
    /// the state at the end have the same bits as without output (of a method with extension).
    /// </summary>
    /// <typeparam name="TSystem">The system; a struct for direct calls.</typeparam>
    /// <param name="system">The right-hand side and its derivatives.</param>
    /// <param name="options">Method and tolerances.</param>
    /// <param name="workspace">Buffers, of the system's structure and with room for the method's stages.</param>
    /// <param name="time">The start; on return the time that was reached: the end, or on failure the last accepted step's.</param>
    /// <param name="endTime">The end.</param>
    /// <param name="state">The state at the start, one element per equation; on return the state at <paramref name="time"/>.</param>
    /// <param name="outputTimes">The times, from the start to the end in the order of the integration; they may repeat.</param>
    /// <param name="outputStates">
    /// Receives the states, one after the other; on failure those at times after <paramref name="time"/> are left as they were.
    /// </param>
    /// <returns>Whether the end was reached, or why not.</returns>
    /// <exception cref="ArgumentException">
    /// System, workspace, method and state do not fit one another; a time is out of order or outside; there is no room for
    /// the states.
    /// </exception>
    public static OdeStatus Integrate<TSystem>(
        TSystem system,
        OdeOptions options,
        RosenbrockWorkspace workspace,
        ref double time,
        double endTime,
        Span<double> state,
        ReadOnlySpan<double> outputTimes,
        Span<double> outputStates)
        where TSystem : IStiffOdeSystem, allows ref struct
    {
        var output = new OutputGrid(outputTimes, outputStates, system.Dimension, time, endTime);
        return Integrate(ref system, options, workspace, ref time, endTime, state, ref output);
    }

    /// <summary>Both public methods in one; the output passes the times that were reached.</summary>
    internal static OdeStatus Integrate<TSystem>(
        scoped ref TSystem system,
        OdeOptions options,
        RosenbrockWorkspace workspace,
        ref double time,
        double endTime,
        Span<double> state,
        scoped ref OutputGrid output)
        where TSystem : IStiffOdeSystem, allows ref struct
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(workspace);
        var steps = workspace.Steps;
        OdeArguments.Check(system.Dimension, state.Length, steps, options.StiffTableau.Name, options.StiffTableau.StageCount);
        if (system.JacobianStructure != workspace.Structure)
        {
            throw new ArgumentException(
                $"The workspace was made for another Jacobian: the system's has {system.JacobianStructure?.EntryCount ?? 0} entries, the workspace's {workspace.Structure.EntryCount}.");
        }

        if (!OdeArguments.AreFinite(time, endTime, state))
        {
            return OdeStatus.NotFinite;
        }

        state.CopyTo(steps.State);
        output.WriteAt(time, state);
        var status = OdeStatus.Success;
        while (options.StiffTableau.Extension is null && !output.IsDone && status == OdeStatus.Success)
        {
            status = Advance(ref system, options, workspace, ref time, output.NextTime, ref output);
        }

        if (status == OdeStatus.Success)
        {
            status = Advance(ref system, options, workspace, ref time, endTime, ref output);
        }

        steps.State[..state.Length].CopyTo(state);
        if (status != OdeStatus.Success)
        {
            steps.Restart();
        }

        return status;
    }

    private static OdeStatus Advance<TSystem>(
        ref TSystem system,
        OdeOptions options,
        RosenbrockWorkspace workspace,
        ref double time,
        double endTime,
        scoped ref OutputGrid output)
        where TSystem : IStiffOdeSystem, allows ref struct
    {
        var steps = workspace.Steps;
        var controller = new StepSizeController(options.StiffTableau.EmbeddedOrder + 1);
        var startIsKnown = false;
        var afterRejection = false;
        for (var attempt = 0; time != endTime; attempt++)
        {
            if (attempt == options.MaximumSteps)
            {
                return OdeStatus.TooManySteps;
            }

            if (!startIsKnown && !TryStart(ref system, workspace, time))
            {
                return OdeStatus.NotFinite;
            }

            startIsKnown = true;
            if (steps.ProposedStep == 0)
            {
                steps.ProposedStep = options.InitialStep > 0
                    ? options.InitialStep
                    : InitialStep.Select(ref system, options, options.StiffTableau.EmbeddedOrder, steps, time, endTime - time);
            }

            var proposed = Math.Max(steps.ProposedStep, StepFitting.ShortestStep(options, time));
            var length = StepFitting.FitIntoInterval(proposed, Math.Abs(endTime - time));
            var reachesEnd = length == Math.Abs(endTime - time);
            var h = Math.CopySign(length, endTime - time);
            var error = Step(ref system, options, workspace, time, h);
            if (error <= 1)
            {
                var reached = reachesEnd ? endTime : time + h;
                if (output.HasTimeBefore(reached))
                {
                    output.WriteInside(options.StiffTableau.Extension!, steps, 1, time, h, reached);
                }

                time = reached;
                steps.AcceptedSteps++;
                steps.Candidate.CopyTo(steps.State);
                output.WriteAt(time, steps.State[..steps.Dimension]);
                startIsKnown = false;
                StepFitting.Remember(steps, controller, error, length, proposed, afterRejection);
                afterRejection = false;
                continue;
            }

            steps.RejectedSteps++;
            afterRejection = true;
            steps.ProposedStep = length * controller.AfterRejection(error);
            if (steps.ProposedStep < StepFitting.ShortestStep(options, time))
            {
                return double.IsFinite(error) ? OdeStatus.StepTooSmall : OdeStatus.NotFinite;
            }
        }

        return OdeStatus.Success;
    }

    /// <summary>Evaluates the rates and their derivatives at the start of a step; the rates are left in the first stage, too.</summary>
    private static bool TryStart<TSystem>(ref TSystem system, RosenbrockWorkspace workspace, double time)
        where TSystem : IStiffOdeSystem, allows ref struct
    {
        var steps = workspace.Steps;
        var y = steps.State[..steps.Dimension];
        system.Rates(time, y, steps.Stage(0));
        steps.RateEvaluations++;
        system.Jacobian(time, y, workspace.Entries);
        workspace.JacobianEvaluations++;
        steps.Stage(0).CopyTo(workspace.StartRates);
        return FiniteKernel.AreFinite(workspace.StartRates) && FiniteKernel.AreFinite(workspace.Entries);
    }

    /// <summary>
    /// Computes the stages, the new state (in the candidate) and the error norm of a step of signed length h; not a number
    /// when the matrix is singular.
    /// </summary>
    private static double Step<TSystem>(
        ref TSystem system, OdeOptions options, RosenbrockWorkspace workspace, double time, double h)
        where TSystem : IStiffOdeSystem, allows ref struct
    {
        var tableau = options.StiffTableau;
        var steps = workspace.Steps;
        if (!workspace.TryFactor(1 / (h * tableau.Gamma)))
        {
            return double.NaN;
        }

        var n = steps.Dimension;
        var u = steps.Stages;
        var y = steps.State;
        var z = steps.StageState;
        for (var stage = 0; stage < tableau.StageCount; stage++)
        {
            var current = steps.Stage(stage);
            if (stage == 0)
            {
                workspace.StartRates.CopyTo(current);
            }
            else
            {
                RungeKuttaKernels.Combine(tableau.StageRow(stage), u, 1, y, z);
                system.Rates(time + (tableau.Nodes[stage] * h), z[..n], current);
                var padded = u.Slice(stage * steps.Stride, steps.Stride);
                RungeKuttaKernels.Combine(tableau.RateRow(stage), u, 1 / h, padded, padded);
            }

            if (tableau.TimeDerivativeWeights[stage] != 0)
            {
                DenseKernels.AddScaled(tableau.TimeDerivativeWeights[stage] * h, workspace.TimeDerivative, current);
            }

            workspace.Solve(current);
        }

        steps.RateEvaluations += tableau.StageCount - 1;
        RungeKuttaKernels.Combine(tableau.Weights, u, 1, y, steps.Candidate);
        return RungeKuttaKernels.ErrorNorm(
            tableau.ErrorWeights, u, 1, y, steps.Candidate, steps.Scales, options.AbsoluteTolerance, options.RelativeTolerance);
    }
}
