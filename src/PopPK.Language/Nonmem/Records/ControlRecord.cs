using PopPK.Text;

namespace PopPK.Language.Nonmem.Records;

/// <summary>A record of a control stream, understood on its own: nothing is looked up in other records unless it says so. Immutable.</summary>
/// <param name="Raw">The record as it was written.</param>
public abstract record ControlRecord(RawRecord Raw)
{
    /// <summary>What it is.</summary>
    public RecordKind Kind => Raw.Kind;

    /// <summary>The place of its name.</summary>
    public TextLocation Location => Raw.Location;
}
