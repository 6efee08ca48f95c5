using System.Collections.Immutable;

namespace PopPK.Language.Poppk;

/// <summary>Words of the language and what each means. Immutable.</summary>
/// <typeparam name="TMeaning">What the words mean.</typeparam>
/// <param name="entries">The words, in the order messages list them.</param>
internal sealed class WordTable<TMeaning>(params ImmutableArray<(string Word, TMeaning Meaning)> entries)
    where TMeaning : struct, Enum
{
    /// <summary>The words.</summary>
    public ImmutableArray<string> Words { get; } = [.. entries.Select(e => e.Word)];

    /// <summary>What a word means, or null when it is not one of these.</summary>
    /// <param name="word">The word.</param>
    public TMeaning? Find(string word)
    {
        var index = Words.IndexOf(word);
        return index < 0 ? null : entries[index].Meaning;
    }

    /// <summary>The word for a meaning.</summary>
    /// <param name="meaning">The meaning.</param>
    public string WordFor(TMeaning meaning) => entries.First(e => e.Meaning.Equals(meaning)).Word;
}
