using System.Collections.Immutable;
using PopPK.Data;
using PopPK.Language.Nonmem.Records;
using PopPK.Modeling;
using RecordKind = PopPK.Language.Nonmem.Records.RecordKind;

namespace PopPK.Language.Nonmem;

/// <summary>Turns <c>$INPUT</c> and <c>$DATA</c> into the reference of a model to its data. Stateless.</summary>
internal static class StreamData
{
    /// <summary>Makes the reference.</summary>
    /// <param name="stream">The control stream.</param>
    /// <returns>The reference, or null when <c>$DATA</c> names no file.</returns>
    public static DataReference? Find(ControlStream stream)
    {
        if (stream.Data is not { Path: { } path } data)
        {
            return null;
        }

        // Paths written on Windows are understood elsewhere too.
        return new DataReference(path.Replace('\\', '/'))
        {
            Location = data.PathLocation,
            Headerless = new HeaderlessFormat
            {
                Columns = [.. stream.Input.Select(i => new HeaderlessColumn(i.Name) { Synonym = i.Synonym, IsDropped = i.IsDropped })],
                CommentCharacter = data.CommentCharacter,
                Conditions = [.. data.Conditions.Select(c => new RowCondition(c.Name, ComparisonOf(c.Comparison), c.Value))],
                KeepsMatching = data.IsAcceptList,
                // A missing item is blank in the end, and blank is 0, unless a digit is written instead.
                Missing = data.Null is { } digit && char.IsAsciiDigit(digit) ? digit.ToString() : "0",
                MissingValues = data.MissingValues,
                MostRows = data.Records,
                RowsOf = data.RecordsLabel,
                LastYearOf2000 = data.Last20,
                TimeDivisor = data.TimeDivisor,
                IntervalDivisor = data.IntervalDivisor,
                Fortran = data.Format,
                HasEvents = stream.Code(RecordKind.Pred).IsEmpty,
                Declaration = data.Location,
            },
        };
    }

    private static RowComparison ComparisonOf(DataComparison comparison) => comparison switch
    {
        DataComparison.SameText => RowComparison.SameText,
        DataComparison.OtherText => RowComparison.OtherText,
        DataComparison.EqualNumber => RowComparison.Equal,
        DataComparison.OtherNumber => RowComparison.NotEqual,
        DataComparison.Less => RowComparison.Less,
        DataComparison.LessOrEqual => RowComparison.LessOrEqual,
        DataComparison.Greater => RowComparison.Greater,
        _ => RowComparison.GreaterOrEqual,
    };
}
