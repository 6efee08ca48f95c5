using System.Collections.Immutable;
using System.Text.Json;
using PopPK.Reporting.Csv;
using PopPK.Reporting.Json;
using PopPK.Text;

namespace PopPK.Reporting.Html;

/// <summary>What a run folder holds, as far as its report is made from it. Immutable.</summary>
public sealed class RunContents
{
    private static readonly ImmutableArray<string> Tables = ["predictions.csv", "individuals.csv", "iterations.csv", "vpc.csv", "vpc_points.csv", "npde.csv", "npde_tests.csv", "npc.csv", "ppc.csv", "ppc_replicates.csv"];
    private static readonly ImmutableArray<string> TablesOfRun = ["predictions.csv", "individuals.csv", "iterations.csv"];
    private static readonly ImmutableArray<string> CheckNames = ["vpc.json", "npde.json", "ppc.json"];
    private readonly Dictionary<string, CsvTable> _tables;

    private readonly Dictionary<string, JsonElement> _checks;

    private RunContents(string name, JsonElement fit, JsonElement description, Dictionary<string, CsvTable> tables, Dictionary<string, JsonElement> checks, string? modelText)
    {
        (Name, Fit, Description, _tables, _checks, ModelText) = (name, fit, description, tables, checks, modelText);
    }

    /// <summary>The run, as it is called in a comparison: its folder as the user named it.</summary>
    public string Name { get; }

    /// <summary>Why checks by simulation are missing; empty when nobody tried.</summary>
    internal string CheckNote { get; private init; } = "";

    /// <summary>The document <c>fit.json</c>.</summary>
    internal JsonElement Fit { get; }

    /// <summary>The document <c>report.json</c>; undefined when an earlier version wrote the run.</summary>
    internal JsonElement Description { get; }

    /// <summary>The model's own text, or null when the folder holds none.</summary>
    internal string? ModelText { get; }

    /// <summary>True when there is a visual predictive check.</summary>
    public bool HasVpc => _tables.ContainsKey("vpc.csv");

    /// <summary>True when there are prediction distribution errors.</summary>
    public bool HasNpde => _tables.ContainsKey("npde.csv");

    /// <summary>The run with checks by simulation that were made of it.</summary>
    /// <param name="files">The files of the checks.</param>
    /// <param name="note">Why others are missing; empty when none is.</param>
    public RunContents With(IEnumerable<RunFile> files, string note = "")
    {
        ArgumentNullException.ThrowIfNull(files);
        var content = files.ToDictionary(f => f.Name, Content);
        return new RunContents(Name, Fit, Description, TablesOf(content, _tables), ChecksOf(content, _checks), ModelText) { CheckNote = note };
    }

    /// <summary>A check by simulation alone, as its charts are made from it.</summary>
    /// <param name="files">Its files.</param>
    internal static RunContents OfCheck(IEnumerable<RunFile> files)
    {
        var content = files.ToDictionary(f => f.Name, Content);
        var checks = ChecksOf(content, []);
        return new RunContents("", default, checks.Values.FirstOrDefault(), TablesOf(content, []), checks, null);
    }

    /// <summary>Reads a run folder.</summary>
    /// <param name="folder">Its full path.</param>
    /// <param name="shown">The folder as the user named it.</param>
    /// <param name="diagnostics">Receives what is wrong with it.</param>
    /// <param name="checks">Full paths of folders that hold checks by simulation of this run: <c>vpc.csv</c>, <c>npde.csv</c>.</param>
    /// <returns>The contents, or null when there is no run.</returns>
    public static RunContents? Read(string folder, string shown, DiagnosticBag diagnostics, params ImmutableArray<string> checks)
    {
        ArgumentNullException.ThrowIfNull(diagnostics);
        try
        {
            var names = Directory.Exists(folder) ? Directory.EnumerateFiles(folder).Select(f => Path.GetFileName(f)!).ToArray() : [];
            if (!names.Contains("fit.json"))
            {
                diagnostics.Error("PK7501", $"'{shown}' holds no run", new FileLocation(shown), "name a folder that fit or evaluate wrote; it has a fit.json");
                return null;
            }

            var files = names.Where(IsNeeded).ToDictionary(n => n, n => File.ReadAllBytes(Path.Combine(folder, n)));
            foreach (var check in checks)
            {
                AddCheck(check, files, diagnostics);
            }

            var contents = TryOf(Path.TrimEndingDirectorySeparator(shown), files);
            if (contents is null)
            {
                diagnostics.Error("PK7502", $"the files of '{shown}' are not those of a run of this version", new FileLocation(shown), "run the fit again");
            }
            else
            {
                contents.CheckOrigin(diagnostics);
            }

            if (contents is not null && TablesOfRun.Where(t => !names.Contains(t)).ToArray() is { Length: > 0 } missing)
            {
                diagnostics.Warning(
                    "PK7507", $"'{shown}' has no {string.Join(", ", missing)}; the charts made from {(missing.Length == 1 ? "it" : "them")} are left out", new FileLocation(shown), "run the fit again");
            }

            if (contents is not null && contents.Description.ValueKind != JsonValueKind.Object)
            {
                diagnostics.Warning("PK7503", $"'{shown}' has no report.json, so its report has tables only", new FileLocation(shown), "run the fit again with this version for equations and charts");
            }

            return contents;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            diagnostics.Error("PK7504", $"'{shown}' cannot be read", new FileLocation(shown), e.Message);
            return null;
        }
    }

    /// <summary>The contents a set of files amounts to.</summary>
    /// <param name="name">The run.</param>
    /// <param name="files">The files' bytes by name.</param>
    /// <returns>The contents, or null when <c>fit.json</c> is none of this schema.</returns>
    internal static RunContents? TryOf(string name, IReadOnlyDictionary<string, byte[]> files)
    {
        try
        {
            var fit = Parse(files["fit.json"]);
            if (fit.GetProperty("schemaVersion").GetInt32() != FitJsonWriter.SchemaVersion || fit.GetProperty("provenance").ValueKind != JsonValueKind.Object)
            {
                return null;
            }

            var description = files.TryGetValue("report.json", out var bytes) ? Parse(bytes) : default;
            var model = files.Keys.FirstOrDefault(IsModel);
            return new RunContents(name, fit, description, TablesOf(files, []), ChecksOf(files, []), model is null ? null : ReadText(files[model]));
        }
        catch (Exception e) when (e is JsonException or KeyNotFoundException or InvalidOperationException or FormatException)
        {
            return null;
        }
    }

    /// <summary>A table of the folder, or null when it holds none of that name.</summary>
    /// <param name="name">The file's name.</param>
    internal CsvTable? Table(string name) => _tables.GetValueOrDefault(name);

    /// <summary>What a check by simulation says of itself; undefined when the folder holds no such document.</summary>
    /// <param name="name">The file's name.</param>
    internal JsonElement Check(string name) => _checks.GetValueOrDefault(name);

    /// <summary>The settings of a check by simulation; undefined when the folder holds no such document.</summary>
    /// <param name="name">The file's name.</param>
    internal JsonElement Settings(string name) => Check(name).Field("settings");

    /// <summary>What the run and its checks found, in the order of the documents.</summary>
    internal IEnumerable<JsonElement> Findings => Fit.Items("warnings").Concat(CheckNames.SelectMany(c => Check(c).Items("findings")));

    private static Dictionary<string, CsvTable> TablesOf(IReadOnlyDictionary<string, byte[]> files, Dictionary<string, CsvTable> earlier)
    {
        var tables = new Dictionary<string, CsvTable>(earlier);
        foreach (var name in Tables.Where(files.ContainsKey))
        {
            tables[name] = CsvTable.Read(files[name]);
        }

        return tables;
    }

    private static Dictionary<string, JsonElement> ChecksOf(IReadOnlyDictionary<string, byte[]> files, Dictionary<string, JsonElement> earlier)
    {
        var checks = new Dictionary<string, JsonElement>(earlier);
        foreach (var name in CheckNames.Where(files.ContainsKey))
        {
            checks[name] = Parse(files[name]);
        }

        return checks;
    }

    private static byte[] Content(RunFile file)
    {
        using var stream = new MemoryStream();
        file.Write(stream);
        return stream.ToArray();
    }

    private static void AddCheck(string folder, Dictionary<string, byte[]> files, DiagnosticBag diagnostics)
    {
        var names = Directory.Exists(folder) ? Directory.EnumerateFiles(folder).Select(f => Path.GetFileName(f)!).Where(n => IsCheck(n) || (Tables.Contains(n) && !RunFile.Names.Contains(n))).ToArray() : [];
        if (!names.Any(n => n is "vpc.csv" or "npde.csv"))
        {
            diagnostics.Error("PK7505", $"'{folder}' holds no check by simulation", new FileLocation(folder), "name a folder with a vpc.csv or npde.csv");
        }

        foreach (var name in names)
        {
            files[name] = File.ReadAllBytes(Path.Combine(folder, name));
        }
    }

    // A check of another model or of other data would be believed.
    private void CheckOrigin(DiagnosticBag diagnostics)
    {
        foreach (var (name, check) in _checks)
        {
            foreach (var hash in (string[])["modelSha256", "dataSha256"])
            {
                if (check.Field("provenance").Text(hash) is { } checkedHash && checkedHash != Fit.Field("provenance").Text(hash))
                {
                    diagnostics.Error("PK7506", $"{name} is a check of {(hash == "modelSha256" ? "another model" : "other data")} than '{Name}'", new FileLocation(Name), "make the check of this run");
                }
            }
        }
    }

    private static bool IsCheck(string name) => CheckNames.Contains(name);

    private static bool IsNeeded(string name) => name is "fit.json" or "report.json" || IsCheck(name) || Tables.Contains(name) || IsModel(name);

    private static bool IsModel(string name) => Path.GetExtension(name) is ".poppk" or ".mod" or ".ctl";

    private static JsonElement Parse(byte[] content)
    {
        using var document = JsonDocument.Parse(content);
        return document.RootElement.Clone();
    }

    private static string ReadText(byte[] content)
    {
        using var reader = new StreamReader(new MemoryStream(content));
        return reader.ReadToEnd();
    }
}
