using PopPK.Prediction;
using PopPK.Simulation.Exposure;

namespace PopPK.Reporting.Csv;

/// <summary>A part of the exposure of a simulation: its rows, and what is counted in order. Mutable, one owner.</summary>
public sealed class ExposurePart
{
    /// <summary>Makes an empty part.</summary>
    /// <param name="plan">What is measured.</param>
    internal ExposurePart(ExposurePlan plan) => Calculator = plan.CreateCalculator();

    internal ExposureCalculator Calculator { get; }

    internal Utf8Rows Rows { get; } = new(0);

    internal List<(int Replicate, PredictionStatus Status)> Subjects { get; } = [];

    internal List<double> Values { get; } = [];

    /// <summary>For each target what was found for the subjects whose doses were searched.</summary>
    internal List<(int Target, DoseSearchResult Result)> Doses { get; } = [];

    internal void Clear()
    {
        Rows.Clear();
        Subjects.Clear();
        Values.Clear();
        Doses.Clear();
    }
}
