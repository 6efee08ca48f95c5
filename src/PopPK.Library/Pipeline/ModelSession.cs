using System.Collections.Immutable;
using PopPK.Data;
using PopPK.Language.Nonmem;
using PopPK.Language.Poppk;
using PopPK.Likelihood.Checks;
using PopPK.Modeling;
using PopPK.Prediction;
using PopPK.Prediction.Compilation;
using PopPK.Text;

namespace PopPK.Pipeline;

/// <summary>
/// Model and data as far as they could be prepared, with everything that was found on the way:
/// file -> text -> model; data file -> data set; model and data set -> cohort. Immutable.
/// </summary>
internal sealed record ModelSession
{
    /// <summary>The model file, or null when it cannot be read.</summary>
    public InputFile? ModelFile { get; private init; }

    /// <summary>The stages of reading the model, or null without a file or when it is a control stream.</summary>
    public ModelReading? Reading { get; private init; }

    /// <summary>The stages of reading a control stream, or null when the model is none.</summary>
    public ControlStreamReading? Stream { get; private init; }

    /// <summary>The files a control stream includes, in the order in which it does.</summary>
    public ImmutableArray<InputFile> IncludedFiles { get; private init; } = [];

    /// <summary>The model, or null when it has errors.</summary>
    public PopulationModel? Model => Reading?.Model ?? Stream?.Model;

    /// <summary>The data file, or null when none is named or it cannot be read.</summary>
    public InputFile? DataFile { get; private init; }

    /// <summary>The data, or null when they have errors.</summary>
    public Dataset? Dataset { get; private init; }

    /// <summary>The model bound to the data, or null when either has errors.</summary>
    public Cohort? Cohort { get; private init; }

    /// <summary>Everything that was found.</summary>
    public required ImmutableArray<Diagnostic> Diagnostics { get; init; }

    /// <summary>True when nothing may be run.</summary>
    public bool HasErrors => Diagnostics.Any(d => d.IsError);

    /// <summary>Reads a model, without data.</summary>
    /// <param name="modelPath">The model file, as the user named it.</param>
    /// <param name="folder">Where relative paths start from.</param>
    public static ModelSession OpenModel(string modelPath, WorkingFolder folder)
    {
        var diagnostics = new DiagnosticBag();
        var session = ReadModel(modelPath, folder, diagnostics);
        return session with { Diagnostics = [.. diagnostics] };
    }

    /// <summary>Reads a model that is at hand, without data.</summary>
    /// <param name="file">The model file.</param>
    /// <param name="folder">Where relative paths start from.</param>
    public static ModelSession OfModel(InputFile file, WorkingFolder folder)
    {
        var diagnostics = new DiagnosticBag();
        var session = ReadModel(file, folder, diagnostics);
        return session with { Diagnostics = [.. diagnostics] };
    }

    /// <summary>Reads a model and its data and binds them.</summary>
    /// <param name="modelPath">The model file, as the user named it.</param>
    /// <param name="dataPath">The data file instead of the model's own, or null.</param>
    /// <param name="folder">Where relative paths start from.</param>
    public static ModelSession Open(string modelPath, string? dataPath, WorkingFolder folder) =>
        OpenModel(modelPath, folder).WithData(dataPath, folder);

    /// <summary>Reads the data and binds the model to them.</summary>
    /// <param name="dataPath">The data file instead of the model's own, or null.</param>
    /// <param name="folder">Where relative paths start from.</param>
    public ModelSession WithData(string? dataPath, WorkingFolder folder)
    {
        var diagnostics = new DiagnosticBag();
        var file = Model is { } model ? FindData(this, model, dataPath, folder, diagnostics) : null;
        return WithData(file, diagnostics);
    }

    /// <summary>Reads data that are at hand and binds the model to them.</summary>
    /// <param name="file">The data file.</param>
    public ModelSession WithData(InputFile file) => WithData(file, []);

    private ModelSession WithData(InputFile? file, DiagnosticBag found)
    {
        var diagnostics = new DiagnosticBag();
        diagnostics.AddRange(Diagnostics);
        diagnostics.AddRange(found);
        var session = Model is { } model && file is not null ? ReadData(this, model, file, diagnostics) : this;
        if (session is { Model: { } bound, Dataset: { } dataset })
        {
            var binding = CohortBuilder.Build(bound, dataset);
            diagnostics.AddRange(binding.Diagnostics);
            session = session with { Cohort = binding.Cohort };
        }

        return session with { Diagnostics = [.. diagnostics] };
    }

    /// <summary>
    /// Adds what may not be meant although nothing is wrong: doses and covariates that tell nothing, initial estimates that are no good
    /// start, parameters the data cannot tell about; nothing when there are errors.
    /// </summary>
    public ModelSession WithStaticChecks() => HasErrors || Model is not { } model ? this : this with
    {
        Diagnostics = [.. Diagnostics, .. InitialEstimateCheck.Check(model), .. Cohort is null ? [] : DataCheck.Check(Cohort).Concat(InformationCheck.Check(Cohort))],
    };

    /// <summary>Compiles the model without data, when <see cref="Cohort"/> is missing and the model itself has no errors.</summary>
    public ModelCompilation? Compile() => Model is { } model ? ModelCompiler.Compile(model) : null;

    private static ModelSession ReadModel(string path, WorkingFolder folder, DiagnosticBag diagnostics)
    {
        if (InputFile.Read(path, folder.FullPath(path), InputKind.Model, null, diagnostics) is not { } file)
        {
            return new ModelSession { Diagnostics = [] };
        }

        return ReadModel(file, folder, diagnostics);
    }

    private static ModelSession ReadModel(InputFile file, WorkingFolder folder, DiagnosticBag diagnostics)
    {
        var source = new SourceText(file.Name, file.ReadText());
        if (ControlStreamReader.IsControlStream(source.Content))
        {
            var included = new List<InputFile>();
            var stream = ControlStreamReader.Read(source, name => Included(file, name, folder, included));
            diagnostics.AddRange(stream.Diagnostics);
            return new ModelSession { ModelFile = file, Stream = stream, IncludedFiles = [.. included.DistinctBy(i => i.FullPath)], Diagnostics = [] };
        }

        var reading = ModelReader.Read(source);
        diagnostics.AddRange(reading.Diagnostics);
        return new ModelSession { ModelFile = file, Reading = reading, Diagnostics = [] };
    }

    /// <summary>The text of a file that a control stream includes, by its name relative to the control stream; null when it cannot be read.</summary>
    /// <param name="file">The control stream.</param>
    /// <param name="name">The included file, as written.</param>
    /// <param name="folder">Where relative paths start from.</param>
    /// <param name="included">Receives the file, or null.</param>
    internal static SourceText? Included(InputFile file, string name, WorkingFolder folder, List<InputFile>? included = null)
    {
        try
        {
            var fullPath = Path.GetFullPath(name, Path.GetDirectoryName(file.FullPath)!);
            var read = new InputFile(folder.Shown(fullPath), fullPath, File.ReadAllBytes(fullPath));
            included?.Add(read);
            return new SourceText(read.Name, read.ReadText());
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            return null;
        }
    }

    private static ModelSession ReadData(ModelSession session, PopulationModel model, InputFile file, DiagnosticBag diagnostics)
    {
        using var text = new StringReader(file.ReadText());
        var reading = ModelDataset.Read(model, text, file.Name);
        diagnostics.AddRange(reading.Diagnostics);
        return session with { DataFile = file, Dataset = reading.Dataset };
    }

    // What the command names is relative to the working directory, what the model names to the model.
    private static InputFile? FindData(
        ModelSession session,
        PopulationModel model,
        string? dataPath,
        WorkingFolder folder,
        DiagnosticBag diagnostics)
    {
        if (dataPath is not null)
        {
            return InputFile.Read(dataPath, folder.FullPath(dataPath), InputKind.Data, null, diagnostics);
        }

        if (model.Data is not { } reference)
        {
            diagnostics.Error(InputKind.Data.Code(3), "neither the model nor the command names a data file", new FileLocation(session.ModelFile!.Name),
                "write data \"file.csv\" below the model's name, or give --data file.csv");
            return null;
        }

        var fullPath = Path.GetFullPath(reference.Path, Path.GetDirectoryName(session.ModelFile!.FullPath)!);
        return InputFile.Read(folder.Shown(fullPath), fullPath, InputKind.Data, reference.Location, diagnostics);
    }
}
