using System.Collections.Immutable;

namespace PopPK.Reporting.Charts;

/// <summary>A chart: a Vega-Lite specification whose data are named tables. Immutable.</summary>
/// <param name="Name">Its name: that of its files.</param>
/// <param name="Section">The part of the report it belongs to.</param>
/// <param name="Title">What it shows.</param>
/// <param name="Spec">The specification, without schema, common parameters, configuration and data.</param>
/// <param name="Tables">The names of the tables it draws from.</param>
internal sealed record Chart(string Name, ChartSection Section, string Title, string Spec, ImmutableArray<string> Tables)
{
    /// <summary>Its title with a capital.</summary>
    public string Heading => Title.Length == 0 ? Title : char.ToUpperInvariant(Title[0]) + Title[1..];

    /// <summary>How to read it, and what is not shown.</summary>
    public string Caption { get; init; } = "";

    /// <summary>True when it needs the width of the page.</summary>
    public bool IsWide { get; init; }

    /// <summary>Number of pages of a chart that shows some subjects at a time, else 1.</summary>
    public int Pages { get; init; } = 1;

    /// <summary>The fields that a logarithmic display needs to be positive; empty: there is none.</summary>
    public bool HasLogarithm { get; init; }
}
