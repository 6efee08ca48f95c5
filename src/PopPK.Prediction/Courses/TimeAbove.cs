namespace PopPK.Prediction.Courses;

/// <summary>How long a quantity is above a threshold in a <see cref="CourseWindow"/>.</summary>
/// <param name="Total">All stretches together [time].</param>
/// <param name="Longest">The longest stretch without a pause [time].</param>
public readonly record struct TimeAbove(double Total, double Longest);
