using System.Collections.Frozen;
using System.Collections.Immutable;
using PopPK.Text;

namespace PopPK;

/// <summary>Names and their positions. Immutable; safe to share between threads.</summary>
internal sealed class NameList
{
    private readonly FrozenDictionary<string, int> _positions;

    /// <summary>Numbers names.</summary>
    /// <param name="names">The names, each once.</param>
    public NameList(IEnumerable<string> names)
    {
        Names = [.. names];
        _positions = Names.Select((name, i) => (name, i)).ToFrozenDictionary(n => n.name, n => n.i, StringComparer.Ordinal);
    }

    /// <summary>The names.</summary>
    public ImmutableArray<string> Names { get; }

    /// <summary>Looks for a name.</summary>
    /// <param name="name">The name.</param>
    /// <param name="position">Its position.</param>
    /// <returns>False when there is none.</returns>
    public bool TryFind(string name, out int position) => _positions.TryGetValue(name, out position);

    /// <summary>The position of a name.</summary>
    /// <param name="name">The name.</param>
    /// <exception cref="KeyNotFoundException">There is none.</exception>
    public int PositionOf(string name) => TryFind(name, out var position)
        ? position
        : throw new KeyNotFoundException($"There is no '{name}'; {Suggestion.Advice(name, Names) ?? $"the names are {string.Join(", ", Names)}"}.");
}
