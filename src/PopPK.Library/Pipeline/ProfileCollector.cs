using System.Collections.Immutable;
using PopPK.Prediction;
using PopPK.Simulation;

namespace PopPK.Pipeline;

/// <summary>Copies simulated subjects, whose contents hold for a moment only, into immutable profiles. One use.</summary>
/// <param name="cohort">What is simulated.</param>
/// <param name="complete">Receives the profiles of each part in order, one part at a time, on any thread.</param>
internal sealed class ProfileCollector(SimulationCohort cohort, Action<IReadOnlyList<SimulatedProfile>> complete) : ISimulationCollector<ProfileCollector.Part>
{
    private readonly NameList _names = new(cohort.ParameterNames);

    /// <inheritdoc/>
    public Part CreatePart() => new(new double[cohort.Cohort.Model.IndividualParameters.Names.Length]);

    /// <inheritdoc/>
    public void Clear(Part part) => part.Profiles = [];

    /// <inheritdoc/>
    public void Add(Part part, SimulatedSubject subject)
    {
        var bound = subject.Subject;
        var points = subject.Points;
        subject.EvaluateParameters(points.Count == 0 ? 0 : points.Records[0], part.Room);
        var rows = ImmutableArray.CreateBuilder<SimulatedRow>(points.Count);
        for (int j = 0, observation = 0; j < points.Count; j++)
        {
            var record = bound.Subject.Records[points.Records[j]];
            var isObservation = observation < bound.Observations.Count && bound.Observations.Records[observation] == points.Records[j];
            observation += isObservation ? 1 : 0;
            rows.Add(new SimulatedRow(
                subject.Replicate + 1, bound.Id, record.Row, record.Time, isObservation,
                subject.Values[j], subject.IndividualPredictions[j], subject.PopulationPredictions[j]));
        }

        part.Profiles.Add(new SimulatedProfile(
            subject.Replicate + 1,
            bound.Id,
            subject.Status == PredictionStatus.Success,
            new NamedValues(_names, [.. part.Room.AsSpan(0, cohort.ParameterCount)]),
            rows.MoveToImmutable()));
    }

    /// <inheritdoc/>
    public void Complete(Part part, int replicate) => complete(part.Profiles);

    /// <summary>A few subjects. One owner at a time.</summary>
    /// <param name="room">For the individual parameters.</param>
    internal sealed class Part(double[] room)
    {
        /// <summary>The subjects; handed on when complete.</summary>
        public List<SimulatedProfile> Profiles { get; set; } = [];

        /// <summary>For the individual parameters.</summary>
        public double[] Room { get; } = room;
    }
}
