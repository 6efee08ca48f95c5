using System.Collections.Immutable;
using PopPK.Text;
using static PopPK.Language.Nonmem.Records.OptionTable;

namespace PopPK.Language.Nonmem.Records;

/// <summary>Reads <c>$TABLE item ... [BY item ...] option ...</c>, where item = NAME[=NAME] | NAME(index). One owner.</summary>
internal sealed class TableParser
{
    private const int ShortestAbbreviation = 4;

    private static readonly OptionTable Table = new(
        "$TABLE",
        Valued(OptionRole.Honoured, "FILE FORMAT DELIM:FORMAT LFORMAT RFORMAT IDFORMAT"),
        Flags(OptionRole.Honoured, "NOHEADER ONEHEADER ONEHEADERALL ONEHEADERPERFILE:ONEHEADERALL NOTITLE NOLABEL FIRSTONLY FIRSTRECORDONLY:FIRSTONLY FIRSTRECONLY:FIRSTONLY"),
        Flags(OptionRole.Honoured, "LASTONLY LASTRECORDONLY:LASTONLY LASTRECONLY:LASTONLY FIRSTLASTONLY APPEND NOAPPEND FORWARD NOFORWARD OMITTED"),
        Flags(OptionRole.Steering, "PRINT NOPRINT HEADER UNCONDITIONAL CONDITIONAL WRESCHOL"),
        Valued(OptionRole.Steering, "PARAFILE ESAMPLE SEED CLOCKSEED RANMETHOD NOSUB NPDTYPE"),
        Refused("VARCALC", true, "standard errors of variables are not available; leave it out", "0"),
        Refused("FIXEDETAS", true, "leave it out"));

    private readonly RecordTokens _tokens;
    private readonly OptionLog _log;
    private readonly ImmutableArray<TableItem>.Builder _items = ImmutableArray.CreateBuilder<TableItem>();
    private readonly ImmutableArray<TableItem>.Builder _by = ImmutableArray.CreateBuilder<TableItem>();
    private readonly ImmutableArray<TableItem>.Builder _excluded = ImmutableArray.CreateBuilder<TableItem>();
    private TableRecord _record;

    private readonly ISet<string> _known;

    private TableParser(RawRecord record, ISet<string> known, OptionLog log) =>
        (_tokens, _known, _log, _record) = (new RecordTokens(record), known, log, new TableRecord(record, []));

    /// <summary>Reads the record.</summary>
    /// <param name="record">The record.</param>
    /// <param name="known">Names of data items, which are no abbreviations of options.</param>
    /// <param name="log">Receives what is wrong and what is only listed.</param>
    public static TableRecord Parse(RawRecord record, ISet<string> known, OptionLog log)
    {
        var parser = new TableParser(record, known, log);
        parser.Read();
        return parser._record with
        {
            Items = parser._items.ToImmutable(),
            SortedBy = parser._by.ToImmutable(),
            ExcludedBy = parser._excluded.ToImmutable(),
        };
    }

    private void Read()
    {
        var list = _items;
        for (_tokens.SkipCommas(); !_tokens.IsAtEnd; _tokens.SkipCommas())
        {
            var token = _tokens.Current;
            if (token.Is("BY") || token.Is("EXCLUDE_BY"))
            {
                list = token.Is("BY") ? _by : _excluded;
                _tokens.Take();
                _tokens.Skip(RecordTokenKind.Equals);
            }
            else if (token.Kind == RecordTokenKind.Word && IsOption(token.Text))
            {
                list = _items;
                if (Table.Read(_tokens, _log) is { } option)
                {
                    Apply(option);
                }
            }
            else
            {
                ReadItem(list);
            }
        }
    }

    // Abbreviations of options may be names of variables: short ones are taken for these, and so are WRES, which is no WRESCHOL, and data items.
    private bool IsOption(string word) =>
        Table.Find(word) is { } option
        && (option.Name.Equals(word, StringComparison.OrdinalIgnoreCase)
            || (word.Length >= ShortestAbbreviation
                && !word.Equals("WRES", StringComparison.OrdinalIgnoreCase)
                && !_known.Contains(word)
                && (!option.TakesValue || _tokens.Following.Kind == RecordTokenKind.Equals)));

    private void ReadItem(ImmutableArray<TableItem>.Builder list)
    {
        var first = _tokens.Take();
        if (first.Kind != RecordTokenKind.Word)
        {
            _log.Diagnostics.Add(RecordDiagnostics.ExpectedTableItem(first.Location, first.Text));
            return;
        }

        var name = first.Text + TakeIndex();
        string? synonym = null;
        if (_tokens.Skip(RecordTokenKind.Equals))
        {
            if (_tokens.Current.Kind != RecordTokenKind.Word)
            {
                _log.Diagnostics.Add(RecordDiagnostics.ExpectedTableItem(_tokens.Current.Location, _tokens.Current.Text));
                return;
            }

            synonym = (_tokens.Take().Text + TakeIndex()).ToUpperInvariant();
        }

        list.Add(new TableItem(name.ToUpperInvariant(), _tokens.Since(first)) { Synonym = synonym });
    }

    private string TakeIndex()
    {
        if (_tokens.Current.Kind != RecordTokenKind.Open || _tokens.Current.FollowsBlank)
        {
            return "";
        }

        _tokens.Take();
        return $"({TextOf(_tokens.TakeGroup())})";
    }

    private void Apply(RecordOption option) => _record = option.Name switch
    {
        "FILE" => _record with { File = option.Value },
        "FORMAT" => _record with { Format = option.Value },
        "LFORMAT" => _record with { LabelFormat = _record.LabelFormat + option.Value },
        "RFORMAT" => _record with { RowFormat = _record.RowFormat + option.Value },
        "IDFORMAT" => _record with { IdFormat = option.Value },
        "NOHEADER" => _record with { HasHeader = false },
        "ONEHEADER" or "ONEHEADERALL" => _record with { HasOneHeader = true },
        "NOTITLE" => _record with { HasTitle = false },
        "NOLABEL" => _record with { HasLabels = false },
        "FIRSTONLY" => _record with { Rows = TableRows.First },
        "LASTONLY" => _record with { Rows = TableRows.Last },
        "FIRSTLASTONLY" => _record with { Rows = TableRows.FirstAndLast },
        "APPEND" => _record with { Appends = true },
        "NOAPPEND" => _record with { Appends = false },
        "FORWARD" => _record with { IsForward = true },
        "NOFORWARD" => _record with { IsForward = false },
        "OMITTED" => _record with { IsOmitted = true },
        _ => _record,
    };
}
