using System.Collections.Immutable;

namespace PopPK.Data;

/// <summary>The compartments of a model as data files name them: by number, counted from 1, or by name. Immutable.</summary>
public sealed record CompartmentMap
{
    private const int Ambiguous = -2;

    /// <summary>Makes a map.</summary>
    /// <param name="names">The compartments' names in the order of the structure; none for a model without compartments.</param>
    /// <param name="defaultDose">Position of the compartment that receives doses without CMT, from 0; the first unless told otherwise.</param>
    /// <exception cref="ArgumentOutOfRangeException">There are compartments, and <paramref name="defaultDose"/> is none of them.</exception>
    public CompartmentMap(ImmutableArray<string> names, int defaultDose = 0)
    {
        if (!names.IsEmpty || defaultDose != 0)
        {
            ArgumentOutOfRangeException.ThrowIfNegative(defaultDose);
            ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(defaultDose, names.Length);
        }

        Names = names;
        DefaultDose = defaultDose;
    }

    /// <summary>The map of a model without compartments.</summary>
    public static CompartmentMap Empty { get; } = new([]);

    /// <summary>The compartments' names.</summary>
    public ImmutableArray<string> Names { get; }

    /// <summary>Position of the compartment that receives doses without CMT, from 0.</summary>
    public int DefaultDose { get; }

    /// <summary>Position of the compartment a record names by number or name, from 0.</summary>
    /// <param name="record">The record.</param>
    /// <returns><see cref="DefaultDose"/> when it names none; -1 when there is no such compartment.</returns>
    public int Resolve(DataRecord record)
    {
        ArgumentNullException.ThrowIfNull(record);
        if (record.CompartmentName is { } name)
        {
            return FindName(name);
        }

        return record.CompartmentNumber switch
        {
            null => Names.IsEmpty ? -1 : DefaultDose,
            { } number when number >= 1 && number <= Names.Length => number - 1,
            _ => -1,
        };
    }

    // The exact name, else the only one that differs in case alone.
    private int FindName(string name)
    {
        var found = -1;
        for (var i = 0; i < Names.Length; i++)
        {
            if (Names[i] == name)
            {
                return i;
            }

            if (string.Equals(Names[i], name, StringComparison.OrdinalIgnoreCase))
            {
                found = found == -1 ? i : Ambiguous;
            }
        }

        return Math.Max(found, -1);
    }
}
