using System.Text;

namespace PopPK.Language.Poppk.Lexing;

/// <summary>
/// Characters that word processors, web pages and other keyboards put in the place of plain ones. They look right
/// on the screen, so the reader names them, shows the plain character and reads on as if that had been written.
/// </summary>
internal static class LookAlikes
{
    private const string LatinOfCyrillic =
        "аaеeоoрpсcхxуyіiјjѕsАAВBЕEКKМMНHОOРPСCТTХX";

    /// <summary>The plain spelling of a character that is not a letter, or null when there is none.</summary>
    /// <param name="character">A character the language does not have.</param>
    public static string? PlainSymbol(char character) => character switch
    {
        '\u2212' or '\u2010' or '\u2011' or '\u2012' or '\u2013' or '\u2014' => "-",
        '\u00D7' or '\u00B7' or '\u22C5' or '\u2219' or '\u2217' => "*",
        '\u00F7' or '\u2215' or '\u2044' => "/",
        '\u2264' => "<=",
        '\u2265' => ">=",
        '\u2260' => "!=",
        '\u223C' or '\u02DC' => "~",
        '\u02C6' => "^",
        '\u201C' or '\u201D' or '\u201E' or '\u00AB' or '\u00BB' => "\"",
        >= '\uFF01' and <= '\uFF5E' => ((char)(character - 0xFEE0)).ToString(),
        _ => null,
    };

    /// <summary>The name as it would be in plain letters; letters without a look-alike are kept.</summary>
    /// <param name="name">A name with letters outside ASCII.</param>
    public static string PlainName(string name)
    {
        var plain = new StringBuilder(name.Length);
        foreach (var character in name)
        {
            var index = LatinOfCyrillic.IndexOf(character);
            plain.Append(index >= 0 && index % 2 == 0 ? LatinOfCyrillic[index + 1] : character);
        }

        return plain.ToString();
    }

    /// <summary>True when every character of a name is one the language has in names.</summary>
    /// <param name="name">A name.</param>
    public static bool IsPlain(string name) => name.All(char.IsAscii);

    /// <summary>True for characters that show nothing or a blank: they separate words, as a space does.</summary>
    /// <param name="character">Any character.</param>
    public static bool IsBlank(char character) =>
        character is '\uFEFF' or '\u200B' || (char.IsWhiteSpace(character) && character != '\n');
}
