using System.Text;
using PopPK.Language.Nonmem.Records;

namespace PopPK.Language.Nonmem.Binding;

/// <summary>Names of thetas, etas and sigmas: their numbers, or the labels that comments give them. One owner.</summary>
internal sealed class ParameterNames
{
    private const int LongestName = 30;
    private readonly HashSet<string>? _taken;

    private ParameterNames(HashSet<string>? taken) => _taken = taken;

    /// <summary>Names by number: THETA1, ETA1, SIGMA(1,1).</summary>
    public static ParameterNames Numbers { get; } = new(null);

    /// <summary>Names by label where there is one that makes a name.</summary>
    /// <param name="taken">Names that have another meaning in the model.</param>
    public static ParameterNames Labels(IEnumerable<string> taken) => new(new HashSet<string>(taken, StringComparer.OrdinalIgnoreCase));

    /// <summary>The name of a theta.</summary>
    /// <param name="item">The theta.</param>
    /// <param name="number">Its number.</param>
    public string OfTheta(ThetaItem item, int number) => Choose(item.Name ?? item.Label, "tv", $"THETA{number}");

    /// <summary>The name of an eta.</summary>
    /// <param name="effect">Its row.</param>
    /// <param name="number">Its number.</param>
    public string OfEta(OmegaEffect effect, int number) => Choose(effect.Name ?? effect.Label, "eta_", $"ETA{number}");

    /// <summary>The name of an element of Sigma.</summary>
    /// <param name="effect">Its row.</param>
    /// <param name="row">The row's number.</param>
    /// <param name="column">The column's number.</param>
    public string OfSigma(OmegaEffect effect, int row, int column) =>
        _taken is null ? $"SIGMA({row},{column})"
        : row == column ? Choose(effect.Name ?? effect.Label, "var_", $"SIGMA{row}{column}")
        : $"SIGMA{row}{column}";

    private string Choose(string? label, string prefix, string number)
    {
        if (_taken is null || label is null || Plain(label) is not { Length: > 0 } plain)
        {
            return number;
        }

        return new[] { plain, prefix + plain, number }.First(n => n == number || _taken.Add(n));
    }

    // "2. TVCL (L/h)" is TVCL; what stands in brackets is a unit or a transform.
    private static string Plain(string label)
    {
        var text = label.TrimStart(' ', '\t', ';', '-', '.', ':', ')', '#', '0', '1', '2', '3', '4', '5', '6', '7', '8', '9');
        var end = text.IndexOfAny(['(', '[', ',', ';', '=', '{', ':']);
        var words = (end > 0 ? text[..end] : end == 0 ? text[1..].TrimEnd(')', ']', '}') : text).Split([' ', '\t', '-', '/', '.'], StringSplitOptions.RemoveEmptyEntries);
        var name = new StringBuilder();
        foreach (var word in words)
        {
            var letters = string.Concat(word.Where(c => char.IsAsciiLetterOrDigit(c) || c == '_'));
            if (letters.Length > 0 && name.Length + letters.Length < LongestName)
            {
                name.Append(name.Length > 0 ? "_" : "").Append(letters);
            }
        }

        return name.Length > 0 && char.IsAsciiLetter(name[0]) ? name.ToString() : "";
    }
}
