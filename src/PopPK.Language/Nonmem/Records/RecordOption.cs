using PopPK.Text;

namespace PopPK.Language.Nonmem.Records;

/// <summary>An option of a record. Immutable.</summary>
/// <param name="Name">Its full name in upper case, whatever abbreviation was written.</param>
/// <param name="Value">Its value as written, without quotes or outer parentheses; null when it has none.</param>
/// <param name="Location">Its place, value included.</param>
public sealed record RecordOption(string Name, string? Value, TextLocation Location);
