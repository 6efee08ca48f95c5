using System.Collections.Immutable;
using PopPK.Text;

namespace PopPK.Language.Nonmem.Records;

/// <summary>A level above the subject: <c>SID=(5[1],6[2])</c>. Immutable.</summary>
/// <param name="Item">The data item whose values tell its members apart, in upper case.</param>
/// <param name="Pairs">The level's etas and those nested in them, by number.</param>
/// <param name="Location">Its place.</param>
public sealed record RandomLevel(string Item, ImmutableArray<(int Eta, int Nested)> Pairs, TextLocation Location);
