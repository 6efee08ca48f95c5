using PopPK.Prediction;
using PopPK.Simulation.Exposure;

namespace PopPK.Reporting.Csv;

/// <summary>A part of the exposure of a simulation: its rows, and what is counted in order. Mutable, one owner.</summary>
public sealed class ExposurePart
{
    /// <summary>Makes an empty part.</summary>
    /// <param name="plan">What is measured.</param>
    /// <param name="arms">Number of arms.</param>
    internal ExposurePart(ExposurePlan plan, int arms)
    {
        Calculator = plan.CreateCalculator();
        Tables = [.. Enumerable.Range(0, arms).Select(_ => new AttainmentTable(plan, plan.Request.Factors))];
    }

    internal ExposureCalculator Calculator { get; }

    internal Utf8Rows Rows { get; } = new(0);

    internal List<(int Replicate, int Arm, PredictionStatus Status)> Subjects { get; } = [];

    internal List<double> Values { get; } = [];

    /// <summary>For each arm how many attain the targets with the doses that were asked for.</summary>
    internal AttainmentTable[] Tables { get; }

    /// <summary>For each arm and target what was found for the subjects whose doses were searched.</summary>
    internal List<(int Arm, int Target, DoseSearchResult Result)> Doses { get; } = [];

    internal void Clear()
    {
        Rows.Clear();
        Subjects.Clear();
        Values.Clear();
        Doses.Clear();
        foreach (var table in Tables)
        {
            table.Clear();
        }
    }
}
