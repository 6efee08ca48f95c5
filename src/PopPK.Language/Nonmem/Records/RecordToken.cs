using PopPK.Text;

namespace PopPK.Language.Nonmem.Records;

/// <summary>A word or a sign of a record that is not code.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Text">Its characters; of a quoted text those between the quotes.</param>
/// <param name="Location">Its place.</param>
internal sealed record RecordToken(RecordTokenKind Kind, string Text, TextLocation Location)
{
    /// <summary>True when a blank or the line's beginning stands before it.</summary>
    public bool FollowsBlank { get; init; }

    /// <summary>Number of its line within the record, from 0.</summary>
    public int Line { get; init; }

    /// <summary>True for a word, whatever its case.</summary>
    /// <param name="word">The word.</param>
    public bool Is(string word) => Kind == RecordTokenKind.Word && Text.Equals(word, StringComparison.OrdinalIgnoreCase);
}
