using System.Collections.Immutable;

namespace PopPK.Language.Poppk.Units;

/// <summary>The words units are made of. A word that is not here makes the whole unit unknown: nothing is said about it. Immutable.</summary>
internal static class UnitWords
{
    /// <summary>The base unit of time.</summary>
    public const string Time = "time";

    /// <summary>The base unit of volume.</summary>
    public const string Volume = "volume";

    private static readonly ImmutableDictionary<string, Unit> Words = Build();

    /// <summary>The factors of the units of time.</summary>
    public static IEnumerable<double> TimeFactors => Words.Values.Where(u => u.Powers.Count == 1 && u.Powers.GetValueOrDefault(Time) == 1).Select(u => u.Factor);

    /// <summary>The unit a word means, or null.</summary>
    /// <param name="word">The word; case matters (mg is not Mg), but for the litre.</param>
    public static Unit? Find(string word) => Words.GetValueOrDefault(word);

    private static ImmutableDictionary<string, Unit> Build()
    {
        var words = ImmutableDictionary.CreateBuilder<string, Unit>(StringComparer.Ordinal);
        Add(Time, ("s", 1), ("sec", 1), ("second", 1), ("seconds", 1), ("min", 60), ("minute", 60), ("minutes", 60), ("h", 3600), ("hr", 3600), ("hrs", 3600),
            ("hour", 3600), ("hours", 3600), ("d", 86400), ("day", 86400), ("days", 86400), ("wk", 604800), ("week", 604800), ("weeks", 604800));
        AddWithPrefixes("mass", "g", 1);
        Add("mass", ("mcg", 1e-6), ("kg", 1e3));
        AddWithPrefixes("substance", "mol", 1);
        AddWithPrefixes("substance", "M", 1, isConcentration: true);
        AddWithPrefixes(Volume, "L", 1);
        AddWithPrefixes(Volume, "l", 1);
        Add(Volume, ("dL", 0.1), ("dl", 0.1));
        Add("unit", ("IU", 1), ("kIU", 1e3), ("mIU", 1e-3), ("uIU", 1e-6), ("MIU", 1e6));
        Add("length", ("m", 1), ("cm", 1e-2), ("mm", 1e-3));
        Add("pressure", ("mmHg", 1));
        foreach (var number in (string[])["1", "%", "-", "fraction", "ratio", "unitless"])
        {
            words[number] = Unit.One with { Text = number };
        }

        return words.ToImmutable();

        void Add(string dimension, params ReadOnlySpan<(string Word, double Factor)> all)
        {
            foreach (var (word, factor) in all)
            {
                words[word] = new Unit(factor, Unit.One.Powers.Add(dimension, 1)) { Text = word };
            }
        }

        void AddWithPrefixes(string dimension, string word, double factor, bool isConcentration = false)
        {
            var powers = Unit.One.Powers.Add(dimension, 1);
            foreach (var (prefix, size) in (ReadOnlySpan<(string, double)>)[("", 1), ("m", 1e-3), ("u", 1e-6), ("\u00b5", 1e-6), ("\u03bc", 1e-6), ("n", 1e-9), ("p", 1e-12), ("f", 1e-15)])
            {
                words[prefix + word] = new Unit(size * factor, isConcentration ? powers.Add(Volume, -1) : powers) { Text = prefix + word };
            }
        }
    }
}
