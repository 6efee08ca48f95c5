using System.Collections.Immutable;
using System.Globalization;
using PopPK.Data.Reading;

namespace PopPK.Data;

/// <summary>One row of a data file, as the file says it. Immutable.</summary>
public sealed record DataRecord
{
    /// <summary>Line of the file, from 1 (the header is line 1).</summary>
    public required int Row { get; init; }

    /// <summary>TIME, in the unit of the file; where the file has dates or clock times, hours since the subject's first record.</summary>
    public required double Time { get; init; }

    /// <summary>EVID, given or derived from AMT.</summary>
    public required RecordKind Kind { get; init; }

    /// <summary>DV, or NaN when missing.</summary>
    public double DependentValue { get; init; } = double.NaN;

    /// <summary>True when DV is an observation that counts in the likelihood: kind observation, MDV not 1, DV present.</summary>
    public bool IsObservation { get; init; }

    /// <summary>AMT; 0 when there is none.</summary>
    public double Amount { get; init; }

    /// <summary>RATE; 0 means a bolus.</summary>
    public double Rate { get; init; }

    /// <summary>II, the interval between additional doses, in the unit of <see cref="Time"/>; 0 when there is none.</summary>
    public double Interval { get; init; }

    /// <summary>ADDL, the number of additional doses.</summary>
    public int AdditionalDoses { get; init; }

    /// <summary>SS: 0 none, 1 steady state, 2 steady state added.</summary>
    public int SteadyState { get; init; }

    /// <summary>CMT when given as a number: counted from 1, negative switches off; null when absent, missing, 0 or a name.</summary>
    public int? CompartmentNumber { get; init; }

    /// <summary>CMT when given as a name; null otherwise.</summary>
    public string? CompartmentName { get; init; }

    /// <summary>
    /// The row's numbers, one per <see cref="Dataset.Columns"/>; NaN for missing cells and for texts. TIME is <see cref="Time"/>, and a
    /// clock time in II is its hours; dates are texts unless they are day numbers.
    /// </summary>
    public required ImmutableArray<double> Values { get; init; }

    /// <summary>The row's cells as written, one per <see cref="Dataset.Columns"/>.</summary>
    public required ImmutableArray<string> Cells { get; init; }

    /// <summary>A cell as a name, for columns that tell groups apart: a number in its shortest form (1 and 1.0 are one group), else the text; null when it is missing.</summary>
    /// <param name="column">The column's position in <see cref="Dataset.Columns"/>, 0 to their number - 1.</param>
    public string? KeyOf(int column) => !double.IsNaN(Values[column])
        ? Values[column].ToString(CultureInfo.InvariantCulture)
        : NumberText.Parse(Cells[column]).Content == CellContent.Missing ? null : Cells[column];
}
