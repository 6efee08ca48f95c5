using System.Collections.Immutable;
using PopPK.Text;

namespace PopPK.Language.Nonmem.Records;

/// <summary>A record as it was cut out of the text: its name and its lines, nothing understood yet. Immutable.</summary>
/// <param name="Kind">What its name means.</param>
/// <param name="Name">The name as written, without <c>$</c>.</param>
/// <param name="Location">The name's place, <c>$</c> included.</param>
/// <param name="Lines">What stands behind the name, line by line, comments included; at least the rest of the first line.</param>
public sealed record RawRecord(RecordKind Kind, string Name, TextLocation Location, ImmutableArray<RecordLine> Lines);
