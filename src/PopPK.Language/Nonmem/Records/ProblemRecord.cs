namespace PopPK.Language.Nonmem.Records;

/// <summary><c>$PROBLEM</c>: the title.</summary>
/// <param name="Raw">The record as it was written.</param>
/// <param name="Title">The title, possibly empty.</param>
public sealed record ProblemRecord(RawRecord Raw, string Title) : ControlRecord(Raw);
