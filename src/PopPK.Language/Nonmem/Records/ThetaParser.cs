using System.Collections.Immutable;
using PopPK.Text;

namespace PopPK.Language.Nonmem.Records;

/// <summary>
/// Reads <c>$THETA</c> and <c>$THETAP</c>: values <c>init [FIX]</c>, <c>(low, init, up [FIX]) [FIX]</c>, <c>(low,,up)</c>, groups <c>(...)xN</c>,
/// names <c>NAME=value</c> and <c>NAMES(...)</c>, and the options of the search for initial estimates. One owner.
/// </summary>
internal sealed class ThetaParser
{
    private const int MostRepetitions = 1000;
    private const double NoBound = 1_000_000;

    private readonly RecordTokens _tokens;
    private readonly DiagnosticBag _diagnostics;
    private readonly List<(ThetaItem Item, int Line)> _items = [];
    private readonly List<RecordOption> _options = [];
    private readonly Queue<string> _names = [];

    private ThetaParser(RawRecord record, DiagnosticBag diagnostics) => (_tokens, _diagnostics) = (new RecordTokens(record), diagnostics);

    /// <summary>Reads the record.</summary>
    /// <param name="record">The record.</param>
    /// <param name="diagnostics">Receives what is wrong.</param>
    public static ThetaRecord Parse(RawRecord record, DiagnosticBag diagnostics)
    {
        var parser = new ThetaParser(record, diagnostics);
        parser.Read();
        return new ThetaRecord(record, parser.Labelled()) { Options = [.. parser._options] };
    }

    private void Read()
    {
        for (_tokens.SkipCommas(); !_tokens.IsAtEnd; _tokens.SkipCommas())
        {
            var token = _tokens.Take();
            switch (token.Kind)
            {
                case RecordTokenKind.Open:
                    ReadGroup(token, TakeName());
                    break;
                case RecordTokenKind.Word when RecordTokens.TryNumber(token.Text, out var value):
                    ReadPlain(token, value, TakeName());
                    break;
                case RecordTokenKind.Word when Options.IsFix(token.Text):
                    FixLast(token);
                    break;
                case RecordTokenKind.Word when Options.IsUnint(token.Text):
                    // UNINT spares a fixed theta the loss of gradients in another program; here it changes nothing.
                    _options.Add(new RecordOption("UNINT", null, token.Location));
                    break;
                case RecordTokenKind.Word:
                    ReadWord(token);
                    break;
                default:
                    _diagnostics.Add(RecordDiagnostics.ExpectedTheta(token.Location, token.Text));
                    break;
            }
        }

        if (_items.Count == 0 && _options.Count == 0 && _tokens.Previous.Kind == RecordTokenKind.End)
        {
            _diagnostics.Add(RecordDiagnostics.EmptyRecord(_tokens.Record.Location, "$" + _tokens.Record.Name, "give initial estimates: $THETA (0, 5) (0, 70)"));
        }
    }

    private string? TakeName() => _names.TryDequeue(out var name) ? name : null;

    private void ReadWord(RecordToken token)
    {
        if (Options.Matches(token.Text, "NAMES") && _tokens.Current.Kind == RecordTokenKind.Open)
        {
            _tokens.Take();
            foreach (var name in _tokens.TakeGroup().Where(t => t.Kind == RecordTokenKind.Word))
            {
                _names.Enqueue(name.Text.ToUpperInvariant());
            }
        }
        else if (Options.Find(token.Text, "NUMBERPOINTS", "NUMBERPTS", "NUMPOINTS", "NUMPTS", "ABORT", "NOABORT", "NOABORTFIRST") is { } option)
        {
            var value = _tokens.Skip(RecordTokenKind.Equals) ? _tokens.Take().Text : null;
            _options.Add(new RecordOption(option, value, _tokens.Since(token)));
        }
        else if (_tokens.Current.Kind == RecordTokenKind.Equals && char.IsAsciiLetter(token.Text[0]))
        {
            _tokens.Take();
            ReadNamed(token);
        }
        else
        {
            _diagnostics.Add(RecordDiagnostics.ExpectedTheta(token.Location, token.Text));
        }
    }

    private void ReadNamed(RecordToken name)
    {
        var token = _tokens.Take();
        if (token.Kind == RecordTokenKind.Open)
        {
            ReadGroup(token, name.Text.ToUpperInvariant());
        }
        else if (token.Kind == RecordTokenKind.Word && RecordTokens.TryNumber(token.Text, out var value))
        {
            ReadPlain(token, value, name.Text.ToUpperInvariant());
        }
        else
        {
            _diagnostics.Add(RecordDiagnostics.ExpectedTheta(token.Location, token.Text));
        }
    }

    private void ReadPlain(RecordToken token, double value, string? name) =>
        Add(new ThetaItem(token.Location) { Initial = value, Name = name }, token.Line);

    private void FixLast(RecordToken token)
    {
        if (_items.Count == 0)
        {
            _diagnostics.Add(RecordDiagnostics.FixWithoutValue(token.Location, "$THETA"));
            return;
        }

        var (item, line) = _items[^1];
        _items[^1] = (item with { IsFixed = true }, line);
    }

    private void ReadGroup(RecordToken open, string? name)
    {
        // A comma keeps an empty place: (low,,up). Blanks do not.
        var values = new List<double?>();
        var isFixed = false;
        var placeIsEmpty = true;
        while (!_tokens.IsAtEnd && _tokens.Current.Kind != RecordTokenKind.Close)
        {
            var token = _tokens.Take();
            if (token.Kind == RecordTokenKind.Comma)
            {
                if (placeIsEmpty)
                {
                    values.Add(null);
                }

                placeIsEmpty = true;
            }
            else if (token.Kind == RecordTokenKind.Word && RecordTokens.TryNumber(token.Text, out var value))
            {
                values.Add(value);
                placeIsEmpty = false;
            }
            else if (token.Kind == RecordTokenKind.Word && Options.IsFix(token.Text))
            {
                isFixed = true;
                placeIsEmpty = false;
            }
            else if (token.Kind == RecordTokenKind.Word && Options.IsUnint(token.Text))
            {
                _options.Add(new RecordOption("UNINT", null, token.Location));
                placeIsEmpty = false;
            }
            else
            {
                _diagnostics.Add(RecordDiagnostics.ExpectedTheta(token.Location, token.Text));
                placeIsEmpty = false;
            }
        }

        if (!_tokens.Skip(RecordTokenKind.Close))
        {
            _diagnostics.Add(RecordDiagnostics.Unclosed(open.Location));
        }

        var location = _tokens.Since(open);
        var line = _tokens.Previous.Line;
        if (Item(location, values) is { } item)
        {
            item = item with { IsFixed = item.IsFixed || isFixed, Name = name };
            for (var copies = ReadRepetition(); copies > 0; copies--)
            {
                Add(item, line);
            }
        }
    }

    private int ReadRepetition() => Options.TakeRepetition(_tokens, MostRepetitions, _diagnostics);

    private ThetaItem? Item(TextLocation location, List<double?> values)
    {
        switch (values.Count)
        {
            case 1 when values[0] is { } initial:
                return new ThetaItem(location) { Initial = initial };
            case 2 or 3 when values[0] is { } lower:
                var upper = values.Count == 3 ? values[2] ?? double.PositiveInfinity : double.PositiveInfinity;
                return new ThetaItem(location)
                {
                    Initial = values[1],
                    Lower = lower <= -NoBound ? double.NegativeInfinity : lower,
                    Upper = upper >= NoBound ? double.PositiveInfinity : upper,
                    // Bounds that leave a single value fix it.
                    IsFixed = lower == upper && values[1] == lower,
                };
            default:
                _diagnostics.Add(RecordDiagnostics.BadThetaGroup(location, values.Count));
                return null;
        }
    }

    private void Add(ThetaItem item, int line)
    {
        if (item.Initial is { } initial && !double.IsFinite(initial))
        {
            _diagnostics.Add(RecordDiagnostics.InfiniteInitial(item.Location));
            return;
        }

        _items.Add((item, line));
    }

    // A comment names the last value of its line.
    private ImmutableArray<ThetaItem> Labelled()
    {
        var labelled = ImmutableArray.CreateBuilder<ThetaItem>(_items.Count);
        for (var i = 0; i < _items.Count; i++)
        {
            var (item, line) = _items[i];
            var isLastOfLine = i == _items.Count - 1 || _items[i + 1].Line != line;
            var comment = isLastOfLine ? _tokens.Comments.FirstOrDefault(c => c.Line == line)?.Text : null;
            labelled.Add(string.IsNullOrWhiteSpace(comment) ? item : item with { Label = comment });
        }

        return labelled.MoveToImmutable();
    }
}
