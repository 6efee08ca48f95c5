using System.Collections.Immutable;

namespace PopPK.Language.Poppk.Binding;

/// <summary>What other programs call the properties of compartments, for advice: F1, ALAG2, dur(depot).</summary>
internal static class ForeignPropertyNames
{
    private static ImmutableDictionary<string, string> Names { get; } = ImmutableDictionary.CreateRange(
        StringComparer.OrdinalIgnoreCase,
        new KeyValuePair<string, string>[]
        {
            new("f", "bioavailability"),
            new("fa", "bioavailability"),
            new("bio", "bioavailability"),
            new("bioav", "bioavailability"),
            new("alag", "lag"),
            new("tlag", "lag"),
            new("lagtime", "lag"),
            new("lag_time", "lag"),
            new("d", "duration"),
            new("dur", "duration"),
            new("r", "rate"),
            new("init", "initial"),
            new("ini", "initial"),
            new("a_0", "initial"),
        });

    /// <summary>The property of this language, or null; a number behind the name, that of the compartment, does not matter.</summary>
    /// <param name="name">The name another program has for it.</param>
    public static string? Find(string name) => Names.GetValueOrDefault(name) ?? Names.GetValueOrDefault(WithoutNumber(name));

    /// <summary>What to write for a numbered name with a meaning elsewhere, or null: <c>F1</c>, <c>ALAG1</c>, <c>S2</c> define nothing but a name here.</summary>
    /// <param name="name">The name.</param>
    public static string? Advice(string name)
    {
        var plain = WithoutNumber(name);
        if (plain == name)
        {
            return null;
        }

        return IsScale(name)
            ? $"to scale an observation write there: cp = central/{name}"
            : Find(name) is { } property ? $"to make it a property of a compartment write under 'structure': {property}(central) = {name}" : null;
    }

    /// <summary>True for the scale of an observation, which is no property of a compartment here.</summary>
    /// <param name="name">The name another program has for it.</param>
    public static bool IsScale(string name) => WithoutNumber(name).ToLowerInvariant() is "s" or "scale";

    private static string WithoutNumber(string name) => name.TrimEnd('0', '1', '2', '3', '4', '5', '6', '7', '8', '9');
}
