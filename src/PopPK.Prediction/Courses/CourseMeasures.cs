namespace PopPK.Prediction.Courses;

/// <summary>What a quantity does in a <see cref="CourseWindow"/>.</summary>
/// <param name="Auc">Its integral over time.</param>
/// <param name="Maximum">Its largest value, or at a jump the larger side of it.</param>
/// <param name="MaximumTime">When it is first taken.</param>
/// <param name="Minimum">Its smallest value.</param>
/// <param name="MinimumTime">When it is first taken.</param>
/// <param name="First">Its value at the beginning, behind what happens there.</param>
/// <param name="Last">Its value at the end, before what happens there: where that is a dose, the trough.</param>
public readonly record struct CourseMeasures(
    double Auc, double Maximum, double MaximumTime, double Minimum, double MinimumTime, double First, double Last)
{
    /// <summary>Nothing was measured yet.</summary>
    internal static CourseMeasures None { get; } =
        new(0, double.NegativeInfinity, double.NaN, double.PositiveInfinity, double.NaN, double.NaN, double.NaN);
}
