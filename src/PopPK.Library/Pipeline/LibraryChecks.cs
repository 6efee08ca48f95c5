using PopPK.Evaluation.Predictive;
using PopPK.Likelihood;
using PopPK.Simulation;
using PopPK.Text;

namespace PopPK.Pipeline;

/// <summary>Carries out checks by simulation for .NET developers. Stateless.</summary>
internal static class LibraryChecks
{
    /// <summary>A visual predictive check.</summary>
    /// <param name="fit">The fit.</param>
    /// <param name="settings">Settings.</param>
    /// <param name="progress">Hears the share that is done, or null.</param>
    /// <param name="cancellation">Ends it.</param>
    /// <exception cref="ModelException">The model cannot be drawn from, or settings and data do not fit.</exception>
    public static VpcTable Vpc(FitResult fit, PredictiveSettings settings, IProgress<double>? progress, CancellationToken cancellation)
    {
        var problems = new DiagnosticBag();
        var (simulation, point) = Prepare(fit, settings, problems);
        var design = VpcDesign.TryCreate(fit.Data.Cohort, point, settings.ToVpc(), problems) ?? throw new ModelException([.. problems]);
        var result = simulation.Check(design, (done, all) => progress?.Report((double)done / all), cancellation);
        cancellation.ThrowIfCancellationRequested();
        var rows = result!.Panels.SelectMany(panel => panel.Bins.SelectMany(bin => bin.Rows.Select(row => new VpcBand(panel, bin, row))));
        return new VpcTable([.. rows], result.Findings);
    }

    /// <summary>Prediction distribution errors.</summary>
    /// <inheritdoc cref="Vpc"/>
    public static NpdeTable Npde(FitResult fit, PredictiveSettings settings, IProgress<double>? progress, CancellationToken cancellation)
    {
        var problems = new DiagnosticBag();
        var (simulation, point) = Prepare(fit, settings, problems);
        var errors = new NpdeAccumulator(fit.Data.Cohort, point, settings.Replicates, new NpdeSettings { Seed = settings.Seed }, problems);
        if (problems.HasErrors)
        {
            throw new ModelException([.. problems]);
        }

        _ = simulation.Clusters(errors.Add, (done, all) => progress?.Report((double)done / all), cancellation);
        cancellation.ThrowIfCancellationRequested();
        return new NpdeTable(errors.Finish());
    }

    private static (PredictiveSimulation Simulation, PopulationPoint Point) Prepare(FitResult fit, PredictiveSettings settings, DiagnosticBag problems)
    {
        // What binding says of the data was said when they were read.
        var found = new DiagnosticBag();
        var cohort = fit.Data.Cohort;
        var design = SimulationCohort.TryBuild(fit.Data.Session.Model!, cohort.Dataset, found);
        problems.AddRange(found.Where(d => d.IsError));
        if (LibrarySimulation.PointOf(new ParameterLayout(cohort.Model), [.. fit.Report.Estimation.FreeParameters], problems) is not { } point || design is null)
        {
            throw new ModelException([.. problems]);
        }

        return (new PredictiveSimulation(cohort, design, ParameterSource.Of(point), settings.ToOptions()), point);
    }
}
