using System.Collections.Immutable;
using PopPK.Text;

namespace PopPK.Language.Nonmem.Records;

/// <summary>The options a record may have, and how they are read: <c>NAME</c>, <c>NAME=value</c>, <c>NAME value</c>, <c>NAME=(list)</c>. Immutable.</summary>
internal sealed class OptionTable
{
    private readonly string _record;
    private readonly ImmutableArray<OptionSpecification> _options;

    /// <summary>Makes a table.</summary>
    /// <param name="record">The record's full name with <c>$</c>.</param>
    /// <param name="options">The options; of several that a word abbreviates the first one is meant.</param>
    public OptionTable(string record, params ImmutableArray<OptionSpecification>[] options) => (_record, _options) = (record, [.. options.SelectMany(o => o)]);

    /// <summary>Options without a value.</summary>
    /// <param name="role">What becomes of them.</param>
    /// <param name="names">Their names, separated by blanks; <c>ALIAS:NAME</c> is another spelling.</param>
    public static ImmutableArray<OptionSpecification> Flags(OptionRole role, string names) => Make(role, names, false);

    /// <summary>Options with a value.</summary>
    /// <inheritdoc cref="Flags" path="/param"/>
    public static ImmutableArray<OptionSpecification> Valued(OptionRole role, string names) => Make(role, names, true);

    /// <summary>An option that cannot be honoured.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="takesValue">True when a value follows.</param>
    /// <param name="advice">What to do instead.</param>
    /// <param name="harmless">The value that changes nothing, or null.</param>
    public static ImmutableArray<OptionSpecification> Refused(string name, bool takesValue, string advice, string? harmless = null) =>
        [new OptionSpecification(name, OptionRole.Refused, takesValue) { Advice = advice, Harmless = harmless }];

    /// <summary>The option a word means, or null.</summary>
    /// <param name="word">The word; abbreviations of three letters or more will do.</param>
    public OptionSpecification? Find(string word)
    {
        foreach (var option in _options)
        {
            if (option.Name.Equals(word, StringComparison.OrdinalIgnoreCase))
            {
                return option;
            }
        }

        foreach (var option in _options)
        {
            if (Options.Matches(word, option.Name))
            {
                return option;
            }
        }

        return null;
    }

    /// <summary>Reads all options of a record.</summary>
    /// <param name="tokens">The record's tokens.</param>
    /// <param name="log">Receives what is wrong and what is only listed.</param>
    public ImmutableArray<RecordOption> ReadAll(RecordTokens tokens, OptionLog log)
    {
        var read = ImmutableArray.CreateBuilder<RecordOption>();
        for (tokens.SkipCommas(); !tokens.IsAtEnd; tokens.SkipCommas())
        {
            if (Read(tokens, log) is { } option)
            {
                read.Add(option);
            }
        }

        return read.ToImmutable();
    }

    /// <summary>Reads one option.</summary>
    /// <param name="tokens">The tokens; at least one is read.</param>
    /// <param name="log">Receives what is wrong and what is only listed.</param>
    /// <returns>The option, or null when there is none of that name.</returns>
    public RecordOption? Read(RecordTokens tokens, OptionLog log)
    {
        var word = tokens.Take();
        if (word.Kind != RecordTokenKind.Word || Find(word.Text) is not { } found)
        {
            var suggestion = word.Kind == RecordTokenKind.Word ? Suggestion.Nearest(word.Text, _options.Select(o => o.Name)) : null;
            log.Diagnostics.Add(RecordDiagnostics.UnknownOption(word.Location, _record, word.Text, suggestion));
            SkipRest(word, tokens);
            return null;
        }

        var hasEquals = tokens.Skip(RecordTokenKind.Equals);
        var value = hasEquals || (found.TakesValue && IsValue(tokens.Current)) ? TakeValue(tokens) : null;
        var option = new RecordOption(found.Meaning ?? found.Name, value, tokens.Since(word));
        if (found.TakesValue && value is null)
        {
            log.Diagnostics.Add(RecordDiagnostics.OptionWithoutValue(word.Location, _record, found.Name));
        }
        else if (found.Role == OptionRole.Refused && (found.Harmless is null || !string.Equals(value, found.Harmless, StringComparison.OrdinalIgnoreCase)))
        {
            log.Diagnostics.Add(RecordDiagnostics.RefusedOption(option.Location, _record, found.Name, found.Advice ?? "leave it out"));
        }
        else if (found.Role != OptionRole.Honoured)
        {
            log.AddSteering(_record, option);
        }

        return option;
    }

    /// <summary>Reads what belongs to an option that is not known, so that it is not reported again.</summary>
    private static void SkipRest(RecordToken word, RecordTokens tokens)
    {
        if (word.Kind == RecordTokenKind.Open || (tokens.Current is { Kind: RecordTokenKind.Open, FollowsBlank: false } && tokens.Skip(RecordTokenKind.Open)))
        {
            tokens.TakeGroup();
        }
        else if (tokens.Skip(RecordTokenKind.Equals))
        {
            TakeValue(tokens);
        }
    }

    private static bool IsValue(RecordToken token) => token.Kind is RecordTokenKind.Word or RecordTokenKind.Quoted or RecordTokenKind.Open;

    private static string? TakeValue(RecordTokens tokens)
    {
        var token = tokens.Current;
        if (token.Kind == RecordTokenKind.Comma && !token.FollowsBlank && tokens.Following is { Kind: RecordTokenKind.Word, FollowsBlank: false })
        {
            // FORMAT=,1PE11.4: the comma is the delimiter of the columns.
            tokens.Take();
            return "," + tokens.Take().Text;
        }

        if (!IsValue(token))
        {
            return null;
        }

        tokens.Take();
        if (token.Kind == RecordTokenKind.Open)
        {
            return TextOf(tokens.TakeGroup());
        }

        var hasIndex = token.Kind == RecordTokenKind.Word && tokens.Current is { Kind: RecordTokenKind.Open, FollowsBlank: false } && tokens.Skip(RecordTokenKind.Open);
        return hasIndex ? $"{token.Text}({TextOf(tokens.TakeGroup())})" : token.Text;
    }

    /// <summary>The text of some tokens with a blank where there was one.</summary>
    /// <param name="tokens">The tokens.</param>
    public static string TextOf(IEnumerable<RecordToken> tokens)
    {
        var text = new System.Text.StringBuilder();
        foreach (var token in tokens)
        {
            text.Append(text.Length > 0 && token.FollowsBlank ? " " : "").Append(token.Text);
        }

        return text.ToString();
    }

    private static ImmutableArray<OptionSpecification> Make(OptionRole role, string names, bool takesValue) =>
    [
        .. names.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(name => name.Split(':')).Select(parts =>
            new OptionSpecification(parts[0], role, takesValue) { Meaning = parts.Length > 1 ? parts[1] : null }),
    ];
}
