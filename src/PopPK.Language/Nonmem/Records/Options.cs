using PopPK.Text;

namespace PopPK.Language.Nonmem.Records;

/// <summary>Words that stand in several records. Stateless.</summary>
internal static class Options
{
    private const int ShortestAbbreviation = 3;

    /// <summary>True when a word is a name or an abbreviation of it of three letters or more.</summary>
    /// <param name="word">The word; case is ignored.</param>
    /// <param name="name">The full name.</param>
    public static bool Matches(string word, string name) => word.Length <= name.Length
        && (word.Length >= ShortestAbbreviation || word.Length == name.Length)
        && name.StartsWith(word, StringComparison.OrdinalIgnoreCase);

    /// <summary>The name a word means: exactly, else the first it abbreviates; or null.</summary>
    /// <param name="word">The word; case is ignored.</param>
    /// <param name="names">The names in question.</param>
    public static string? Find(string word, params ReadOnlySpan<string> names)
    {
        string? abbreviated = null;
        foreach (var name in names)
        {
            if (name.Equals(word, StringComparison.OrdinalIgnoreCase))
            {
                return name;
            }

            if (abbreviated is null && Matches(word, name))
            {
                abbreviated = name;
            }
        }

        return abbreviated;
    }

    /// <summary>True for <c>FIXED</c> and its abbreviations.</summary>
    /// <param name="word">The word.</param>
    public static bool IsFix(string word) => Matches(word, "FIXED") || Matches(word, "FIXD");

    /// <summary>True for <c>UNINT</c>.</summary>
    /// <param name="word">The word.</param>
    public static bool IsUnint(string word) => Matches(word, "UNINT");

    /// <summary>Reads <c>xN</c> behind a closing parenthesis.</summary>
    /// <param name="tokens">The tokens.</param>
    /// <param name="most">The largest N.</param>
    /// <param name="diagnostics">Receives what is wrong.</param>
    /// <returns>N, or 1 where there is none.</returns>
    public static int TakeRepetition(RecordTokens tokens, int most, DiagnosticBag diagnostics)
    {
        var token = tokens.Current;
        if (token.Kind != RecordTokenKind.Word || token.Text[0] is not ('x' or 'X'))
        {
            return 1;
        }

        tokens.Take();
        var digits = token.Text[1..];
        if (digits.Length == 0 && tokens.Current.Kind == RecordTokenKind.Word)
        {
            digits = tokens.Take().Text;
        }

        if (int.TryParse(digits, out var copies) && copies >= 1 && copies <= most)
        {
            return copies;
        }

        diagnostics.Add(RecordDiagnostics.BadRepetition(tokens.Since(token), token.Text, most));
        return 1;
    }
}
