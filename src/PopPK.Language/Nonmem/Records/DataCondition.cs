using PopPK.Text;

namespace PopPK.Language.Nonmem.Records;

/// <summary>A condition of IGNORE or ACCEPT: <c>SD.EQ.1</c>. Immutable.</summary>
/// <param name="Name">The data item, in upper case; dropped ones may be asked for too.</param>
/// <param name="Comparison">How it is compared.</param>
/// <param name="Value">With what, as written, without quotes.</param>
/// <param name="Location">Its place.</param>
public sealed record DataCondition(string Name, DataComparison Comparison, string Value, TextLocation Location);
