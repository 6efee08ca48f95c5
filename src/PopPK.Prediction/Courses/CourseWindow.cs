namespace PopPK.Prediction.Courses;

/// <summary>A time of a course in which it is measured.</summary>
/// <remarks>
/// Its ends belong to it as seen from inside: what is given at <paramref name="From"/> counts, what is given at <paramref name="To"/> does not.
/// </remarks>
/// <param name="From">Where it begins.</param>
/// <param name="To">Where it ends, behind <paramref name="From"/>.</param>
public readonly record struct CourseWindow(double From, double To)
{
    /// <summary>How long it is.</summary>
    public double Length => To - From;
}
