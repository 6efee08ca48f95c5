using System.Collections.Concurrent;
using System.Collections.Immutable;
using PopPK.Likelihood;
using PopPK.Simulation;
using PopPK.Text;
using PopPK.Uncertainty;

namespace PopPK.Pipeline;

/// <summary>Carries out simulations for .NET developers: everything is checked when it is made. Immutable.</summary>
internal sealed class LibrarySimulation
{
    private const int PartsAhead = 4;
    private readonly SimulationCohort _cohort;
    private readonly Simulator _simulator;

    private LibrarySimulation(SimulationCohort cohort, Simulator simulator) => (_cohort, _simulator) = (cohort, simulator);

    /// <summary>From a model at its own values.</summary>
    /// <param name="design">Model and design.</param>
    /// <param name="settings">Settings.</param>
    /// <exception cref="ModelException">The model cannot be drawn from.</exception>
    public static LibrarySimulation OfModel(TrialData design, SimulationSettings settings)
    {
        if (settings.HasParameterUncertainty)
        {
            throw new ArgumentException("A model has no parameter uncertainty, only a fit has: simulate from FitResult.", nameof(settings));
        }

        var problems = new DiagnosticBag();
        return Make(design, settings, layout => Constant(layout, layout.InitialFree(), problems), problems);
    }

    /// <summary>From a fit at its estimates.</summary>
    /// <param name="fit">The fit.</param>
    /// <param name="design">A design of the same model.</param>
    /// <param name="settings">Settings.</param>
    /// <exception cref="ModelException">The model cannot be drawn from, or the fit has not what it takes.</exception>
    public static LibrarySimulation OfFit(FitResult fit, TrialData design, SimulationSettings settings)
    {
        var problems = new DiagnosticBag();
        var free = fit.Report.Estimation.FreeParameters;
        return Make(design, settings, layout => settings.HasParameterUncertainty ? Drawn(layout) : Constant(layout, [.. free], problems), problems);

        ParameterSource? Drawn(ParameterLayout layout)
        {
            var matrix = fit.Report.Covariance is { Succeeded: true, Excluded.IsEmpty: true } step ? step.Covariance : [];
            var draws = matrix.IsEmpty ? null : ParameterDraws.TryFromCovariance(layout, free.AsSpan(), matrix.AsSpan(), settings.Seed);
            if (draws is null)
            {
                problems.Error("PK7600", "the fit has no covariance matrix of all its estimates to draw parameters from", advice:
                    "fit with standard errors; a matrix that leaves parameters out does not do");
            }

            return draws is null ? null : ParameterSource.Of(draws.At);
        }
    }

    /// <summary>Everything at once.</summary>
    /// <param name="progress">Hears the share that is done, or null.</param>
    /// <param name="cancellation">Ends the simulation.</param>
    public SimulatedData Rows(IProgress<double>? progress, CancellationToken cancellation)
    {
        var rows = ImmutableArray.CreateBuilder<SimulatedRow>();
        var failed = 0;
        _simulator.Run(SimulationOrder.Stream, new ProfileCollector(_cohort, Keep), (done, count) => progress?.Report((double)done / count), cancellation);
        return new SimulatedData(rows.DrainToImmutable(), failed);

        void Keep(IReadOnlyList<SimulatedProfile> profiles)
        {
            foreach (var profile in profiles)
            {
                rows.AddRange(profile.Rows);
                failed += profile.IsPredicted ? 0 : 1;
            }
        }
    }

    /// <summary>Subject by subject, simulated a little ahead of who asks for them.</summary>
    /// <param name="cancellation">Ends the simulation.</param>
    public IEnumerable<SimulatedProfile> Profiles(CancellationToken cancellation)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        using var queue = new BlockingCollection<IReadOnlyList<SimulatedProfile>>(PartsAhead);
        var producer = Task.Factory.StartNew(() => Produce(queue, stop.Token), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
        try
        {
            foreach (var profile in queue.GetConsumingEnumerable(cancellation).SelectMany(profiles => profiles))
            {
                yield return profile;
            }

            producer.GetAwaiter().GetResult();
        }
        finally
        {
            // Who breaks off does not wait for the rest, but for the threads.
            stop.Cancel();
            ((IAsyncResult)producer).AsyncWaitHandle.WaitOne();
            _ = producer.Exception;
        }
    }

    private void Produce(BlockingCollection<IReadOnlyList<SimulatedProfile>> queue, CancellationToken stop)
    {
        try
        {
            _simulator.Run(SimulationOrder.Stream, new ProfileCollector(_cohort, profiles => queue.Add(profiles, stop)), null, stop);
        }
        finally
        {
            queue.CompleteAdding();
        }
    }

    private static LibrarySimulation Make(TrialData design, SimulationSettings settings, Func<ParameterLayout, ParameterSource?> find, DiagnosticBag problems)
    {
        var cohort = SimulationCohort.TryBuild(design.Session.Model!, design.Cohort.Dataset, problems);
        var parameters = cohort is null ? null : find(new ParameterLayout(cohort.Cohort.Model));
        return cohort is null || parameters is null || problems.HasErrors
            ? throw new ModelException([.. problems])
            : new LibrarySimulation(cohort, new Simulator(cohort, parameters, settings.ToOptions()));
    }

    /// <summary>The population parameters.</summary>
    /// <param name="layout">Their order.</param>
    /// <param name="free">The free ones, natural scale.</param>
    /// <param name="problems">Receives the reason when there are none.</param>
    public static PopulationPoint? PointOf(ParameterLayout layout, double[] free, DiagnosticBag problems)
    {
        var point = layout.PointAt(free);
        if (point is null)
        {
            problems.Error("PK7113", "the covariance matrix of the random effects is not positive definite", advice:
                "give each estimated variance a value above 0; one that is 0 is fixed");
        }

        return point;
    }

    private static ParameterSource? Constant(ParameterLayout layout, double[] free, DiagnosticBag problems) =>
        PointOf(layout, free, problems) is { } point ? ParameterSource.Of(point) : null;
}
