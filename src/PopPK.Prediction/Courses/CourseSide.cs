namespace PopPK.Prediction.Courses;

/// <summary>Which value a course has at a time at which something happens.</summary>
public enum CourseSide
{
    /// <summary>The value before it: at the time of a dose, the trough.</summary>
    Before,

    /// <summary>The value behind it: at the time of a bolus, the peak.</summary>
    Behind,
}
