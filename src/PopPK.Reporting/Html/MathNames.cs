using System.Collections.Frozen;
using System.Net;

namespace PopPK.Reporting.Html;

/// <summary>How names look in formulas: Greek where they say so, what follows the first underscore or stands in brackets as an index. Stateless.</summary>
internal static class MathNames
{
    private static readonly FrozenDictionary<string, string> Greek = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase)
    {
        ["alpha"] = "α",
        ["beta"] = "β",
        ["gamma"] = "γ",
        ["delta"] = "δ",
        ["epsilon"] = "ε",
        ["eps"] = "ε",
        ["eta"] = "η",
        ["theta"] = "θ",
        ["kappa"] = "κ",
        ["lambda"] = "λ",
        ["mu"] = "μ",
        ["omega"] = "ω",
        ["phi"] = "φ",
        ["psi"] = "ψ",
        ["rho"] = "ρ",
        ["sigma"] = "σ",
        ["tau"] = "τ",
    }.ToFrozenDictionary(StringComparer.OrdinalIgnoreCase);

    /// <summary>A name as MathML.</summary>
    /// <param name="name">The name.</param>
    public static string Of(string name)
    {
        var (stem, index) = Split(name);
        var head = $"<mi>{Letter(stem)}</mi>";
        return index.Length == 0 ? head : $"<msub>{head}<mtext>{WebUtility.HtmlEncode(index)}</mtext></msub>";
    }

    /// <summary>The amount in a compartment.</summary>
    /// <param name="compartment">The compartment's name.</param>
    public static string Amount(string compartment) => $"<msub><mi>A</mi><mtext>{WebUtility.HtmlEncode(compartment)}</mtext></msub>";

    /// <summary>The index of a quantity that belongs to a random effect: the effect's own index, where it has one, else its name.</summary>
    /// <param name="effect">The effect's name.</param>
    public static string IndexOf(string effect)
    {
        var (stem, index) = Split(effect);
        return WebUtility.HtmlEncode(index.Length > 0 && Greek.ContainsKey(stem) ? index : effect);
    }

    private static (string Stem, string Index) Split(string name)
    {
        var cut = name.IndexOfAny(['_', '(']);
        if (cut > 0 && cut < name.Length - 1)
        {
            return (name[..cut], name[(cut + 1)..].TrimEnd(')').Replace('_', ' '));
        }

        // THETA1 is a Greek letter with a number; V2 is a name.
        var letters = name.TrimEnd("0123456789".ToCharArray());
        return Greek.ContainsKey(letters) ? (letters, name[letters.Length..]) : (name, "");
    }

    private static string Letter(string stem) => Greek.TryGetValue(stem, out var letter) ? letter : WebUtility.HtmlEncode(stem);
}
