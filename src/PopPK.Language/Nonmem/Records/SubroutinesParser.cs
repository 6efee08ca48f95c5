using System.Collections.Immutable;
using PopPK.Text;
using static PopPK.Language.Nonmem.Records.OptionTable;

namespace PopPK.Language.Nonmem.Records;

/// <summary>Reads <c>$SUBROUTINES ADVAN2 TRANS2</c>, also written <c>ADVAN=ADVAN2</c>, with <c>TOL=n</c> and its like. Stateless.</summary>
internal static class SubroutinesParser
{
    private const string UserRoutine = "routines written in Fortran cannot be called; write the code in the control stream";

    private static readonly OptionTable Table = new(
        "$SUBROUTINES",
        Valued(OptionRole.Honoured, "ADVAN TRANS TOL ATOL SSTOL SSATOL SS"),
        Valued(OptionRole.Steering, "SUBROUTINES"),
        [.. "PRED PK ERROR MODEL DES AES INFN MIX CRIT PRIOR CONTR CCONTR USMETA SPTWO OTHER".Split(' ').SelectMany(n => Refused(n, true, UserRoutine))]);

    /// <summary>Reads the record.</summary>
    /// <param name="record">The record.</param>
    /// <param name="log">Receives what is wrong and what is only listed.</param>
    public static SubroutinesRecord Parse(RawRecord record, OptionLog log)
    {
        var tokens = new RecordTokens(record);
        var read = new SubroutinesRecord(record);
        var options = ImmutableArray.CreateBuilder<RecordOption>();
        for (tokens.SkipCommas(); !tokens.IsAtEnd; tokens.SkipCommas())
        {
            var option = Numbered(tokens) ?? Table.Read(tokens, log);
            if (option is null)
            {
                continue;
            }

            options.Add(option);
            read = Apply(read, option, log.Diagnostics);
        }

        return read with { Options = options.ToImmutable() };
    }

    /// <summary><c>ADVAN2</c>, <c>TRANS4</c>, <c>SS6</c> on their own.</summary>
    private static RecordOption? Numbered(RecordTokens tokens)
    {
        var token = tokens.Current;
        var digits = token.Kind == RecordTokenKind.Word ? token.Text.AsSpan().IndexOfAnyInRange('0', '9') : -1;
        var name = digits > 0 ? token.Text[..digits].ToUpperInvariant() : "";
        if (name is not ("ADVAN" or "TRANS" or "SS") || tokens.Following.Kind == RecordTokenKind.Equals)
        {
            return null;
        }

        tokens.Take();
        return new RecordOption(name, token.Text[digits..], token.Location);
    }

    private static SubroutinesRecord Apply(SubroutinesRecord record, RecordOption option, DiagnosticBag diagnostics)
    {
        if (option.Name is not ("ADVAN" or "TRANS" or "SS" or "TOL" or "ATOL" or "SSTOL" or "SSATOL"))
        {
            return record;
        }

        var text = option.Value ?? "";
        if (option.Name is "ADVAN" or "TRANS" or "SS" && text.StartsWith(option.Name, StringComparison.OrdinalIgnoreCase))
        {
            text = text[option.Name.Length..];
        }

        if (!int.TryParse(text, out var number) || number < 0)
        {
            diagnostics.Add(option.Name is "ADVAN" or "TRANS"
                ? RecordDiagnostics.RefusedOption(option.Location, "$SUBROUTINES", $"{option.Name}={option.Value}", UserRoutine)
                : RecordDiagnostics.BadOptionNumber(option.Location, option.Name, option.Value ?? ""));
            return record;
        }

        return option.Name switch
        {
            "ADVAN" => record with { Advan = number, AdvanLocation = option.Location },
            "TRANS" => record with { Trans = number, TransLocation = option.Location },
            "SS" => record with { SteadyState = number },
            "TOL" => record with { Tolerance = number },
            "ATOL" => record with { AbsoluteTolerance = number },
            _ => record,
        };
    }
}
