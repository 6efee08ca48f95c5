using PopPK.Likelihood;
using PopPK.Modeling;
using PopPK.Reporting;
using PopPK.Reporting.Json;
using PopPK.Text;

namespace PopPK.Cli.Pipeline;

/// <summary>
/// What commands simulate from: a model at its own values, or a run, which is the model in its folder at the estimates, with the data it was
/// run on. Immutable.
/// </summary>
internal sealed record ModelOrRun
{
    private ModelOrRun()
    {
    }

    /// <summary>Model and data.</summary>
    public required ModelSession Session { get; init; }

    /// <summary>The run, or null when a model was named.</summary>
    public RecordedRun? Run { get; private init; }

    /// <summary>The run's folder, full path, or null when a model was named.</summary>
    public string? Folder { get; private init; }

    /// <summary>Reads a model, or a run and its model, and the data.</summary>
    /// <param name="path">A model file, a folder that a fit wrote, or the <c>fit.json</c> in it, as the user named it.</param>
    /// <param name="dataPath">The data file instead of its own, or null.</param>
    /// <param name="needsData">False when a design comes from elsewhere: then missing data are no problem.</param>
    /// <param name="environment">Where the command runs.</param>
    /// <param name="problems">Receives what is wrong with model, run and data.</param>
    /// <param name="mayLackObservations">True to take data without one observation.</param>
    public static ModelOrRun? Open(
        string path, string? dataPath, bool needsData, CliEnvironment environment, DiagnosticBag problems, bool mayLackObservations = false)
    {
        var full = environment.FullPath(path);
        var folder = File.Exists(Path.Combine(full, "fit.json")) ? full
            : Path.GetFileName(full) == "fit.json" && File.Exists(full) ? Path.GetDirectoryName(full)
            : null;
        if (folder is null)
        {
            var session = ModelSession.OpenModel(path, environment);
            session = needsData || dataPath is not null ? session.WithData(dataPath, environment, mayLackObservations) : session;
            problems.AddRange(Said(session, mayLackObservations));
            return new ModelOrRun { Session = session };
        }

        if (RecordedRun.TryRead(File.ReadAllText(Path.Combine(folder, "fit.json"))) is not { } run)
        {
            problems.Error("PK6061", $"'{path}' is no result of this program", new FileLocation(path), $"expected a fit.json of schema {FitJsonWriter.SchemaVersion}");
            return null;
        }

        var own = Path.Combine(folder, Path.GetFileName(run.ModelFile));
        var model = ModelSession.OpenModel(environment.Shown(File.Exists(own) ? own : Path.Combine(folder, "model.poppk")), environment);
        var data = dataPath ?? (needsData ? FindData(run, folder, environment, problems) : null);
        model = data is null ? model : model.WithData(data, environment, mayLackObservations);
        problems.AddRange(Said(model, mayLackObservations));
        if (model.DataFile is { } file && file.Sha256 != run.DataSha256 && dataPath is null)
        {
            problems.Warning("PK7111", $"the data file has changed since the run '{path}'", new FileLocation(file.Name), "name the file the run was made with by --data, or fit again");
        }

        return new ModelOrRun { Session = model, Run = run, Folder = folder };
    }

    // Who may lack observations need not be told what that means for an estimation.
    private static IEnumerable<Diagnostic> Said(ModelSession session, bool mayLackObservations) =>
        session.Diagnostics.Where(d => !mayLackObservations || d.Code != "PK2215");

    /// <summary>Reads its own data too, which were not needed at first.</summary>
    /// <param name="environment">Where the command runs.</param>
    /// <param name="problems">Receives what is wrong with the data.</param>
    public ModelOrRun WithData(CliEnvironment environment, DiagnosticBag problems)
    {
        var path = Run is null ? null : FindData(Run, Folder!, environment, problems);
        if (Run is not null && path is null)
        {
            return this;
        }

        var session = Session.WithData(path, environment);
        problems.AddRange(session.Diagnostics.Skip(Session.Diagnostics.Length));
        return this with { Session = session };
    }

    /// <summary>What results were made from. Model and, where they are used, data could be read.</summary>
    /// <param name="path">The model or run, as the user named it.</param>
    public ResultSource Describe(string path) => new()
    {
        Model = Model!.Name,
        Version = ProgramVersion.Text,
        ModelFile = Session.ModelFile!.Name,
        ModelSha256 = Session.ModelFile.Sha256,
        Run = Run is null ? null : path,
        DataFile = Session.DataFile?.Name,
        DataSha256 = Session.DataFile?.Sha256,
    };

    /// <summary>The values of the free parameters: the run's estimates, or the model's own.</summary>
    /// <param name="layout">The model's parameters.</param>
    /// <param name="problems">Receives what does not fit together.</param>
    /// <returns>The values, natural scale, or null when there are none.</returns>
    public double[]? FreeParameters(ParameterLayout layout, DiagnosticBag problems)
    {
        if (Run is null)
        {
            return layout.InitialFree();
        }

        var estimated = Run.Parameters.Where(p => !p.IsFixed).ToArray();
        var names = layout.Free.Select(i => layout.Parameters[i].Name).ToArray();
        if (!names.SequenceEqual(estimated.Select(p => p.Name)) || estimated.Any(p => !double.IsFinite(p.Estimate)))
        {
            problems.Error("PK7112", "the run has no estimates of all parameters of the model in its folder", new FileLocation(Folder!), "fit the model again");
            return null;
        }

        return [.. estimated.Select(p => p.Estimate)];
    }

    /// <summary>The model, or null when it has errors.</summary>
    public PopulationModel? Model => Session.Model;

    // The name is relative to where the run was started, which may be here, or the folder that holds the folder of runs.
    private static string? FindData(RecordedRun run, string folder, CliEnvironment environment, DiagnosticBag problems)
    {
        var places = new[] { environment.WorkingDirectory, Path.Combine(folder, "..", ".."), Path.Combine(folder, ".."), folder };
        var found = places.Select(p => Path.GetFullPath(run.DataFile, p)).FirstOrDefault(File.Exists);
        if (found is null)
        {
            problems.Error("PK7110", $"the data of the run, '{run.DataFile}', are not found", new FileLocation(environment.Shown(folder)), "name them by --data FILE");
        }

        return found is null ? null : environment.Shown(found);
    }
}
