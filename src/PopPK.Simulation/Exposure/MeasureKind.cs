namespace PopPK.Simulation.Exposure;

/// <summary>What is measured of a course.</summary>
public enum MeasureKind
{
    /// <summary>Its integral over the window: <c>auc</c>.</summary>
    Auc,

    /// <summary>The integral divided by the length of the window: <c>cavg</c>.</summary>
    Average,

    /// <summary>The largest value: <c>cmax</c>.</summary>
    Maximum,

    /// <summary>When it is first taken: <c>tmax</c>. A time of the data, not since the last dose.</summary>
    MaximumTime,

    /// <summary>The smallest value: <c>cmin</c>.</summary>
    Minimum,

    /// <summary>When it is first taken: <c>tmin</c>.</summary>
    MinimumTime,

    /// <summary>The value at the end of the window, or at a time, just before what is given there: <c>ctrough</c>.</summary>
    Trough,

    /// <summary>The value at a time, just behind what is given there: <c>c</c>.</summary>
    Value,

    /// <summary>How long the value is above a threshold: <c>above</c>.</summary>
    TimeAbove,

    /// <summary>The share of the window in which it is: <c>fraction_above</c>.</summary>
    FractionAbove,

    /// <summary>The longest stretch in which it is: <c>longest_above</c>.</summary>
    LongestAbove,
}
