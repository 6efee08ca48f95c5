using System.Collections.Immutable;
using PopPK.Text;

namespace PopPK.Language.Nonmem.Records;

/// <summary>
/// Reads <c>$OMEGA</c>, <c>$SIGMA</c> and their priors: <c>[DIAGONAL(n)] value [option] ...</c>, <c>BLOCK(n) value ...</c>,
/// <c>BLOCK(n) VALUES(d,o)</c>, <c>BLOCK[(n)] SAME[(m)]</c>; a value is <c>number</c>, <c>NAME=number</c> or <c>(number option ...)[xN]</c>,
/// an option FIX, SD, VARIANCE, CORRELATION, COVARIANCE, CHOLESKY, UNINT. One owner.
/// </summary>
internal sealed class OmegaParser
{
    private const int MostRepetitions = 1000;
    private const int LargestBlock = 200;

    private readonly RecordTokens _tokens;
    private readonly DiagnosticBag _diagnostics;
    private readonly OmegaBlock? _previous;
    private readonly List<OmegaValue> _values = [];
    private readonly List<string> _names = [];
    private OmegaForm _form;
    private bool _isBlock;
    private bool _isFixed;
    private int? _size;
    private int? _same;
    private (double Diagonal, double Other)? _filling;
    private bool _hasFailed;

    private OmegaParser(RawRecord record, OmegaBlock? previous, DiagnosticBag diagnostics) =>
        (_tokens, _previous, _diagnostics) = (new RecordTokens(record), previous, diagnostics);

    /// <summary>Reads the record.</summary>
    /// <param name="record">The record.</param>
    /// <param name="previous">The last block of the matrix so far, or null.</param>
    /// <param name="diagnostics">Receives what is wrong.</param>
    public static OmegaRecord Parse(RawRecord record, OmegaBlock? previous, DiagnosticBag diagnostics)
    {
        var parser = new OmegaParser(record, previous, diagnostics);
        parser.Read();
        return new OmegaRecord(record, parser._hasFailed ? [] : parser.Blocks());
    }

    private TextLocation Whole => _tokens.Record.Location;

    private string Name => "$" + _tokens.Record.Name.ToUpperInvariant();

    private void Read()
    {
        // Options of a block may stand before the word BLOCK.
        _isBlock = _tokens.Has("BLOCK");
        for (_tokens.SkipCommas(); !_tokens.IsAtEnd; _tokens.SkipCommas())
        {
            var token = _tokens.Take();
            if (token.Kind == RecordTokenKind.Open)
            {
                ReadGroup(token);
            }
            else if (token.Kind != RecordTokenKind.Word)
            {
                Fail(RecordDiagnostics.ExpectedVariance(token.Location, Name, token.Text));
            }
            else if (RecordTokens.TryNumber(token.Text, out var value))
            {
                _values.Add(new OmegaValue(value, token.Location, token.Line));
            }
            else if (!ReadStructure(token) && !ReadOption(token) && !ReadNamed(token))
            {
                Fail(RecordDiagnostics.ExpectedVariance(token.Location, Name, token.Text));
            }
        }
    }

    private bool ReadStructure(RecordToken token)
    {
        switch (Options.Find(token.Text, "BLOCK", "DIAGONAL", "SAME", "VALUES", "NAMES", "SCALE"))
        {
            case "BLOCK":
                _size = ReadCount(LargestBlock) ?? _size;
                return true;
            case "DIAGONAL":
                _size = ReadCount(LargestBlock);
                return true;
            case "SAME":
                _same = ReadCount(MostRepetitions) ?? 1;
                return true;
            case "VALUES" when TakeNumbers() is { } pair:
                _filling = pair;
                return true;
            case "NAMES" when _tokens.Skip(RecordTokenKind.Open):
                _names.AddRange(_tokens.TakeGroup().Where(t => t.Kind == RecordTokenKind.Word).Select(t => t.Text.ToUpperInvariant()));
                return true;
            case "SCALE":
                if (_tokens.Skip(RecordTokenKind.Open))
                {
                    _tokens.TakeGroup();
                }

                Fail(RecordDiagnostics.RefusedOption(_tokens.Since(token), Name, "SCALE", "multiply the values and leave it out"));
                return true;
            default:
                return false;
        }
    }

    /// <summary>FIX, SD and their like: in a block for all of it, on a diagonal for the value before.</summary>
    private bool ReadOption(RecordToken token)
    {
        var option = OptionOf(token);
        if (option is null)
        {
            return false;
        }

        if (_isBlock)
        {
            _isFixed |= option == "FIXED";
            _form = Apply(_form, option);
        }
        else if (_values.Count > 0)
        {
            _values[^1] = Apply(_values[^1], option);
        }
        else
        {
            Fail(RecordDiagnostics.FixWithoutValue(token.Location, Name));
        }

        return true;
    }

    private bool ReadNamed(RecordToken token)
    {
        if (_tokens.Current.Kind != RecordTokenKind.Equals || !char.IsAsciiLetter(token.Text[0]))
        {
            return false;
        }

        _tokens.Take();
        var count = _values.Count;
        var next = _tokens.Take();
        if (next.Kind == RecordTokenKind.Open)
        {
            ReadGroup(next);
        }
        else if (next.Kind == RecordTokenKind.Word && RecordTokens.TryNumber(next.Text, out var value))
        {
            _values.Add(new OmegaValue(value, next.Location, next.Line));
        }
        else
        {
            return false;
        }

        if (_values.Count > count)
        {
            _values[count] = _values[count] with { Name = token.Text.ToUpperInvariant() };
        }

        return true;
    }

    private void ReadGroup(RecordToken open)
    {
        var group = new List<OmegaValue>();
        var options = new List<string>();
        for (_tokens.SkipCommas(); !_tokens.IsAtEnd && _tokens.Current.Kind != RecordTokenKind.Close; _tokens.SkipCommas())
        {
            var token = _tokens.Take();
            if (token.Kind == RecordTokenKind.Word && RecordTokens.TryNumber(token.Text, out var value))
            {
                group.Add(new OmegaValue(value, token.Location, token.Line));
            }
            else if (token.Kind == RecordTokenKind.Word && OptionOf(token) is { } option)
            {
                options.Add(option);
            }
            else
            {
                Fail(RecordDiagnostics.ExpectedVariance(token.Location, Name, token.Text));
            }
        }

        if (!_tokens.Skip(RecordTokenKind.Close))
        {
            Fail(RecordDiagnostics.Unclosed(open.Location));
        }

        foreach (var option in options)
        {
            if (_isBlock)
            {
                _isFixed |= option == "FIXED";
                _form = Apply(_form, option);
            }

            group = [.. group.Select(v => Apply(v, option))];
        }

        for (var copies = Options.TakeRepetition(_tokens, MostRepetitions, _diagnostics); copies > 0; copies--)
        {
            _values.AddRange(group);
        }
    }

    private static string? OptionOf(RecordToken token) => Options.IsFix(token.Text) ? "FIXED"
        : token.Is("SD") ? "STANDARD"
        : Options.Find(token.Text, "STANDARD", "VARIANCE", "CORRELATION", "CORRELATON", "COVARIANCE", "CHOLESKY", "UNINT");

    private static OmegaForm Apply(OmegaForm form, string option) => option switch
    {
        "STANDARD" => form with { IsStandardDeviation = true },
        "CORRELATION" or "CORRELATON" => form with { IsCorrelation = true },
        "CHOLESKY" => form with { IsCholesky = true },
        _ => form,
    };

    private static OmegaValue Apply(OmegaValue value, string option) =>
        value with { IsFixed = value.IsFixed || option == "FIXED", Form = Apply(value.Form, option) };

    private int? ReadCount(int most)
    {
        if (!_tokens.Skip(RecordTokenKind.Open))
        {
            return null;
        }

        var group = _tokens.TakeGroup();
        if (group.Length == 1 && int.TryParse(group[0].Text, out var count) && count >= 1 && count <= most)
        {
            return count;
        }

        Fail(RecordDiagnostics.BadCount(_tokens.Previous.Location, Name, most));
        return null;
    }

    private (double, double)? TakeNumbers()
    {
        if (!_tokens.Skip(RecordTokenKind.Open))
        {
            return null;
        }

        var numbers = new List<double>();
        foreach (var token in _tokens.TakeGroup())
        {
            if (RecordTokens.TryNumber(token.Text, out var number))
            {
                numbers.Add(number);
            }
        }

        return numbers.Count == 2 ? (numbers[0], numbers[1]) : null;
    }

    private ImmutableArray<OmegaBlock> Blocks()
    {
        if (_same is { } copies)
        {
            return Same(copies);
        }

        return _isBlock ? Block() : Diagonal();
    }

    private ImmutableArray<OmegaBlock> Same(int copies)
    {
        if (_previous is not { } previous)
        {
            _diagnostics.Add(RecordDiagnostics.SameWithoutBlock(Whole, Name));
            return [];
        }

        if (_size is { } size && size != previous.Size)
        {
            _diagnostics.Add(RecordDiagnostics.SameOfOtherSize(Whole, Name, size, previous.Size));
            return [];
        }

        var comment = _tokens.Comments.FirstOrDefault()?.Text;
        var effects = previous.Effects.Select((e, i) => new OmegaEffect(Whole)
        {
            Name = i < _names.Count ? _names[i] : null,
            Label = previous.Size == 1 && !string.IsNullOrWhiteSpace(comment) ? comment : null,
        });
        return [.. Enumerable.Repeat(previous with { Effects = [.. effects], Location = Whole, IsSame = true, IsBlock = true }, copies)];
    }

    private ImmutableArray<OmegaBlock> Block()
    {
        if (_size is not { } size)
        {
            _diagnostics.Add(RecordDiagnostics.BlockWithoutSize(Whole, Name));
            return [];
        }

        if (_filling is { } filling && _values.Count == 0)
        {
            for (var row = 0; row < size; row++)
            {
                for (var column = 0; column <= row; column++)
                {
                    _values.Add(new OmegaValue(row == column ? filling.Diagonal : filling.Other, Whole, -1));
                }
            }
        }

        var count = size * (size + 1) / 2;
        if (_values.Count != count)
        {
            _diagnostics.Add(RecordDiagnostics.BlockCount(Whole, Name, size, count, _values.Count));
            return [];
        }

        var effects = Enumerable.Range(0, size).Select(row => Effect(row * (row + 1) / 2 + row, row));
        var values = _form.ToCovariance([.. _values.Select(v => v.Value)], size);
        return [new OmegaBlock(values, [.. effects], Whole) { IsFixed = _isFixed, IsBlock = true }];
    }

    private ImmutableArray<OmegaBlock> Diagonal()
    {
        if (_values.Count == 0)
        {
            _diagnostics.Add(RecordDiagnostics.NoVariances(Whole, Name));
        }
        else if (_size is { } size && size != _values.Count)
        {
            _diagnostics.Add(RecordDiagnostics.DiagonalCount(Whole, Name, size, _values.Count));
        }

        return [.. _values.Select((v, i) => new OmegaBlock(v.Form.ToCovariance([v.Value], 1), [Effect(i, i)], v.Location) { IsFixed = v.IsFixed })];
    }

    // A comment names the last value of its line; in a block that is the variance.
    private OmegaEffect Effect(int index, int row)
    {
        var value = _values[index];
        var isLastOfLine = index == _values.Count - 1 || _values[index + 1].Line != value.Line;
        var comment = isLastOfLine ? _tokens.Comments.FirstOrDefault(c => c.Line == value.Line)?.Text : null;
        return new OmegaEffect(value.Location)
        {
            Name = value.Name ?? (row < _names.Count ? _names[row] : null),
            Label = string.IsNullOrWhiteSpace(comment) ? null : comment,
        };
    }

    private void Fail(Diagnostic diagnostic)
    {
        _hasFailed = true;
        _diagnostics.Add(diagnostic);
    }
}

/// <summary>A number of the record as it was written.</summary>
/// <param name="Value">The number.</param>
/// <param name="Location">Its place.</param>
/// <param name="Line">Number of its line within the record; -1 when it stands nowhere.</param>
internal sealed record OmegaValue(double Value, TextLocation Location, int Line)
{
    /// <summary>True when FIX belongs to it.</summary>
    public bool IsFixed { get; init; }

    /// <summary>The form it is written in, on a diagonal.</summary>
    public OmegaForm Form { get; init; }

    /// <summary>Its name in upper case, or null.</summary>
    public string? Name { get; init; }
}
