using PopPK.Prediction.Courses;

namespace PopPK.Simulation.Exposure;

/// <summary>What was measured of a quantity of a subject in one window, or at one time.</summary>
/// <param name="Quantity">Position of the quantity in <see cref="ExposurePlan.Quantities"/>.</param>
/// <param name="Window">The window; without a length for a single time.</param>
/// <param name="Measures">
/// What was measured in it; of a single time the value before and behind what happens there (<see cref="CourseMeasures.Last"/> and
/// <see cref="CourseMeasures.First"/>). NaN where it could not be measured.
/// </param>
public readonly record struct ExposureRow(int Quantity, CourseWindow Window, CourseMeasures Measures)
{
    /// <summary>True for a single time.</summary>
    public bool IsAtTime => Window.From == Window.To;
}
