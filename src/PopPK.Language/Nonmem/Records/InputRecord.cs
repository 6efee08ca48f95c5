using System.Collections.Immutable;

namespace PopPK.Language.Nonmem.Records;

/// <summary><c>$INPUT</c>: the data items in the order of the file's columns.</summary>
/// <param name="Raw">The record as it was written.</param>
/// <param name="Items">The items.</param>
public sealed record InputRecord(RawRecord Raw, ImmutableArray<InputItem> Items) : ControlRecord(Raw);
