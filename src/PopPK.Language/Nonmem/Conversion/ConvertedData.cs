using System.Collections.Immutable;
using System.Globalization;
using PopPK.Language.Nonmem.Records;
using PopPK.Language.Poppk;
using PopPK.Modeling;
using PopPK.Symbolics;
using PopPK.Text;

namespace PopPK.Language.Nonmem.Conversion;

/// <summary>Turns <c>$INPUT</c> and <c>$DATA</c> into a reference to a data file whose first line names the columns. Stateless.</summary>
internal static class ConvertedData
{
    /// <summary>Makes the reference.</summary>
    /// <param name="stream">The control stream.</param>
    /// <param name="header">The cells of the file's first line; empty when it names no columns.</param>
    /// <param name="covariates">The columns the model uses.</param>
    /// <param name="diagnostics">Receives what has no counterpart.</param>
    /// <returns>The reference, or null when <c>$DATA</c> names no file.</returns>
    public static DataReference? Of(ControlStream stream, ImmutableArray<string> header, ImmutableArray<Covariate> covariates, DiagnosticBag diagnostics)
    {
        if (stream.Data is not { Path: { } path } data)
        {
            return null;
        }

        var place = (DiagnosticLocation?)data.PathLocation ?? data.Location;
        if (header.Length < stream.Input.Length)
        {
            header = [.. stream.Input.Select((item, i) => item.Name == "DROP" ? $"DROP{i + 1}" : item.Name)];
            diagnostics.Add(ConversionDiagnostics.NoHeader(place, string.Join(',', header)));
        }

        WarnOfOptions(data, place, diagnostics);
        var reference = new DataReference(path)
        {
            Renamed = Renamed(stream, header),
            Dropped = Dropped(stream, header, covariates),
            Location = data.PathLocation,
        };
        return Filter(stream, data, header, diagnostics) is var (filter, columns) && filter is not null
            ? reference with { Filter = filter, FilterColumns = columns }
            : reference;
    }

    private static ImmutableSortedDictionary<string, string> Renamed(ControlStream stream, ImmutableArray<string> header)
    {
        var renamed = ImmutableSortedDictionary.CreateBuilder<string, string>(StringComparer.Ordinal);
        for (var i = 0; i < stream.Input.Length; i++)
        {
            var item = stream.Input[i];
            if (!item.IsDropped && !item.Name.Equals(header[i], StringComparison.OrdinalIgnoreCase))
            {
                renamed[item.Name] = header[i];
            }
        }

        return renamed.ToImmutable();
    }

    // What is dropped, and what comes behind the items of $INPUT, where its name would mean something.
    private static ImmutableSortedSet<string> Dropped(ControlStream stream, ImmutableArray<string> header, ImmutableArray<Covariate> covariates)
    {
        var names = Vocabulary.StandardColumns
            .Concat(covariates.Select(c => c.Name))
            .Concat(stream.Input.Where(i => !i.IsDropped).Select(i => i.Name))
            .ToHashSet(StringComparer.OrdinalIgnoreCase);
        return [.. header.Where((name, i) => names.Contains(name) && (i >= stream.Input.Length || stream.Input[i].IsDropped || HasNoEvents(stream, stream.Input[i])))];
    }

    // A model without compartments has no doses, whatever the columns are called.
    private static bool HasNoEvents(ControlStream stream, InputItem item) =>
        !stream.Code(Records.RecordKind.Pred).IsEmpty && item.Name is "AMT" or "EVID" or "RATE" or "CMT" or "SS" or "II" or "ADDL";

    private static void WarnOfOptions(DataFileRecord data, DiagnosticLocation place, DiagnosticBag diagnostics)
    {
        if (data.CommentCharacter is not ('@' or '#'))
        {
            diagnostics.Add(ConversionDiagnostics.DataOptions(place, $"IGNORE={data.CommentCharacter}"));
        }

        foreach (var (isUsed, name) in new[]
        {
            (data.Null is not null, "NULL"), (data.Records is not null || data.RecordsLabel is not null, "RECORDS"), (data.Format is not null, "the format"),
            (data.TimeDivisor != 1 || data.IntervalDivisor != 1, "TRANSLATE"), (!data.MissingValues.IsEmpty, "MISDAT"),
        })
        {
            if (isUsed)
            {
                diagnostics.Add(ConversionDiagnostics.DataOptions(place, name));
            }
        }
    }

    private static (Condition? Filter, ImmutableArray<Symbol> Columns) Filter(
        ControlStream stream, DataFileRecord data, ImmutableArray<string> header, DiagnosticBag diagnostics)
    {
        Condition? any = null;
        var columns = new Dictionary<string, Symbol>();
        foreach (var condition in data.Conditions)
        {
            if (!double.TryParse(condition.Value, NumberStyles.Float, CultureInfo.InvariantCulture, out var value))
            {
                diagnostics.Add(ConversionDiagnostics.DataCondition(condition.Location, condition.Value));
                continue;
            }

            var position = Enumerable.Range(0, stream.Input.Length).FirstOrDefault(i => stream.Input[i].IsCalled(condition.Name), -1);
            var name = position >= 0 ? header[position] : condition.Name;
            columns.TryAdd(name, new Symbol(name));
            Condition next = new ComparisonCondition(ComparisonOf(condition.Comparison), Expr.Of(columns[name]), value);
            any = any is null ? next : new OrCondition(any, next);
        }

        return any is null ? (null, []) : (data.IsAcceptList ? any : Negated(any), [.. columns.Values]);
    }

    private static Condition Negated(Condition condition) => condition switch
    {
        ComparisonCondition { Comparison: Comparison.Equal } c => new ComparisonCondition(Comparison.NotEqual, c.Left, c.Right),
        ComparisonCondition { Comparison: Comparison.NotEqual } c => new ComparisonCondition(Comparison.Equal, c.Left, c.Right),
        _ => new NotCondition(condition),
    };

    private static Comparison ComparisonOf(DataComparison comparison) => comparison switch
    {
        DataComparison.SameText or DataComparison.EqualNumber => Comparison.Equal,
        DataComparison.OtherText or DataComparison.OtherNumber => Comparison.NotEqual,
        DataComparison.Less => Comparison.Less,
        DataComparison.LessOrEqual => Comparison.LessOrEqual,
        DataComparison.Greater => Comparison.Greater,
        _ => Comparison.GreaterOrEqual,
    };
}
