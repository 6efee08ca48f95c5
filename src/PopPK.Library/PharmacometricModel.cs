using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using System.Text;
using PopPK.Likelihood;
using PopPK.Pipeline;
using PopPK.Reporting;
using PopPK.Simulation;
using PopPK.Text;

namespace PopPK;

/// <summary>
/// A population model, the starting point of everything else. It comes from a <c>.poppk</c> text or a control stream, reads data, and is fitted to them,
/// evaluated with them or simulated for them. Immutable; safe to share between threads.
/// </summary>
/// <example>
/// <code>
/// var model = PharmacometricModel.Load("theophylline.poppk");
/// var data = model.ReadData();
/// var fit = model.Fit(data);
/// Console.WriteLine(fit.Parameters["tvcl"].Estimate);
/// </code>
/// </example>
public sealed class PharmacometricModel
{
    private readonly WorkingFolder _folder;

    private PharmacometricModel(ModelSession session, WorkingFolder folder) => (Session, _folder) = (session, folder);

    /// <summary>The model's name.</summary>
    public string Name => Session.Model!.Name;

    /// <summary>Its title, or null.</summary>
    public string? Title => Session.Model!.Title;

    /// <summary>Its text.</summary>
    public string Text => Session.ModelFile!.ReadText();

    /// <summary>Warnings and notes about the model.</summary>
    public ImmutableArray<Diagnostic> Diagnostics => Session.Diagnostics;

    /// <summary>The model as it was read.</summary>
    internal ModelSession Session { get; }

    /// <summary>Reads a model file: PopPK's own language or a control stream.</summary>
    /// <param name="path">The file.</param>
    /// <returns>The model.</returns>
    /// <exception cref="ModelException">The file cannot be read or the model has errors.</exception>
    public static PharmacometricModel Load(string path) =>
        TryLoad(path, out var model, out var diagnostics) ? model : throw new ModelException(diagnostics);

    /// <summary>Reads a model file without throwing for what is wrong with it.</summary>
    /// <param name="path">The file.</param>
    /// <param name="model">The model, or null when it has errors.</param>
    /// <param name="diagnostics">Everything that was found.</param>
    /// <returns>True when there is a model.</returns>
    public static bool TryLoad(string path, [NotNullWhen(true)] out PharmacometricModel? model, out ImmutableArray<Diagnostic> diagnostics)
    {
        ArgumentNullException.ThrowIfNull(path);
        var folder = CurrentFolder();
        return TryMake(ModelSession.OpenModel(path, folder), folder, out model, out diagnostics);
    }

    /// <summary>Reads a model from its text.</summary>
    /// <param name="text">The text.</param>
    /// <param name="name">What messages call it; files it names are relative to this one's folder.</param>
    /// <returns>The model.</returns>
    /// <exception cref="ModelException">The model has errors.</exception>
    public static PharmacometricModel Parse(string text, string name = "model.poppk") =>
        TryParse(text, name, out var model, out var diagnostics) ? model : throw new ModelException(diagnostics);

    /// <summary>Reads a model from its text without throwing for what is wrong with it.</summary>
    /// <param name="text">The text.</param>
    /// <param name="name">What messages call it; files it names are relative to this one's folder.</param>
    /// <param name="model">The model, or null when it has errors.</param>
    /// <param name="diagnostics">Everything that was found.</param>
    /// <returns>True when there is a model.</returns>
    public static bool TryParse(string text, string name, [NotNullWhen(true)] out PharmacometricModel? model, out ImmutableArray<Diagnostic> diagnostics)
    {
        ArgumentNullException.ThrowIfNull(text);
        ArgumentException.ThrowIfNullOrWhiteSpace(name);
        var folder = CurrentFolder();
        return TryMake(ModelSession.OfModel(new InputFile(name, folder.FullPath(name), Encoding.UTF8.GetBytes(text)), folder), folder, out model, out diagnostics);
    }

    /// <summary>Reads the data file that the model names.</summary>
    /// <returns>The data.</returns>
    /// <exception cref="ModelException">The model names none, or the data cannot be used.</exception>
    public TrialData ReadData() => Of(Session.WithData(null, _folder));

    /// <summary>Reads a data file.</summary>
    /// <param name="path">The file.</param>
    /// <returns>The data.</returns>
    /// <exception cref="ModelException">The data cannot be used.</exception>
    public TrialData ReadData(string path)
    {
        ArgumentNullException.ThrowIfNull(path);
        return Of(Session.WithData(path, CurrentFolder()));
    }

    /// <summary>Reads data from a text.</summary>
    /// <param name="text">The text of a data file; read to its end and not closed.</param>
    /// <param name="name">What messages call it.</param>
    /// <returns>The data.</returns>
    /// <exception cref="ModelException">The data cannot be used.</exception>
    public TrialData ReadData(TextReader text, string name = "data.csv")
    {
        ArgumentNullException.ThrowIfNull(text);
        ArgumentException.ThrowIfNullOrWhiteSpace(name);
        return Of(Session.WithData(new InputFile(name, CurrentFolder().FullPath(name), Encoding.UTF8.GetBytes(text.ReadToEnd()))));
    }

    /// <summary>Reads a data file without throwing for what is wrong with it.</summary>
    /// <param name="path">The file.</param>
    /// <param name="data">The data, or null when they cannot be used.</param>
    /// <param name="diagnostics">Everything that was found, about the model too.</param>
    /// <returns>True when there are data.</returns>
    public bool TryReadData(string path, [NotNullWhen(true)] out TrialData? data, out ImmutableArray<Diagnostic> diagnostics)
    {
        ArgumentNullException.ThrowIfNull(path);
        var session = Session.WithData(path, CurrentFolder()).WithStaticChecks();
        diagnostics = session.Diagnostics;
        data = session is { HasErrors: false, Cohort: not null } ? new TrialData(this, session) : null;
        return data is not null;
    }

    /// <summary>Estimates the parameters.</summary>
    /// <param name="data">The data.</param>
    /// <param name="options">How; null for the default.</param>
    /// <param name="progress">Hears how far it is, on the thread that computes; null for silence.</param>
    /// <param name="cancellationToken">Ends the fit after the iteration that is running.</param>
    /// <returns>The fit, also when it did not converge: see <see cref="FitResult.IsConverged"/>.</returns>
    /// <exception cref="ModelException">The method cannot compute with this model and these data.</exception>
    /// <exception cref="FitInterruptedException">It was cancelled; the exception has what exists.</exception>
    /// <exception cref="ArgumentException">The data are another model's, or an option is out of range.</exception>
    public FitResult Fit(TrialData data, FitOptions? options = null, IProgress<FitProgress>? progress = null, CancellationToken cancellationToken = default) =>
        LibraryRun.Run(RunKind.Fit, Own(data), options ?? new FitOptions(), progress, cancellationToken);

    /// <summary>Estimates the parameters on a thread of the pool.</summary>
    /// <inheritdoc cref="Fit"/>
    public Task<FitResult> FitAsync(
        TrialData data, FitOptions? options = null, IProgress<FitProgress>? progress = null, CancellationToken cancellationToken = default) =>
        Task.Run(() => Fit(data, options, progress, cancellationToken), cancellationToken);

    /// <summary>Computes the objective, individual estimates and residuals at the model's own parameter values; nothing is estimated.</summary>
    /// <inheritdoc cref="Fit"/>
    public FitResult Evaluate(TrialData data, FitOptions? options = null, IProgress<FitProgress>? progress = null, CancellationToken cancellationToken = default) =>
        LibraryRun.Run(RunKind.Evaluation, Own(data), options ?? new FitOptions(), progress, cancellationToken);

    /// <summary>Draws subjects and observations at the model's own parameter values.</summary>
    /// <param name="design">Who gets which doses and is observed when; what DV says does not matter.</param>
    /// <param name="settings">How often, with which seed; null for once.</param>
    /// <param name="progress">Hears which share is done, on the threads that compute; null for silence.</param>
    /// <param name="cancellationToken">Ends the simulation.</param>
    /// <returns>All records of all replicates; <see cref="SimulateProfiles"/> does not keep them all.</returns>
    /// <exception cref="ModelException">The model cannot be drawn from.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    /// <exception cref="ArgumentException">The design is another model's, or a setting is out of range.</exception>
    public SimulatedData Simulate(
        TrialData design, SimulationSettings? settings = null, IProgress<double>? progress = null, CancellationToken cancellationToken = default) =>
        LibrarySimulation.OfModel(Own(design), settings ?? new SimulationSettings()).Rows(progress, cancellationToken);

    /// <summary>Draws subjects and observations one after the other, at the model's own parameter values: memory does not grow with the number of replicates.</summary>
    /// <param name="design">Who gets which doses and is observed when; what DV says does not matter.</param>
    /// <param name="settings">How often, with which seed; null for once.</param>
    /// <param name="cancellationToken">Ends the simulation.</param>
    /// <returns>The subjects, replicate by replicate; they are drawn while they are asked for.</returns>
    /// <inheritdoc cref="Simulate" path="/exception"/>
    public IEnumerable<SimulatedProfile> SimulateProfiles(TrialData design, SimulationSettings? settings = null, CancellationToken cancellationToken = default) =>
        LibrarySimulation.OfModel(Own(design), settings ?? new SimulationSettings()).Profiles(cancellationToken);

    /// <summary>The data, when they are this model's.</summary>
    /// <param name="data">The data.</param>
    internal TrialData Own(TrialData data)
    {
        ArgumentNullException.ThrowIfNull(data);
        return data.Model == this ? data : throw new ArgumentException($"The data were read by another model, {data.Model.Name}: read them by ReadData of this one.", nameof(data));
    }

    // Like a file's name: the one thing that is taken from the process.
    private static WorkingFolder CurrentFolder() => new(Directory.GetCurrentDirectory());

    private static bool TryMake(
        ModelSession session, WorkingFolder folder, [NotNullWhen(true)] out PharmacometricModel? model, out ImmutableArray<Diagnostic> diagnostics)
    {
        // What only compiling shows is shown at once, not when data are read.
        var compiled = session.HasErrors ? null : session.Compile();
        diagnostics = compiled is { Model: null } ? [.. session.Diagnostics, .. compiled.Diagnostics] : session.Diagnostics;
        model = compiled is { Model: not null } ? new PharmacometricModel(session, folder) : null;
        return model is not null;
    }

    private TrialData Of(ModelSession session)
    {
        session = session.WithStaticChecks();
        return session is { HasErrors: false, Cohort: not null } ? new TrialData(this, session) : throw new ModelException(session.Diagnostics);
    }
}
