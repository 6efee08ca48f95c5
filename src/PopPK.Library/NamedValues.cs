using System.Collections;
using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;

namespace PopPK;

/// <summary>Numbers by name, in a fixed order: a subject's random effects, say. Immutable; safe to share between threads.</summary>
/// <example>
/// <code>
/// double clearance = fit.Individuals[0].Parameters["cl"];
/// </code>
/// </example>
public sealed class NamedValues : IReadOnlyDictionary<string, double>
{
    private readonly NameList _names;
    private readonly ImmutableArray<double> _values;

    internal NamedValues(NameList names, ImmutableArray<double> values) => (_names, _values) = (names, values);

    internal NamedValues(IEnumerable<string> names, IEnumerable<double> values)
        : this(new NameList(names), [.. values])
    {
    }

    /// <inheritdoc/>
    public int Count => _values.Length;

    /// <inheritdoc/>
    public IEnumerable<string> Keys => _names.Names;

    /// <inheritdoc/>
    public IEnumerable<double> Values => _values;

    /// <summary>The value of a name; NaN where there is none.</summary>
    /// <param name="key">The name.</param>
    /// <exception cref="KeyNotFoundException">There is no such name.</exception>
    public double this[string key] => _values[_names.PositionOf(key)];

    /// <inheritdoc/>
    public bool ContainsKey(string key) => _names.TryFind(key, out _);

    /// <inheritdoc/>
    public bool TryGetValue(string key, [MaybeNullWhen(false)] out double value)
    {
        var isFound = _names.TryFind(key, out var position);
        value = isFound ? _values[position] : 0;
        return isFound;
    }

    /// <inheritdoc/>
    public IEnumerator<KeyValuePair<string, double>> GetEnumerator()
    {
        for (var i = 0; i < _values.Length; i++)
        {
            yield return KeyValuePair.Create(_names.Names[i], _values[i]);
        }
    }

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
