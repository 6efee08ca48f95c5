using System.Collections.Immutable;
using System.Text.RegularExpressions;
using PopPK.Text;
using static PopPK.Language.Nonmem.Records.OptionTable;

namespace PopPK.Language.Nonmem.Records;

/// <summary>Reads <c>$DATA file [(format)] option ...</c>. One owner.</summary>
internal sealed partial class DataFileParser
{
    private static readonly OptionTable Table = new(
        "$DATA",
        Valued(OptionRole.Honoured, "IGNORE ACCEPT NULL RECORDS NRECORDS:RECORDS RECS:RECORDS NRECS:RECORDS LAST20 TRANSLATE MISDAT"),
        Flags(OptionRole.Honoured, "BLANKOK"),
        Flags(OptionRole.Steering, "WIDE NOWIDE REWIND NOREWIND"),
        Valued(OptionRole.Steering, "LRECL"),
        Refused("CHECKOUT", false, "nothing would be computed; use: poppk check MODEL"),
        Refused("CHECKDATA", false, "nothing would be computed; use: poppk check MODEL"),
        Refused("NOOPEN", false, "name a data file that exists"),
        Refused("REPL", true, "write the records out in the data file", "1"),
        Refused("PRED_IGNORE_DATA", false, "drop records with IGNORE=(list) or ACCEPT=(list)"));

    private readonly RecordTokens _tokens;
    private readonly OptionLog _log;
    private readonly ImmutableArray<DataCondition>.Builder _conditions = ImmutableArray.CreateBuilder<DataCondition>();
    private readonly ImmutableArray<RecordOption>.Builder _options = ImmutableArray.CreateBuilder<RecordOption>();
    private readonly ImmutableArray<double>.Builder _missing = ImmutableArray.CreateBuilder<double>();
    private DataFileRecord _record;
    private bool _hasIgnoreList;
    private bool _hasAcceptList;

    private DataFileParser(RawRecord record, OptionLog log) => (_tokens, _log, _record) = (new RecordTokens(record), log, new DataFileRecord(record));

    /// <summary>Reads the record.</summary>
    /// <param name="record">The record.</param>
    /// <param name="log">Receives what is wrong and what is only listed.</param>
    public static DataFileRecord Parse(RawRecord record, OptionLog log)
    {
        var parser = new DataFileParser(record, log);
        parser.Read();
        return parser._record with
        {
            Conditions = parser._conditions.ToImmutable(),
            IsAcceptList = parser._hasAcceptList,
            MissingValues = parser._missing.ToImmutable(),
            Options = parser._options.ToImmutable(),
        };
    }

    private void Read()
    {
        for (_tokens.SkipCommas(); !_tokens.IsAtEnd; _tokens.SkipCommas())
        {
            var token = _tokens.Current;
            if (token.Kind == RecordTokenKind.Open)
            {
                _tokens.Take();
                _record = _record with { Format = string.Join(',', Parts(_tokens.TakeGroup()).Select(p => p.Text)) };
            }
            else if (_record.Path is null && IsPath(token))
            {
                _tokens.Take();
                _record = _record with { Path = token.Text, PathLocation = token.Location };
            }
            else
            {
                ReadOption(token);
            }
        }

        if (_record.Path is null)
        {
            _log.Diagnostics.Add(RecordDiagnostics.DataWithoutFile(_record.Location));
        }
        else if (_record.Path == "*")
        {
            _log.Diagnostics.Add(RecordDiagnostics.DataOfEarlierProblem(_record.PathLocation!));
        }

        if (_hasAcceptList && _hasIgnoreList)
        {
            _log.Diagnostics.Add(RecordDiagnostics.AcceptAndIgnore(_record.Location));
        }
    }

    // The file comes first; only there is a word that names an option the file all the same, unless '=' or a list follows.
    private bool IsPath(RecordToken token) => token.Kind == RecordTokenKind.Quoted
        || (token.Kind == RecordTokenKind.Word && (Table.Find(token.Text) is null || _tokens.Following.Kind is not (RecordTokenKind.Equals or RecordTokenKind.Open)));

    private void ReadOption(RecordToken word)
    {
        var name = word.Kind == RecordTokenKind.Word ? Table.Find(word.Text)?.Name : null;
        if (name is "IGNORE" or "ACCEPT")
        {
            _tokens.Take();
            _tokens.Skip(RecordTokenKind.Equals);
            ReadSelection(word, name);
        }
        else if (name is "NULL")
        {
            _tokens.Take();
            _tokens.Skip(RecordTokenKind.Equals);
            var value = _tokens.Take().Text;
            _record = _record with { Null = value.Length == 1 ? value[0] : null };
            if (value.Length != 1)
            {
                _log.Diagnostics.Add(RecordDiagnostics.NotOneCharacter(_tokens.Since(word), "NULL"));
            }
        }
        else if (Table.Read(_tokens, _log) is { } option)
        {
            Apply(option);
        }
    }

    private void ReadSelection(RecordToken word, string name)
    {
        var token = _tokens.Take();
        if (token.Kind == RecordTokenKind.Open)
        {
            _hasIgnoreList |= name == "IGNORE";
            _hasAcceptList |= name == "ACCEPT";
            foreach (var (text, location) in Parts(_tokens.TakeGroup()))
            {
                AddCondition(text, location);
            }
        }
        else if (name == "IGNORE" && token.Text.Length == 1)
        {
            _record = _record with { CommentCharacter = token.Text[0] };
        }
        else
        {
            _log.Diagnostics.Add(RecordDiagnostics.NotOneCharacter(_tokens.Since(word), name));
        }
    }

    private void AddCondition(string text, TextLocation location)
    {
        var match = Condition().Match(text);
        if (!match.Success)
        {
            _log.Diagnostics.Add(RecordDiagnostics.BadCondition(location, text));
            return;
        }

        var comparison = match.Groups["op"].Value.ToUpperInvariant() switch
        {
            ".NE." or "/=" => DataComparison.OtherText,
            ".EQN." => DataComparison.EqualNumber,
            ".NEN." => DataComparison.OtherNumber,
            ".LT." or "<" => DataComparison.Less,
            ".LE." or "<=" => DataComparison.LessOrEqual,
            ".GT." or ">" => DataComparison.Greater,
            ".GE." or ">=" => DataComparison.GreaterOrEqual,
            _ => DataComparison.SameText,
        };
        var value = match.Groups["value"].Value;
        if (value.Length >= 2 && value[0] is '"' or '\'' && value[^1] == value[0])
        {
            value = value[1..^1];
        }

        var condition = new DataCondition(match.Groups["name"].Value.ToUpperInvariant(), comparison, value, location);
        if (comparison is not (DataComparison.SameText or DataComparison.OtherText) && !RecordTokens.TryNumber(value, out _))
        {
            _log.Diagnostics.Add(RecordDiagnostics.ConditionWithoutNumber(location, value));
            return;
        }

        _conditions.Add(condition);
    }

    /// <summary>The parts of a list between commas, as they are written.</summary>
    private static IEnumerable<(string Text, TextLocation Location)> Parts(ImmutableArray<RecordToken> tokens)
    {
        var text = new System.Text.StringBuilder();
        RecordToken? first = null;
        foreach (var token in tokens)
        {
            if (token.Kind == RecordTokenKind.Comma)
            {
                if (first is not null)
                {
                    yield return (text.ToString(), first.Location with { Span = first.Location.Span with { Length = Math.Max(1, text.Length) } });
                }

                text.Clear();
                first = null;
                continue;
            }

            first ??= token;
            text.Append(text.Length > 0 && token.FollowsBlank ? " " : "").Append(token.Location.Source.TextOf(token.Location.Span));
        }

        if (first is not null)
        {
            yield return (text.ToString(), first.Location with { Span = first.Location.Span with { Length = Math.Max(1, text.Length) } });
        }
    }

    private void Apply(RecordOption option)
    {
        _options.Add(option);
        switch (option.Name)
        {
            case "BLANKOK":
                _record = _record with { AllowsBlankLines = true };
                break;
            case "RECORDS" when option.Value is { } value:
                _record = int.TryParse(value, out var count) && count > 0
                    ? _record with { Records = count }
                    : _record with { RecordsLabel = value.ToUpperInvariant() is "IR" or "INDREC" or "INDIVIDUALRECORD" ? "ID" : value.ToUpperInvariant() };
                break;
            case "LAST20" when Number(option) is { } last:
                _record = _record with { Last20 = (int)Math.Clamp(last, -1, 99) };
                break;
            case "MISDAT" when Number(option) is { } missing:
                _missing.Add(missing);
                break;
            case "TRANSLATE" when option.Value is { } list:
                foreach (var item in list.Split([' ', ','], StringSplitOptions.RemoveEmptyEntries))
                {
                    Translate(option, item.Split('/'));
                }

                break;
        }
    }

    private void Translate(RecordOption option, string[] parts)
    {
        if (parts.Length is 2 or 3 && RecordTokens.TryNumber(parts[1], out var divisor) && divisor > 0 && double.IsFinite(divisor)
            && parts[0].ToUpperInvariant() is "TIME" or "II")
        {
            _record = parts[0].Equals("TIME", StringComparison.OrdinalIgnoreCase)
                ? _record with { TimeDivisor = divisor }
                : _record with { IntervalDivisor = divisor };
            return;
        }

        _log.Diagnostics.Add(RecordDiagnostics.BadTranslation(option.Location, string.Join('/', parts)));
    }

    private double? Number(RecordOption option)
    {
        if (option.Value is { } text && RecordTokens.TryNumber(text, out var value) && double.IsFinite(value))
        {
            return value;
        }

        _log.Diagnostics.Add(RecordDiagnostics.BadOptionNumber(option.Location, option.Name, option.Value ?? ""));
        return null;
    }

    [GeneratedRegex(
        @"^(?<name>[A-Za-z_][A-Za-z0-9_]*)\s*(?<op>\.(?:EQN|NEN|EQ|NE|GT|GE|LT|LE)\.|==|/=|<=|>=|<|>|=|(?<=\s))\s*(?<value>[^\s=<>].*?)\s*$",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Condition();
}
