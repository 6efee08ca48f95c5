using System.Collections.Immutable;
using PopPK.Likelihood;
using PopPK.Numerics.Statistics;
using PopPK.Prediction;
using PopPK.Text;

namespace PopPK.Evaluation.Predictive;

/// <summary>
/// A visual predictive check before anything is simulated: panels, bins, and how each observation is corrected, a + b y. Immutable;
/// safe to share between threads.
/// </summary>
public sealed class VpcDesign
{
    private readonly ImmutableArray<(double Shift, double Factor)> _corrections;
    private readonly double[] _bounds;

    private VpcDesign(
        VpcSettings settings,
        ImmutableArray<PredictiveObservation> observations,
        ImmutableArray<double> x,
        ImmutableArray<PanelDesign> panels,
        ImmutableArray<(double Shift, double Factor)> corrections,
        double[] bounds,
        ImmutableArray<Diagnostic> findings)
    {
        Settings = settings;
        Observations = observations;
        X = x;
        Panels = panels;
        _corrections = corrections;
        _bounds = bounds;
        Findings = findings;
    }

    /// <summary>What was asked for.</summary>
    public VpcSettings Settings { get; }

    /// <summary>What is known before anything is simulated.</summary>
    public ImmutableArray<Diagnostic> Findings { get; }

    /// <summary>True when <see cref="WithSpread"/> must be called before simulated observations are added.</summary>
    public bool NeedsSpread { get; private init; }

    internal ImmutableArray<PredictiveObservation> Observations { get; }

    internal ImmutableArray<double> X { get; }

    internal ImmutableArray<PanelDesign> Panels { get; }

    /// <summary>Plans a check.</summary>
    /// <param name="cohort">Model and data.</param>
    /// <param name="point">The population parameters.</param>
    /// <param name="settings">What is wanted.</param>
    /// <param name="diagnostics">Receives what is wrong, and what a reader should know.</param>
    /// <returns>The plan, or null when something is wrong.</returns>
    public static VpcDesign? TryCreate(Cohort cohort, PopulationPoint point, VpcSettings settings, DiagnosticBag diagnostics)
    {
        ArgumentNullException.ThrowIfNull(cohort);
        ArgumentNullException.ThrowIfNull(point);
        ArgumentNullException.ThrowIfNull(settings);
        ArgumentNullException.ThrowIfNull(diagnostics);
        var found = new DiagnosticBag();
        VpcChecks.Check(settings, cohort.Dataset, found);
        var observations = found.HasErrors ? [] : PredictiveObservations.Of(cohort, point, settings.LowerLimit, found);
        if (found.HasErrors)
        {
            diagnostics.AddRange(found);
            return null;
        }

        PredictiveObservations.ReportDiscarded(cohort, observations, found);
        var (placed, x) = Place(observations, cohort, settings, found);
        var panels = found.HasErrors ? [] : PanelPlanner.Plan(cohort, placed, x, settings, found);
        var (corrections, bounds) = Correct(placed, panels, settings, found);
        diagnostics.AddRange(found);
        return found.HasErrors ? null : new VpcDesign(settings, placed, x, panels, corrections, bounds, [.. found])
        {
            NeedsSpread = settings.Correction == PredictionCorrection.PredictionAndVariability,
        };
    }

    /// <summary>The same check with observations corrected by their variability too.</summary>
    /// <param name="spread">What the standard deviations of the observations over replicates are; the same replicates as will be added.</param>
    /// <exception cref="ArgumentException">The spread is of another number of observations.</exception>
    public VpcDesign WithSpread(SimulatedSpread spread)
    {
        ArgumentNullException.ThrowIfNull(spread);
        if (Observations.Any(o => o.Index >= spread.Count))
        {
            throw new ArgumentException($"There are more observations than the {spread.Count} of the spread.", nameof(spread));
        }

        var corrections = _corrections.ToBuilder();
        var lost = 0;
        foreach (var members in Panels.SelectMany(p => p.Bins).Select(b => b.Members).Where(m => !m.IsEmpty))
        {
            double[] deviations = [.. members.Select(i => Math.Abs(_corrections[i].Factor) * spread.DeviationOf(Observations[i].Index))];
            double[] sorted = [.. deviations.Where(double.IsFinite).Order()];
            var ofBin = SampleQuantile.OfSample(sorted, 0.5);
            for (var k = 0; k < members.Length; k++)
            {
                var scale = ofBin / deviations[k];
                if (!(double.IsFinite(scale) && scale > 0))
                {
                    lost++;
                    continue;
                }

                var (shift, factor) = _corrections[members[k]];
                corrections[members[k]] = (_bounds[members[k]] + (scale * (shift - _bounds[members[k]])), scale * factor);
            }
        }

        var found = new DiagnosticBag();
        found.AddRange(Findings);
        if (lost > 0)
        {
            found.Warning(
                "PK7412",
                $"{Words.Count(lost, "observation does", "observations do")} not vary over replicates and {(lost == 1 ? "is" : "are")} not corrected by variability",
                null,
                "observations before the first dose under a proportional error do not");
        }

        return new VpcDesign(Settings, Observations, X, Panels, corrections.ToImmutable(), _bounds, [.. found]);
    }

    /// <summary>A value of an observation made comparable with the others of its bin; infinite values stay.</summary>
    /// <param name="observation">Position of the observation among those of the check.</param>
    /// <param name="value">The value.</param>
    internal double Corrected(int observation, double value) =>
        double.IsInfinity(value) ? value : _corrections[observation].Shift + (_corrections[observation].Factor * value);

    // Those with a place on the axis.
    private static (ImmutableArray<PredictiveObservation> Observations, ImmutableArray<double> X) Place(
        ImmutableArray<PredictiveObservation> observations, Cohort cohort, VpcSettings settings, DiagnosticBag diagnostics)
    {
        var column = cohort.Dataset.IndexOf(settings.Variable.Name);
        double PlaceOf(PredictiveObservation o) =>
            settings.Variable.Is(IndependentVariable.Time) ? o.Record.Time
            : settings.Variable.Is(IndependentVariable.TimeAfterDose) ? o.TimeAfterDose
            : settings.Variable.Is(IndependentVariable.Prediction) ? o.Pred
            : o.Record.Values[column];
        ImmutableArray<PredictiveObservation> placed = [.. observations.Where(o => double.IsFinite(PlaceOf(o)))];
        var lost = observations.Length - placed.Length;
        if (placed.IsEmpty)
        {
            diagnostics.Error(
                "PK7401",
                $"no observation has a value of {settings.Variable.Name}",
                new FileLocation(cohort.Dataset.Path),
                "choose another variable for the axis; a column must hold numbers in the rows of observations");
        }
        else if (lost > 0)
        {
            diagnostics.Warning(
                "PK7407",
                $"{Words.Count(lost, "observation has", "observations have")} no value of {settings.Variable.Name} and {(lost == 1 ? "is" : "are")} left out",
                new FileLocation(cohort.Dataset.Path),
                "choose another variable for the axis, or give it a value there");
        }

        return (placed, [.. placed.Select(PlaceOf)]);
    }

    private static (ImmutableArray<(double Shift, double Factor)> Corrections, double[] Bounds) Correct(
        ImmutableArray<PredictiveObservation> observations, ImmutableArray<PanelDesign> panels, VpcSettings settings, DiagnosticBag diagnostics)
    {
        var corrections = Enumerable.Repeat((Shift: 0.0, Factor: 1.0), observations.Length).ToArray();
        var centres = new double[observations.Length];
        if (settings.Correction == PredictionCorrection.None)
        {
            return ([.. corrections], centres);
        }

        var lost = 0;
        foreach (var members in panels.SelectMany(p => p.Bins).Select(b => b.Members).Where(m => !m.IsEmpty))
        {
            double[] sorted = [.. members.Select(i => observations[i].Pred).Where(double.IsFinite).Order()];
            var ofBin = SampleQuantile.OfSample(sorted, 0.5);
            foreach (var i in members)
            {
                centres[i] = ofBin;
                var pred = observations[i].Pred;
                var factor = settings.IsLogarithmic ? 1 : (ofBin - settings.LowerBound) / (pred - settings.LowerBound);
                if (!double.IsFinite(pred) || !double.IsFinite(factor) || !(settings.IsLogarithmic || (factor > 0 && pred > settings.LowerBound)))
                {
                    lost++;
                    continue;
                }

                corrections[i] = settings.IsLogarithmic ? (ofBin - pred, 1) : (settings.LowerBound * (1 - factor), factor);
            }
        }

        Report(lost, observations, diagnostics);
        return ([.. corrections], centres);
    }

    private static void Report(int lost, ImmutableArray<PredictiveObservation> observations, DiagnosticBag diagnostics)
    {
        if (lost > 0)
        {
            diagnostics.Warning(
                "PK7406",
                $"{Words.Count(lost, "observation has", "observations have")} no PRED above the lower bound and {(lost == 1 ? "is" : "are")} not corrected",
                null,
                "observations before the first dose have none; where DV is a logarithm, say so, and where it may be negative, lower the bound");
        }

        if (observations.Any(o => o.IsCensored))
        {
            diagnostics.Note(
                "PK7413",
                "observations that were not quantified rank below (above) all corrected ones, although limits would be corrected too",
                null,
                "look at the shares below the limit and at a check without correction as well");
        }
    }
}
