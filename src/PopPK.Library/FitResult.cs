using System.Collections.Immutable;
using PopPK.Evaluation;
using PopPK.Likelihood;
using PopPK.Pipeline;
using PopPK.Reporting;
using PopPK.Reporting.Html;
using PopPK.Text;

namespace PopPK;

/// <summary>What a fit or an evaluation found out. Immutable; safe to share between threads.</summary>
/// <example>
/// <code>
/// var fit = model.Fit(data);
/// Console.WriteLine($"OFV {fit.Ofv:F3}, clearance {fit.Parameters["tvcl"].Estimate:G4}");
/// foreach (var finding in fit.Findings)
/// {
///     Console.WriteLine(finding.Message);
/// }
///
/// fit.Save("runs/theophylline");
/// </code>
/// </example>
public sealed class FitResult
{
    internal FitResult(TrialData data, RunReport report)
    {
        (Data, Report) = (data, report);
        var rows = ParameterTable.All(report);
        Parameters = new ParameterEstimates(rows.Where(r => !r.Parameter.IsStructuralZero).Select(r => new ParameterEstimate(r)));
        Omega = FitTables.Omega(report, rows);
        EtaShrinkage = new NamedValues(data.Cohort.Model.Etas.Select(e => e.Name), FitTables.EtaShrinkage(report));
        EpsilonShrinkage = new NamedValues(data.Session.Model!.Endpoints.Select(e => e.Name), FitTables.EpsilonShrinkage(report));
        Covariance = FitTables.Covariance(report);
        Individuals = FitTables.Individuals(report);
        Records = FitTables.Records(report);
        Findings = Reporting.Findings.Of(report);
        var criteria = InformationCriteria.Of(report.Estimation);
        (Aic, Bic) = (criteria.Aic, criteria.Bic);
    }

    /// <summary>The data.</summary>
    public TrialData Data { get; }

    /// <summary>The model.</summary>
    public PharmacometricModel Model => Data.Model;

    /// <summary>The method; of a chain the last.</summary>
    public string Method => Report.Estimation.Approximation.Name;

    /// <summary>True when the numbers are what was asked for: the search converged, or nothing was to be estimated, and the objective exists.</summary>
    public bool IsConverged => Report.IsConverged;

    /// <summary>How it ended, in a sentence.</summary>
    public string Termination => Report.Estimation.Termination;

    /// <summary>Objective function value, without the constant N log 2π, as NONMEM-style programs report it; NaN when it does not exist.</summary>
    public double Ofv => Report.Estimation.Ofv;

    /// <summary>-2 log likelihood, complete.</summary>
    public double Minus2LogLikelihood => Report.Estimation.Minus2LogLikelihood;

    /// <summary>Akaike's information criterion.</summary>
    public double Aic { get; }

    /// <summary>The Bayesian information criterion, with the number of observations.</summary>
    public double Bic { get; }

    /// <summary>Number of iterations of the search; of a chain the last one's.</summary>
    public int Iterations => Math.Max(0, Report.Estimation.Iterations.Length - 1);

    /// <summary>The parameters of the population: estimates, standard errors, intervals.</summary>
    public ParameterEstimates Parameters { get; }

    /// <summary>The covariance matrix of the random effects, by their names.</summary>
    public NamedMatrix Omega { get; }

    /// <summary>The covariance matrix of the estimated parameters, by their names; null without a covariance step that succeeded.</summary>
    public NamedMatrix? Covariance { get; }

    /// <summary>Shrinkage of the random effects, 1 - sd(eta) / omega; NaN when not known.</summary>
    public NamedValues EtaShrinkage { get; }

    /// <summary>Shrinkage of the residuals by endpoint, 1 - sd(IWRES); NaN when not known.</summary>
    public NamedValues EpsilonShrinkage { get; }

    /// <summary>The subjects in the order of the data; none when the objective does not exist.</summary>
    public ImmutableArray<IndividualResult> Individuals { get; }

    /// <summary>Predictions and residuals of every record in the order of the data; none when the objective does not exist.</summary>
    public ImmutableArray<PredictedRecord> Records { get; }

    /// <summary>What deserves attention, the gravest first: parameters at a bound, large standard errors, high shrinkage and the like, each with advice.</summary>
    public ImmutableArray<Diagnostic> Findings { get; }

    /// <summary>What the documents are written from.</summary>
    internal RunReport Report { get; }

    /// <summary>
    /// Writes the folder that <c>poppk fit</c> writes: <c>fit.json</c>, <c>individuals.csv</c>, <c>predictions.csv</c> and so on. It
    /// appears complete or not at all; an earlier run there is replaced.
    /// </summary>
    /// <param name="folder">The folder.</param>
    /// <returns>Its full path.</returns>
    /// <exception cref="IOException">It cannot be written, or holds something else than a run.</exception>
    /// <exception cref="UnauthorizedAccessException">It cannot be written.</exception>
    public string Save(string folder)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(folder);
        var target = RunFolder.Named(Path.GetFullPath(folder));
        if (target.Check() is { } problem)
        {
            throw new IOException(DiagnosticRenderer.Render(problem));
        }

        var written = target.Write(RunFile.Of(Report));
        HtmlReport.WriteInto(written);
        return written;
    }

    /// <summary>Draws subjects and observations at the estimates.</summary>
    /// <param name="design">Who gets which doses and is observed when: the data of the fit, or others that its model read.</param>
    /// <param name="settings">How often, with which seed; null for once.</param>
    /// <param name="progress">Hears which share is done, on the threads that compute; null for silence.</param>
    /// <param name="cancellationToken">Ends the simulation.</param>
    /// <returns>All records of all replicates; <see cref="SimulateProfiles"/> does not keep them all.</returns>
    /// <exception cref="ModelException">The model cannot be drawn from, or the fit lacks estimates or their covariance matrix.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    /// <exception cref="ArgumentException">The design is another model's, or a setting is out of range.</exception>
    public SimulatedData Simulate(
        TrialData design, SimulationSettings? settings = null, IProgress<double>? progress = null, CancellationToken cancellationToken = default) =>
        LibrarySimulation.OfFit(this, Model.Own(design), settings ?? new SimulationSettings()).Rows(progress, cancellationToken);

    /// <summary>Draws subjects and observations one after the other, at the estimates: memory does not grow with the number of replicates.</summary>
    /// <param name="design">Who gets which doses and is observed when: the data of the fit, or others that its model read.</param>
    /// <param name="settings">How often, with which seed; null for once.</param>
    /// <param name="cancellationToken">Ends the simulation.</param>
    /// <returns>The subjects, replicate by replicate; they are drawn while they are asked for.</returns>
    /// <inheritdoc cref="Simulate" path="/exception"/>
    public IEnumerable<SimulatedProfile> SimulateProfiles(TrialData design, SimulationSettings? settings = null, CancellationToken cancellationToken = default) =>
        LibrarySimulation.OfFit(this, Model.Own(design), settings ?? new SimulationSettings()).Profiles(cancellationToken);

    /// <summary>Compares percentiles of the observations with those of simulated data sets (visual predictive check), at the estimates.</summary>
    /// <param name="settings">How often, with which seed, in which strata; null for 1,000 replicates.</param>
    /// <param name="progress">Hears which share is done, on the threads that compute; null for silence.</param>
    /// <param name="cancellationToken">Ends the simulation.</param>
    /// <exception cref="ModelException">The model cannot be drawn from, or the data lack what the settings ask for.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A number of the settings is out of range.</exception>
    public VpcTable Vpc(PredictiveSettings? settings = null, IProgress<double>? progress = null, CancellationToken cancellationToken = default) =>
        LibraryChecks.Vpc(this, settings ?? new PredictiveSettings(), progress, cancellationToken);

    /// <summary>Compares each observation with its simulated ones (normalised prediction distribution errors), at the estimates.</summary>
    /// <inheritdoc cref="Vpc"/>
    public NpdeTable Npde(PredictiveSettings? settings = null, IProgress<double>? progress = null, CancellationToken cancellationToken = default) =>
        LibraryChecks.Npde(this, settings ?? new PredictiveSettings(), progress, cancellationToken);
}
