using PopPK.Likelihood;
using PopPK.Prediction;

namespace PopPK.Simulation;

/// <summary>
/// A subject as one replicate drew it. Its contents are overwritten by the next one that the same worker simulates. Mutable; one owner.
/// </summary>
public sealed class SimulatedSubject
{
    private readonly double[] _eta;
    private readonly double[] _individual;
    private readonly double[] _population;
    private readonly double[] _values;

    /// <summary>Makes room for any subject of a cohort.</summary>
    /// <param name="cohort">The cohort.</param>
    internal SimulatedSubject(SimulationCohort cohort)
    {
        Cohort = cohort;
        var most = cohort.Cohort.LargestRecordCount;
        _eta = new double[cohort.Cohort.Model.Slots.Length];
        _individual = new double[most];
        _population = new double[most];
        _values = new double[most];
        Subject = cohort.Cohort.Subjects[0];
        Points = Subject.Records;
        Point = null!;
    }

    /// <summary>The cohort it belongs to.</summary>
    public SimulationCohort Cohort { get; }

    /// <summary>Number of the replicate, from 0.</summary>
    public int Replicate { get; internal set; }

    /// <summary>Position in the cohort.</summary>
    public int Position { get; internal set; }

    /// <summary>The subject's design, as a member of the class that was drawn.</summary>
    public BoundSubject Subject { get; internal set; }

    /// <summary>The class of a mixture, from 0.</summary>
    public int Class { get; internal set; }

    /// <summary>The population parameters of the replicate.</summary>
    public PopulationPoint Point { get; internal set; }

    /// <summary>Whether it could be predicted; when not, all numbers below are NaN. Single points may be NaN otherwise too.</summary>
    public PredictionStatus Status { get; internal set; }

    /// <summary>Where the numbers below stand: the subject's records or its observations.</summary>
    public PredictionPoints Points { get; internal set; }

    /// <summary>Random effects, one per entry of <see cref="Prediction.Compilation.CompiledModel.Slots"/>.</summary>
    public ReadOnlySpan<double> Eta => _eta;

    /// <summary>Predictions on the scale of DV without residual error, one per point; NaN where an endpoint has none.</summary>
    public ReadOnlySpan<double> IndividualPredictions => _individual.AsSpan(0, Points.Count);

    /// <summary>Predictions at random effects of zero, in the same class; one per point where they were asked for, else none.</summary>
    public ReadOnlySpan<double> PopulationPredictions => HasPopulationPredictions ? _population.AsSpan(0, Points.Count) : default;

    /// <summary>Observations with residual error, one per point; NaN at points that are no observations.</summary>
    public ReadOnlySpan<double> Values => _values.AsSpan(0, Points.Count);

    internal bool HasPopulationPredictions { get; set; }

    internal Span<double> EtaRoom => _eta;

    internal Span<double> IndividualRoom => _individual.AsSpan(0, Points.Count);

    internal Span<double> PopulationRoom => _population.AsSpan(0, Points.Count);

    internal Span<double> ValueRoom => _values.AsSpan(0, Points.Count);

    /// <summary>The individual parameters the model's author named, as a record has them.</summary>
    /// <param name="record">Index of the record.</param>
    /// <param name="values">Receives one value per name and further ones; as long as all the compiled model's.</param>
    public void EvaluateParameters(int record, Span<double> values) =>
        Cohort.Cohort.Model.IndividualParameters.Evaluate(Point.Theta, Eta, Subject, record, values);
}
