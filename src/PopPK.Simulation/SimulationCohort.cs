using System.Collections.Immutable;
using PopPK.Data;
using PopPK.Modeling;
using PopPK.Prediction;
using PopPK.Simulation.Design;
using PopPK.Text;

namespace PopPK.Simulation;

/// <summary>
/// A design (who gets which doses and is observed when) bound to a model that draws observations for it. What the design's DV say does not
/// matter, but where they stand. Immutable; safe to share between threads.
/// </summary>
public sealed class SimulationCohort
{
    private SimulationCohort(PopulationModel model, Cohort cohort, ImmutableArray<ObservationLaw> laws)
    {
        (Model, Cohort, Laws) = (model, cohort, laws);
        ParameterCount = cohort.Model.IndividualParameters.Names.Length - cohort.Model.Model.Individual.Length + model.Individual.Length;
        Compartments = new CompartmentMap([.. model.Structure.Compartments.Select(c => c.Name)], model.DefaultDoseCompartment);
    }

    /// <summary>The model as its author wrote it.</summary>
    public PopulationModel Model { get; }

    /// <summary>
    /// The design bound to the model as it makes data: uncensored, and normal on the scale of its transforms. Population parameters are laid out
    /// as those of <see cref="Model"/>.
    /// </summary>
    public Cohort Cohort { get; }

    /// <summary>Number of individual parameters the model's author named; the first ones of the compiled model's.</summary>
    public int ParameterCount { get; }

    /// <summary>Names of the individual parameters.</summary>
    public IEnumerable<string> ParameterNames => Cohort.Model.IndividualParameters.Names.Take(ParameterCount);

    /// <summary>True when individual parameters may differ between records of a subject: covariates that change, effects of occasions.</summary>
    public bool ParametersVary => !Cohort.Model.Followed.IsEmpty || Cohort.Model.Slots.Length > Cohort.Model.Etas.Length;

    /// <summary>The trial the design comes from: who is who, and how doses change; null for the design of data.</summary>
    public TrialDesign? Trial { get; private init; }

    /// <summary>The compartments as data name them.</summary>
    internal CompartmentMap Compartments { get; }

    /// <summary>
    /// True when drawing observations needs no more of an evaluation than means and variances: no correlated residuals, no likelihoods that are
    /// written out.
    /// </summary>
    internal bool NeedsValuesOnly => Cohort.Model.Model.Correlations.IsEmpty && Laws.All(l => l.Kind != ObservationLawKind.WholeNumbers);

    /// <summary>How observations are drawn, endpoint by endpoint.</summary>
    internal ImmutableArray<ObservationLaw> Laws { get; }

    /// <summary>Binds a model to a design.</summary>
    /// <param name="model">The model.</param>
    /// <param name="design">The records; observations are those with a DV.</param>
    /// <param name="diagnostics">Receives what is wrong.</param>
    /// <returns>The cohort, or null when something is.</returns>
    public static SimulationCohort? TryBuild(PopulationModel model, Dataset design, DiagnosticBag diagnostics)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(diagnostics);
        var generating = GeneratingModel.Of(model, diagnostics);
        if (diagnostics.HasErrors)
        {
            return null;
        }

        var binding = CohortBuilder.Build(generating.Model, design);
        diagnostics.AddRange(binding.Diagnostics);
        return binding.Cohort is not { } cohort ? null : new SimulationCohort(model, cohort, WithSupports(generating.Laws, cohort));
    }

    /// <summary>Binds a model to a trial.</summary>
    /// <param name="model">The model.</param>
    /// <param name="trial">The trial.</param>
    /// <param name="diagnostics">Receives what is wrong.</param>
    /// <returns>The cohort, or null when something is.</returns>
    public static SimulationCohort? TryBuild(PopulationModel model, TrialDesign trial, DiagnosticBag diagnostics)
    {
        ArgumentNullException.ThrowIfNull(trial);
        return TryBuild(model, trial.Dataset, diagnostics) is { } cohort
            ? new SimulationCohort(model, cohort.Cohort, cohort.Laws) { Trial = trial }
            : null;
    }

    // Which whole numbers an endpoint takes, where data say so: categories may begin anywhere.
    private static ImmutableArray<ObservationLaw> WithSupports(ImmutableArray<ObservationLaw> laws, Cohort cohort) =>
    [
        .. laws.Select((law, endpoint) => law.Kind != ObservationLawKind.WholeNumbers ? law : law with
        {
            Support = [.. cohort.Subjects.SelectMany(s => ValuesOf(s, endpoint)).Distinct().Order()],
        }),
    ];

    private static IEnumerable<double> ValuesOf(BoundSubject subject, int endpoint) => Enumerable.Range(0, subject.Observations.Count)
        .Where(j => subject.Observations.Endpoints[j] == endpoint)
        .Select(j => subject.ObservedOriginal[j]);
}
