using PopPK.Modeling;
using PopPK.Prediction;
using PopPK.Text;

namespace PopPK.Simulation.Forecasting;

/// <summary>A way to go on, bound to the model. Immutable; safe to share between threads.</summary>
/// <param name="Course">The records.</param>
/// <param name="Cohort">The records as observations are drawn for them.</param>
/// <param name="Measured">The records bound to the model as it is written, whose quantities targets are of; null without targets.</param>
internal sealed record BoundCourse(ForecastCourse Course, SimulationCohort Cohort, Cohort? Measured)
{
    /// <summary>Binds a course.</summary>
    /// <param name="model">The model.</param>
    /// <param name="course">The records.</param>
    /// <param name="isMeasured">True when there are targets.</param>
    /// <param name="diagnostics">Receives what is wrong.</param>
    public static BoundCourse? TryBind(PopulationModel model, ForecastCourse course, bool isMeasured, DiagnosticBag diagnostics)
    {
        if (SimulationCohort.TryBuild(model, course.Dataset, diagnostics) is not { } cohort)
        {
            return null;
        }

        if (!isMeasured)
        {
            return new BoundCourse(course, cohort, null);
        }

        var measured = CohortBuilder.Build(model, course.Dataset);
        diagnostics.AddRange(measured.Diagnostics);
        return measured.Cohort is null ? null : new BoundCourse(course, cohort, measured.Cohort);
    }
}
