namespace PopPK.Numerics.Ode;

/// <summary>How an integration ended.</summary>
public enum OdeStatus
{
    /// <summary>The end time was reached with every step inside the tolerance.</summary>
    Success,

    /// <summary>The end time was not reached within <see cref="OdeOptions.MaximumSteps"/> steps; the problem may be stiff.</summary>
    TooManySteps,

    /// <summary>The tolerance asks for steps shorter than <see cref="OdeOptions.MinimumStep"/> or than the spacing of the numbers near the time.</summary>
    StepTooSmall,

    /// <summary>The time, the state or the rates are not finite, however short the step.</summary>
    NotFinite,

    /// <summary>
    /// The end time was not reached because stability keeps the steps of the explicit method short; go on with a method for
    /// stiff systems. Only where stiffness was asked for.
    /// </summary>
    Stiff,
}
