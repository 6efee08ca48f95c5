using System.Collections.Immutable;
using PopPK.Prediction.Courses;

namespace PopPK.Simulation.Exposure;

/// <summary>The measures of one quantity, which are taken together. Immutable.</summary>
/// <param name="Quantity">The quantity.</param>
/// <param name="Windows">The windows that are named.</param>
/// <param name="Times">The single times, ascending.</param>
/// <param name="Thresholds">The thresholds; each is asked of every window.</param>
/// <param name="HasIntervals">True when dosing intervals are measured too.</param>
internal sealed record ExposureGroup(
    CourseQuantity Quantity,
    ImmutableArray<CourseWindow> Windows,
    ImmutableArray<double> Times,
    ImmutableArray<Threshold> Thresholds,
    bool HasIntervals);
