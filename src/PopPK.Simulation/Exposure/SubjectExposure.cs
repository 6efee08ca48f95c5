using System.Collections.Immutable;
using PopPK.Prediction.Courses;

namespace PopPK.Simulation.Exposure;

/// <summary>What is measured of one subject. Immutable.</summary>
/// <param name="Courses">The subject as a member of each class of a mixture.</param>
/// <param name="Intervals">Its dosing intervals; none where nobody asks for them.</param>
/// <param name="Thresholds">For each quantity the values of its thresholds.</param>
internal sealed record SubjectExposure(
    ImmutableArray<SubjectCourse> Courses, ImmutableArray<CourseWindow> Intervals, ImmutableArray<double[]> Thresholds);
