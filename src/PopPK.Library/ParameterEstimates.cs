using System.Collections;
using System.Collections.Immutable;

namespace PopPK;

/// <summary>
/// The parameters of a fit in the order of the model: fixed effects, Sigma where a model has one, Omega by rows of its lower triangle (elements
/// between two blocks, which are zero, left out). Immutable; safe to share between threads.
/// </summary>
/// <example>
/// <code>
/// double clearance = fit.Parameters["tvcl"].Estimate;
/// foreach (var parameter in fit.Parameters.Where(p => !p.IsFixed))
/// {
///     Console.WriteLine($"{parameter.Name} {parameter.Estimate:G4} ({parameter.RelativeStandardErrorPercent:F0} %)");
/// }
/// </code>
/// </example>
public sealed class ParameterEstimates : IReadOnlyList<ParameterEstimate>
{
    private readonly ImmutableArray<ParameterEstimate> _items;
    private readonly NameList _names;

    internal ParameterEstimates(IEnumerable<ParameterEstimate> items)
    {
        _items = [.. items];
        _names = new NameList(_items.Select(p => p.Name));
    }

    /// <inheritdoc/>
    public int Count => _items.Length;

    /// <summary>A parameter by its position.</summary>
    /// <param name="index">The position, from 0.</param>
    public ParameterEstimate this[int index] => _items[index];

    /// <summary>A parameter by its name.</summary>
    /// <param name="name">The name.</param>
    /// <exception cref="KeyNotFoundException">There is none.</exception>
    public ParameterEstimate this[string name] => _items[_names.PositionOf(name)];

    /// <inheritdoc/>
    public IEnumerator<ParameterEstimate> GetEnumerator() => ((IEnumerable<ParameterEstimate>)_items).GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
