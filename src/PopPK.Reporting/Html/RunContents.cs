using System.Collections.Immutable;
using System.Text.Json;
using PopPK.Reporting.Csv;
using PopPK.Reporting.Json;
using PopPK.Text;

namespace PopPK.Reporting.Html;

/// <summary>What a run folder holds, as far as its report is made from it. Immutable.</summary>
public sealed class RunContents
{
    private static readonly ImmutableArray<string> Tables = ["predictions.csv", "individuals.csv", "iterations.csv", "vpc.csv", "vpc_points.csv", "npde.csv"];
    private static readonly ImmutableArray<string> TablesOfRun = ["predictions.csv", "individuals.csv", "iterations.csv"];
    private readonly Dictionary<string, CsvTable> _tables;

    private readonly Dictionary<string, JsonElement> _checks;

    private RunContents(string name, JsonElement fit, JsonElement description, Dictionary<string, CsvTable> tables, Dictionary<string, JsonElement> checks, string? modelText)
    {
        (Name, Fit, Description, _tables, _checks, ModelText) = (name, fit, description, tables, checks, modelText);
    }

    /// <summary>The run, as it is called in a comparison: its folder as the user named it.</summary>
    public string Name { get; }

    /// <summary>The document <c>fit.json</c>.</summary>
    internal JsonElement Fit { get; }

    /// <summary>The document <c>report.json</c>; undefined when an earlier version wrote the run.</summary>
    internal JsonElement Description { get; }

    /// <summary>The model's own text, or null when the folder holds none.</summary>
    internal string? ModelText { get; }

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
            var tables = Tables.Where(files.ContainsKey).ToDictionary(t => t, t => CsvTable.Read(files[t]));
            var checks = files.Keys.Where(IsCheck).ToDictionary(n => n, n => Parse(files[n]));
            var model = files.Keys.FirstOrDefault(IsModel);
            return new RunContents(name, fit, description, tables, checks, model is null ? null : ReadText(files[model]));
        }
        catch (Exception e) when (e is JsonException or KeyNotFoundException or InvalidOperationException or FormatException)
        {
            return null;
        }
    }

    /// <summary>A table of the folder, or null when it holds none of that name.</summary>
    /// <param name="name">The file's name.</param>
    internal CsvTable? Table(string name) => _tables.GetValueOrDefault(name);

    /// <summary>The settings of a check by simulation; undefined when the folder holds no such document.</summary>
    /// <param name="name">The file's name.</param>
    internal JsonElement Settings(string name) => _checks.GetValueOrDefault(name).Field("settings");

    private static void AddCheck(string folder, Dictionary<string, byte[]> files, DiagnosticBag diagnostics)
    {
        var names = Directory.Exists(folder) ? Directory.EnumerateFiles(folder).Select(f => Path.GetFileName(f)!).Where(n => IsCheck(n) || n is "vpc.csv" or "vpc_points.csv" or "npde.csv").ToArray() : [];
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

    private static bool IsCheck(string name) => name is "vpc.json" or "npde.json";

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
