using System.Collections.Immutable;
using PopPK.Data;
using PopPK.Evaluation;
using PopPK.Language.Nonmem;
using PopPK.Language.Nonmem.Records;
using PopPK.Reporting.Exchange;
using PopPK.Symbolics;
using PopPK.Text;

namespace PopPK.Pipeline;

/// <summary>Turns the <c>$TABLE</c> records of a control stream into tables of a run. One use, one owner.</summary>
/// <param name="reading">The control stream.</param>
/// <param name="dataset">The data.</param>
/// <param name="problems">Receives what cannot be shown.</param>
internal sealed class StreamTables(ControlStreamReading reading, Dataset dataset, DiagnosticBag problems)
{
    private static readonly ImmutableDictionary<string, Func<RecordResiduals, double>> Diagnostics = new Dictionary<string, Func<RecordResiduals, double>>
    {
        ["PRED"] = r => r.Pred,
        ["NPRED"] = r => r.Pred,
        ["PREDI"] = r => r.Pred,
        ["RES"] = r => r.Res,
        ["NRES"] = r => r.Res,
        ["RESI"] = r => r.Res,
        ["WRES"] = r => r.Wres,
        ["NWRES"] = r => r.Nwres,
        ["WRESI"] = r => r.Wresi,
        ["CPRED"] = r => r.Cpred,
        ["CPREDI"] = r => r.Cpred,
        ["CRES"] = r => r.Cres,
        ["CRESI"] = r => r.Cres,
        ["CWRES"] = r => r.Cwres,
        ["CWRESI"] = r => r.Cwresi,
        ["CIPRED"] = r => r.Ipred,
        ["CIPREDI"] = r => r.Ipred,
        ["CIRES"] = r => r.Ires,
        ["CIRESI"] = r => r.Ires,
        ["CIWRES"] = r => r.Iwres,
        ["CIWRESI"] = r => r.Iwres,
    }.ToImmutableDictionary();

    private static readonly ImmutableArray<string> Appended = ["DV", "PRED", "RES", "WRES"];

    private readonly List<Expr> _asked = [];
    private TableFormat _format = TableFormat.Default;

    /// <summary>What the files for other programs need, or null when the model is no control stream or has errors.</summary>
    /// <param name="session">Model and data.</param>
    /// <param name="problems">Receives what cannot be shown.</param>
    public static ExchangeRequest? Find(ModelSession session, DiagnosticBag problems)
    {
        if (session is not { Stream: { } reading, Cohort.Dataset: { } dataset, ModelFile: { } file })
        {
            return null;
        }

        var tables = new StreamTables(reading, dataset, problems);
        var last = reading.Stream.Estimations.LastOrDefault()?.Settings;
        var extension = Path.GetExtension(file.Name);
        var root = Path.GetFileNameWithoutExtension(file.Name);
        return new ExchangeRequest
        {
            Root = root,
            ModelFile = extension.Length > 1 && extension is not (".ext" or ".phi" or ".cov" or ".cor" or ".coi" or ".lst") ? root + extension : root + ".mod",
            ModelText = reading.Source.Content,
            ProgramLine = StreamListing.ProgramLine(ProgramVersion.Text),
            Tables = [.. reading.Stream.Tables.Select(tables.Table).OfType<TableRequest>()],
            EffectsAreZero = last is { Method: EstimationMethod.FirstOrder, IsPostHoc: false },
        };
    }

    private TableRequest? Table(TableRecord record)
    {
        _asked.Clear();
        FindFormat(record);
        // All files of a run are in its folder.
        if (Path.GetFileName(record.File?.Replace('\\', '/')) is not { Length: > 0 } file)
        {
            problems.Warning("PK6071", "this table is not written", record.Location, "name a file: FILE=sdtab1; printed tables are not made");
            return null;
        }

        var columns = record.Items.SelectMany(Columns).ToList();
        if (record.Appends)
        {
            columns.AddRange(Appended.SelectMany(name => Columns(new TableItem(name, record.Location))));
        }

        return new TableRequest(file, [.. columns])
        {
            SortedBy = [.. record.SortedBy.SelectMany(Columns)],
            ExcludedBy = [.. record.ExcludedBy.SelectMany(Columns)],
            HasTitle = record.HasHeader && record.HasTitle,
            HasLabels = record.HasHeader && record.HasLabels,
            HasOneHeader = record.HasOneHeader,
            ShowsFirst = record.Rows is not TableRows.Last,
            ShowsLast = record.Rows is not TableRows.First,
            ShowsOthers = record.Rows == TableRows.All,
            Format = _format,
            Asked = [.. _asked],
        };
    }

    // A format holds for the tables behind it too.
    private void FindFormat(TableRecord record)
    {
        if (record.Format is { } text)
        {
            if (TableFormat.Parse(text) is { } format)
            {
                _format = format;
            }
            else
            {
                problems.Warning("PK6072", $"the format '{text}' of this table cannot be honoured", record.Location, "formats are s, t or a comma, then 1PEw.d or Fw.d: s1PE11.4");
            }
        }

        if ((record.LabelFormat ?? record.RowFormat ?? record.IdFormat) is not null)
        {
            problems.Warning("PK6072", "LFORMAT, RFORMAT and IDFORMAT of this table are not honoured", record.Location, "all columns have the format of FORMAT");
        }
    }

    private IEnumerable<TableColumn> Columns(TableItem item)
    {
        var etas = StreamListing.EtasOf(item.Name, reading.Model?.RandomEffects.Sum(b => b.Size) ?? 0);
        if (!etas.IsEmpty)
        {
            return etas.Select(n => new TableColumn(item.Synonym ?? StreamListing.EtaName(n), record => record.Eta(n - 1)));
        }

        // In CL=CLI either name may be the known one.
        if (Value(item.Name) is { } value)
        {
            return [new TableColumn(item.Synonym ?? item.Name, value)];
        }

        if (item.Synonym is { } synonym && Value(synonym) is { } other)
        {
            return [new TableColumn(item.Name, other)];
        }

        problems.Warning("PK6073", $"the table is written without {item.Name}, which is not known", item.Location,
            Suggestion.Advice(item.Name, reading.Variables.Keys.Concat(dataset.Columns).Concat(Diagnostics.Keys))
                ?? "data items, variables of the code, ETA(n), PRED, RES, WRES, CWRES and their like can be shown; simulated diagnostics such as NPDE cannot");
        return [];
    }

    private Func<RecordValues, double>? Value(string name)
    {
        if (Diagnostics.TryGetValue(name, out var diagnostic))
        {
            // What has no value is 0: residuals of records without an observation.
            return record => diagnostic(record.Residuals) is var number && double.IsNaN(number) ? 0 : number;
        }

        if (name == "OBJI")
        {
            return record => record.Ofv;
        }

        if (reading.Stream.Input.FirstOrDefault(i => !i.IsDropped && i.IsCalled(name)) is { } item)
        {
            name = item.Name;
        }

        if (dataset.IndexOf(name) is var column and >= 0)
        {
            return record => double.IsNaN(record.Data.Values[column]) ? 0 : record.Data.Values[column];
        }

        if (reading.Variables.TryGetValue(name, out var variable))
        {
            _asked.Add(variable);
            return record => record.Of(variable);
        }

        return null;
    }
}
