namespace PopPK.Numerics.Ode;

/// <summary>
/// Integrates ordinary differential equations by the explicit pair as long as accuracy determines its steps, and by the
/// Rosenbrock method from where the system is found to be stiff (see <see cref="ExplicitRungeKutta.IntegrateUntilStiff"/>) or
/// too long for the explicit pair, until <see cref="SwitchingOdeWorkspace.Reset"/>. The decision depends on the numbers only:
/// the same calls give the same bits. Safe for concurrent use with a workspace per thread.
/// </summary>
public static class SwitchingIntegrator
{
    /// <summary>Integrates from <paramref name="time"/> to <paramref name="endTime"/>, forwards or backwards.</summary>
    /// <typeparam name="TSystem">The system; a struct for direct calls.</typeparam>
    /// <param name="system">The right-hand side and its derivatives; without a Jacobian the explicit pair does it all.</param>
    /// <param name="options">Methods and tolerances; <see cref="OdeOptions.MaximumSteps"/> holds for each method.</param>
    /// <param name="workspace">Buffers of the system's dimension.</param>
    /// <param name="time">The start; on return the time that was reached: the end, or on failure the last accepted step's.</param>
    /// <param name="endTime">The end.</param>
    /// <param name="state">The state at the start, one element per equation; on return the state at <paramref name="time"/>.</param>
    /// <returns>Whether the end was reached, or why not; never <see cref="OdeStatus.Stiff"/>.</returns>
    /// <exception cref="ArgumentException">System, workspace, methods and state do not fit one another.</exception>
    public static OdeStatus Integrate<TSystem>(
        TSystem system, OdeOptions options, SwitchingOdeWorkspace workspace, ref double time, double endTime, Span<double> state)
        where TSystem : IStiffOdeSystem, allows ref struct =>
        Integrate(system, options, workspace, ref time, endTime, state, [], []);

    /// <summary>
    /// The same, and delivers the state at given times without shortening steps to end there: inside a step the state comes
    /// from the extension of the method that made it; a method without one steps onto every time.
    /// </summary>
    /// <typeparam name="TSystem">The system; a struct for direct calls.</typeparam>
    /// <param name="system">The right-hand side and its derivatives; without a Jacobian the explicit pair does it all.</param>
    /// <param name="options">Methods and tolerances.</param>
    /// <param name="workspace">Buffers of the system's dimension, made for the methods.</param>
    /// <param name="time">The start; on return the time that was reached: the end, or on failure the last accepted step's.</param>
    /// <param name="endTime">The end.</param>
    /// <param name="state">The state at the start, one element per equation; on return the state at <paramref name="time"/>.</param>
    /// <param name="outputTimes">The times, from the start to the end in the order of the integration; they may repeat.</param>
    /// <param name="outputStates">
    /// Receives the states, one after the other; on failure those at times after <paramref name="time"/> are left as they were.
    /// </param>
    /// <returns>Whether the end was reached, or why not; never <see cref="OdeStatus.Stiff"/>.</returns>
    /// <exception cref="ArgumentException">
    /// System, workspace, methods and state do not fit one another; a time is out of order or outside; there is no room for
    /// the states.
    /// </exception>
    public static OdeStatus Integrate<TSystem>(
        TSystem system,
        OdeOptions options,
        SwitchingOdeWorkspace workspace,
        ref double time,
        double endTime,
        Span<double> state,
        ReadOnlySpan<double> outputTimes,
        Span<double> outputStates)
        where TSystem : IStiffOdeSystem, allows ref struct
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(workspace);
        var output = new OutputGrid(outputTimes, outputStates, system.Dimension, time, endTime);
        if (!workspace.IsStiff)
        {
            var status = ExplicitRungeKutta.Integrate(
                ref system, options, workspace.Explicit, ref time, endTime, state, ref output, untilStiff: true);
            if (status is not (OdeStatus.Stiff or OdeStatus.TooManySteps))
            {
                return status;
            }

            // The structure may be costly to find out: it is asked for here only.
            if (system.JacobianStructure is not { } structure)
            {
                return status == OdeStatus.TooManySteps
                    ? status
                    : ExplicitRungeKutta.Integrate(
                        ref system, options, workspace.Explicit, ref time, endTime, state, ref output, untilStiff: false);
            }

            workspace.Switch(structure, options.StiffTableau);
        }

        workspace.AbsoluteScales.CopyTo(workspace.Stiff!.Steps.AbsoluteScales);
        return Rosenbrock.Integrate(ref system, options, workspace.Stiff, ref time, endTime, state, ref output);
    }
}
