using System.Collections.Immutable;
using PopPK.Text;
using Xunit;

namespace PopPK.Data.Tests;

/// <summary>Short ways from a text to records in tests.</summary>
internal static class DataText
{
    /// <summary>Reads a text whatever comes of it.</summary>
    public static DatasetReading TryRead(string text, DatasetReadingOptions? options = null) => DatasetReader.Read(new StringReader(text), "data.csv", options);

    /// <summary>Reads a text that has no errors.</summary>
    public static Dataset Read(string text, DatasetReadingOptions? options = null)
    {
        var reading = TryRead(text, options);
        Assert.True(reading.Dataset is not null, string.Concat(reading.Diagnostics.Select(d => DiagnosticRenderer.Render(d))));
        return reading.Dataset;
    }

    /// <summary>The records of the first subject of a text that has no errors.</summary>
    public static ImmutableArray<DataRecord> Records(string text, DatasetReadingOptions? options = null) => Read(text, options).Subjects[0].Records;

    /// <summary>The events of the first subject of a text that has no errors, in a model with compartments depot and central.</summary>
    public static PlainEvent[] Events(string text)
    {
        var result = TimelineBuilder.Build(Read(text).Subjects[0], new CompartmentMap(["depot", "central"]));
        Assert.True(result.Timeline is not null, string.Concat(result.Diagnostics.Select(d => DiagnosticRenderer.Render(d))));
        return PlainEvent.Of(result.Timeline);
    }
}
