using System.Collections.Frozen;
using System.Collections.Immutable;
using PopPK.Text;

namespace PopPK.Language.Nonmem.Records;

/// <summary>Reads <c>$INPUT item ...</c>, where item = NAME | NAME=NAME | NAME=DROP | DROP=NAME | DROP. Stateless.</summary>
internal static class InputParser
{
    private static readonly FrozenSet<string> Reserved = new[]
    {
        "ID", "L1", "L2", "DV", "MDV", "RAW_", "MRG_", "RPT_", "TIME", "DATE", "DAT1", "DAT2", "DAT3", "EVID", "AMT", "RATE", "SS", "II",
        "ADDL", "CMT", "PCMT", "CALL", "CONT", "XVID1", "XVID2", "XVID3", "XVID4", "XVID5",
    }.ToFrozenSet(StringComparer.OrdinalIgnoreCase);

    /// <summary>Reads the record.</summary>
    /// <param name="record">The record.</param>
    /// <param name="diagnostics">Receives what is wrong.</param>
    public static InputRecord Parse(RawRecord record, DiagnosticBag diagnostics)
    {
        var tokens = new RecordTokens(record);
        var items = ImmutableArray.CreateBuilder<InputItem>();
        for (tokens.SkipCommas(); !tokens.IsAtEnd; tokens.SkipCommas())
        {
            var first = tokens.Take();
            if (!IsName(first))
            {
                diagnostics.Add(RecordDiagnostics.ExpectedDataItem(first.Location, first.Text));
                continue;
            }

            RecordToken? second = null;
            if (tokens.Skip(RecordTokenKind.Equals))
            {
                if (!IsName(tokens.Current))
                {
                    diagnostics.Add(RecordDiagnostics.ExpectedDataItem(tokens.Current.Location, tokens.Current.Text));
                    continue;
                }

                second = tokens.Take();
            }

            items.Add(Item(first, second, tokens.Since(first)));
        }

        if (items.Count == 0)
        {
            diagnostics.Add(RecordDiagnostics.EmptyRecord(record.Location, "$INPUT", "name the columns of the data file: $INPUT ID TIME AMT DV"));
        }

        return new InputRecord(record, items.ToImmutable());
    }

    /// <summary>True for names with a meaning of their own.</summary>
    /// <param name="name">The name; case is ignored.</param>
    public static bool IsReserved(string name) => Reserved.Contains(name);

    private static InputItem Item(RecordToken first, RecordToken? second, TextLocation location)
    {
        if (second is null)
        {
            return new InputItem(Upper(first), location) { IsDropped = IsDrop(first) };
        }

        if (IsDrop(first) || IsDrop(second))
        {
            return new InputItem(Upper(IsDrop(first) ? second : first), location) { IsDropped = true };
        }

        // The reserved name is the item's own; where both or none are, the first one.
        var (own, other) = !IsReserved(first.Text) && IsReserved(second.Text) ? (second, first) : (first, second);
        return new InputItem(Upper(own), location) { Synonym = Upper(other) };
    }

    private static bool IsDrop(RecordToken token) => token.Is("DROP") || token.Is("SKIP");

    private static string Upper(RecordToken token) => token.Text.ToUpperInvariant();

    private static bool IsName(RecordToken token) => token.Kind == RecordTokenKind.Word
        && (char.IsAsciiLetter(token.Text[0]) || token.Text[0] == '_')
        && token.Text.All(c => char.IsAsciiLetterOrDigit(c) || c == '_');
}
