using System.Collections.Immutable;
using PopPK.Text;
using static PopPK.Language.Nonmem.Records.OptionTable;

namespace PopPK.Language.Nonmem.Records;

/// <summary>Reads <c>$ABBREVIATED REPLACE left=right ...</c>, <c>DECLARE name[(dimension)] ...</c> and options. One owner.</summary>
internal sealed class AbbreviatedParser
{
    private const string UserFunction = "functions written in Fortran cannot be called; write the code in the control stream";

    private static readonly OptionTable Table = new(
        "$ABBREVIATED",
        Flags(OptionRole.Honoured, "REPLACE DECLARE PROTECT"),
        Valued(OptionRole.Steering, "COMRES COMSAV DERIV1 DERIV2 DES"),
        Flags(OptionRole.Steering, "FASTDER NOFASTDER CHECKMU NOCHECKMU"),
        Refused("FUNCTION", true, UserFunction),
        Refused("VECTOR", true, UserFunction));

    private readonly RecordTokens _tokens;
    private readonly OptionLog _log;
    private readonly ImmutableArray<AbbreviatedReplacement>.Builder _replacements = ImmutableArray.CreateBuilder<AbbreviatedReplacement>();
    private readonly ImmutableArray<RecordOption>.Builder _declarations = ImmutableArray.CreateBuilder<RecordOption>();
    private readonly ImmutableArray<RecordOption>.Builder _options = ImmutableArray.CreateBuilder<RecordOption>();

    private AbbreviatedParser(RawRecord record, OptionLog log) => (_tokens, _log) = (new RecordTokens(record), log);

    /// <summary>Reads the record.</summary>
    /// <param name="record">The record.</param>
    /// <param name="log">Receives what is wrong and what is only listed.</param>
    public static AbbreviatedRecord Parse(RawRecord record, OptionLog log)
    {
        var parser = new AbbreviatedParser(record, log);
        parser.Read();
        return new AbbreviatedRecord(record, parser._replacements.ToImmutable(), parser._declarations.ToImmutable(), parser._options.ToImmutable());
    }

    private void Read()
    {
        for (_tokens.SkipCommas(); !_tokens.IsAtEnd; _tokens.SkipCommas())
        {
            var name = _tokens.Current.Kind == RecordTokenKind.Word ? Table.Find(_tokens.Current.Text)?.Name : null;
            if (name is "REPLACE")
            {
                _tokens.Take();
                ReadReplacement();
            }
            else if (name is "DECLARE")
            {
                _tokens.Take();
                ReadDeclarations();
            }
            else if (_replacements.Count > 0 && name is null)
            {
                // The word REPLACE is not always repeated.
                ReadReplacement();
            }
            else if (Table.Read(_tokens, _log) is { } option)
            {
                _options.Add(option);
            }
        }
    }

    private void ReadReplacement()
    {
        var first = _tokens.Current;
        var left = ReadSide();
        if (left is null || !_tokens.Skip(RecordTokenKind.Equals) || ReadSide() is not { } right)
        {
            _log.Diagnostics.Add(RecordDiagnostics.BadReplacement(_tokens.Since(first)));
            return;
        }

        Add(left.Value, right, _tokens.Since(first));
    }

    private void Add((string Text, string Name, string Inner) left, (string Text, string Name, string Inner) right, TextLocation location)
    {
        ImmutableArray<string> names = [.. left.Inner.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)];
        var numbers = NumberList.Expand(right.Inner) ?? [];
        var replacement = new AbbreviatedReplacement(left.Text.Replace(" ", "", StringComparison.Ordinal), right.Text, location)
        {
            LeftName = left.Name,
            LeftArguments = names,
            RightName = right.Name,
            RightNumbers = numbers,
        };
        if (names.Length < 2 || numbers.Length != names.Length)
        {
            _replacements.Add(replacement);
            return;
        }

        // ETA(CL,V)=ETA(1,2) is ETA(CL)=ETA(1) and ETA(V)=ETA(2).
        for (var i = 0; i < names.Length; i++)
        {
            _replacements.Add(replacement with
            {
                Left = $"{left.Name}({names[i]})",
                Right = $"{right.Name}({numbers[i]})",
                LeftArguments = [names[i]],
                RightNumbers = [numbers[i]],
            });
        }
    }

    /// <summary>One side of a replacement, taken apart.</summary>
    private (string Text, string Name, string Inner)? ReadSide()
    {
        var token = _tokens.Take();
        if (token.Kind is not (RecordTokenKind.Word or RecordTokenKind.Quoted))
        {
            return null;
        }

        var text = token.Text;
        if (token.Kind == RecordTokenKind.Word && _tokens.Skip(RecordTokenKind.Open))
        {
            text += $"({TextOf(_tokens.TakeGroup())})";
        }

        text = text.ToUpperInvariant();
        var open = text.IndexOf('(');
        var close = text.LastIndexOf(')');
        return open > 0 && close == text.Length - 1 ? (text, text[..open].Trim(), text[(open + 1)..close].Trim()) : (text, text, "");
    }

    private void ReadDeclarations()
    {
        for (_tokens.SkipCommas(); _tokens.Current.Kind == RecordTokenKind.Word; _tokens.SkipCommas())
        {
            var token = _tokens.Current;
            if (token.Is("INTEGER") || token.Is("DOWHILE") || token.Is("DECLARE"))
            {
                _tokens.Take();
                continue;
            }

            if (Table.Find(token.Text) is not null)
            {
                return;
            }

            _tokens.Take();
            var dimension = _tokens.Skip(RecordTokenKind.Open) ? TextOf(_tokens.TakeGroup()) : null;
            _declarations.Add(new RecordOption(token.Text.ToUpperInvariant(), dimension, _tokens.Since(token)));
        }
    }
}
