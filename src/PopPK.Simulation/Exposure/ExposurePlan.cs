using System.Collections.Immutable;
using PopPK.Prediction;
using PopPK.Prediction.Courses;

namespace PopPK.Simulation.Exposure;

/// <summary>Measures made ready for the subjects of a cohort. Immutable; safe to share between threads, of which each has its own <see cref="ExposureCalculator"/>.</summary>
public sealed class ExposurePlan
{
    internal ExposurePlan(
        Cohort cohort,
        ExposureRequest request,
        ImmutableArray<ExposureGroup> groups,
        ImmutableArray<Measure> measures,
        ImmutableArray<int> measuresOfTargets,
        ImmutableArray<MeasurePlace> places,
        ImmutableArray<SubjectExposure> subjects)
    {
        Cohort = cohort;
        Request = request;
        Groups = groups;
        Measures = measures;
        MeasuresOfTargets = measuresOfTargets;
        Places = places;
        Subjects = subjects;
    }

    /// <summary>The cohort.</summary>
    public Cohort Cohort { get; }

    /// <summary>What was asked for.</summary>
    public ExposureRequest Request { get; }

    /// <summary>All measures, each once: those that were asked for, then those of the targets.</summary>
    public ImmutableArray<Measure> Measures { get; }

    /// <summary>Names of the quantities that are measured.</summary>
    public IEnumerable<string> Quantities => Groups.Select(g => g.Quantity.Name);

    /// <summary>The thresholds of all quantities, each once, in the order in which they were asked for.</summary>
    public IEnumerable<Threshold> Thresholds => Groups.SelectMany(g => g.Thresholds).Distinct();

    /// <summary>The quantities with what is measured of each.</summary>
    internal ImmutableArray<ExposureGroup> Groups { get; }

    /// <summary>For each target the position of its measure.</summary>
    internal ImmutableArray<int> MeasuresOfTargets { get; }

    /// <summary>For each of <see cref="Measures"/> where its value is.</summary>
    internal ImmutableArray<MeasurePlace> Places { get; }

    /// <summary>The subjects.</summary>
    internal ImmutableArray<SubjectExposure> Subjects { get; }

    /// <summary>The dosing intervals of a subject; none where nobody asked for them.</summary>
    /// <param name="subject">Position of the subject in the cohort.</param>
    public ImmutableArray<CourseWindow> IntervalsOf(int subject) => Subjects[subject].Intervals;

    /// <summary>Position of a target's measure among <see cref="Measures"/>.</summary>
    /// <param name="target">Position of the target in the request.</param>
    public int MeasureOf(int target) => MeasuresOfTargets[target];

    /// <summary>Makes what one worker needs.</summary>
    public ExposureCalculator CreateCalculator() => new(this);
}
