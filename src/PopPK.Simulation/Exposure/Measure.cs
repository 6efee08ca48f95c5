using System.Globalization;
using PopPK.Prediction.Courses;
using PopPK.Text;

namespace PopPK.Simulation.Exposure;

/// <summary>A measure of exposure somebody asked for: <c>auc(0, 24)</c>. Immutable.</summary>
/// <param name="Kind">What is measured.</param>
public sealed record Measure(MeasureKind Kind)
{
    /// <summary>The quantity that is measured; null: the one the observations are of.</summary>
    public string? Quantity { get; init; }

    /// <summary>Where the window begins; for a single time that time. Null: each dosing interval of a subject.</summary>
    public double? From { get; init; }

    /// <summary>Where the window ends.</summary>
    public double? To { get; init; }

    /// <summary>The threshold of a time above it; else null.</summary>
    public Threshold? Threshold { get; init; }

    /// <summary>Where it is written, or null.</summary>
    public DiagnosticLocation? Location { get; init; }

    /// <summary>True for a value at one time, which has no window.</summary>
    public bool IsAtTime => Kind == MeasureKind.Value || (Kind == MeasureKind.Trough && From is { } from && from == To);

    /// <summary>The name of a kind in the text form.</summary>
    /// <param name="kind">The kind.</param>
    public static string NameOf(MeasureKind kind) => kind switch
    {
        MeasureKind.Auc => "auc",
        MeasureKind.Average => "cavg",
        MeasureKind.Maximum => "cmax",
        MeasureKind.MaximumTime => "tmax",
        MeasureKind.Minimum => "cmin",
        MeasureKind.MinimumTime => "tmin",
        MeasureKind.Trough => "ctrough",
        MeasureKind.Value => "c",
        MeasureKind.TimeAbove => "above",
        MeasureKind.FractionAbove => "fraction_above",
        MeasureKind.LongestAbove => "longest_above",
        _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, null),
    };

    /// <summary>The text form, which reads as the same measure.</summary>
    public override string ToString()
    {
        var parts = new List<string>();
        if (Quantity is not null)
        {
            parts.Add(Quantity);
        }

        if (Threshold is not null)
        {
            parts.Add(Threshold.ToString());
        }

        if (From is { } from)
        {
            parts.Add(from.ToString("R", CultureInfo.InvariantCulture));
            if (!IsAtTime)
            {
                parts.Add(To!.Value.ToString("R", CultureInfo.InvariantCulture));
            }
        }

        return parts.Count == 0 ? NameOf(Kind) : $"{NameOf(Kind)}({string.Join(", ", parts)})";
    }

    /// <summary>The measure's value from what was measured in its window.</summary>
    /// <param name="window">The window.</param>
    /// <param name="measures">What was measured in it.</param>
    /// <param name="above">The time above its threshold.</param>
    internal double ValueOf(in CourseWindow window, in CourseMeasures measures, in TimeAbove above) => Kind switch
    {
        MeasureKind.Auc => measures.Auc,
        MeasureKind.Average => measures.Auc / window.Length,
        MeasureKind.Maximum => measures.Maximum,
        MeasureKind.MaximumTime => measures.MaximumTime,
        MeasureKind.Minimum => measures.Minimum,
        MeasureKind.MinimumTime => measures.MinimumTime,
        MeasureKind.Trough => measures.Last,
        MeasureKind.TimeAbove => above.Total,
        MeasureKind.FractionAbove => above.Total / window.Length,
        MeasureKind.LongestAbove => above.Longest,
        _ => double.NaN,
    };
}
