using PopPK.Likelihood;
using PopPK.Numerics.Randomness;
using PopPK.Prediction;
using PopPK.Simulation.Design;

namespace PopPK.Simulation;

/// <summary>Simulates cluster by cluster with the memory of one thread. Mutable; one owner.</summary>
internal sealed class SimulationWorker
{
    private readonly SimulationCohort _cohort;
    private readonly ParameterSource _parameters;
    private readonly SimulationOptions _options;
    private readonly EffectSampler _effects;
    private readonly SubjectWorkspace _workspace;
    private readonly SimulatedSubject _subject;
    private readonly ObservationSampler _sampler;
    private readonly RandomStream _effectStream;
    private readonly RandomStream _classStream;
    private readonly RandomStream _residualStream;
    private readonly double[] _latent;
    private readonly double[] _zero;
    private readonly double[]?[] _typical;
    private readonly double[] _probabilities;
    private PopulationPoint? _point;
    private int _pointOf;

    /// <summary>Makes a worker.</summary>
    /// <param name="cohort">The design and its model.</param>
    /// <param name="parameters">The population parameters.</param>
    /// <param name="options">Settings.</param>
    /// <param name="effects">Draws random effects.</param>
    /// <param name="typical">Keeps predictions at random effects of zero by subject and class, for all workers; empty where they differ between replicates.</param>
    public SimulationWorker(SimulationCohort cohort, ParameterSource parameters, SimulationOptions options, EffectSampler effects, double[]?[] typical)
    {
        (_cohort, _parameters, _options, _effects, _typical) = (cohort, parameters, options, effects, typical);
        _workspace = cohort.Cohort.CreateWorkspace();
        _subject = new SimulatedSubject(cohort) { HasPopulationPredictions = options.HasPopulationPredictions };
        _sampler = new ObservationSampler(cohort);
        _effectStream = new RandomStream(options.Seed, RandomPurpose.Simulation);
        _classStream = new RandomStream(options.Seed, RandomPurpose.Classes);
        _residualStream = new RandomStream(options.Seed, RandomPurpose.Residuals);
        _latent = new double[cohort.Cohort.Clusters.Select(c => c.LatentCount).DefaultIfEmpty(0).Max()];
        _zero = new double[cohort.Cohort.Model.Slots.Length];
        _probabilities = new double[cohort.Cohort.ClassCount];
    }

    /// <summary>Simulates the subjects of a cluster.</summary>
    /// <param name="cluster">Position of the cluster in the cohort.</param>
    /// <param name="replicate">Number of the replicate.</param>
    /// <param name="add">Receives one subject after the other; its contents hold during the call only.</param>
    public void Simulate(int cluster, int replicate, Action<SimulatedSubject> add)
    {
        var members = _cohort.Cohort.Clusters[cluster];
        var point = PointOf(replicate);
        var latent = _latent.AsSpan(0, members.LatentCount);
        latent.Clear();
        if (_options.HasRandomEffects)
        {
            _effectStream.MoveTo(KeyOf(members.Subjects[0]), replicate);
            _effects.Draw(cluster, point, _effectStream, latent);
        }

        for (var i = 0; i < members.Subjects.Length; i++)
        {
            var places = members.Latents[i];
            for (var k = 0; k < places.Length; k++)
            {
                _subject.EtaRoom[k] = latent[places[k]];
            }

            Simulate(members.Subjects[i], replicate, point);
            add(_subject);
        }
    }

    // Drawing parameters costs more than a subject does.
    private PopulationPoint PointOf(int replicate)
    {
        if (_point is null || (_pointOf != replicate && !_parameters.IsConstant))
        {
            (_point, _pointOf) = (_parameters.At(replicate), replicate);
        }

        return _point;
    }

    private void Simulate(int position, int replicate, PopulationPoint point)
    {
        (_subject.Position, _subject.Replicate, _subject.Point) = (position, replicate, point);
        _subject.Class = DrawClass(position, replicate, point);
        _subject.Subject = _cohort.Cohort.SubjectOf(position, _subject.Class);
        _subject.Points = _options.AllRecords ? _subject.Subject.Records : _subject.Subject.Observations;
        var titration = _cohort.Trial?.TitrationOf(position);
        var isPossible = titration is null || Titrate(titration);
        if (_options.HasPopulationPredictions)
        {
            PredictTypical(isKept: titration is null);
        }

        _subject.Status = isPossible ? PredictAndDraw() : PredictionStatus.PredictionNotFinite;
        if (_subject.Status != PredictionStatus.Success)
        {
            _subject.IndividualRoom.Fill(double.NaN);
            _subject.ValueRoom.Fill(double.NaN);
        }
    }

    private PredictionStatus PredictAndDraw()
    {
        var status = Predict(_subject.Eta, default);
        if (status == PredictionStatus.Success)
        {
            _residualStream.MoveTo(_subject.Position, _subject.Replicate);
            _sampler.Draw(_subject, _workspace, _options.HasResiduals ? _residualStream : null);
        }

        return status;
    }

    // Decision by decision: what is found at one decides what is given until the next. False when a new dose is no number.
    private bool Titrate(DoseTitration titration)
    {
        for (var i = 0; i < titration.Decisions.Length; i++)
        {
            var decision = titration.Decisions[i];
            var point = _subject.Points.Records.AsSpan().BinarySearch(decision.Record);
            if (PredictAndDraw() != PredictionStatus.Success
                || titration.Apply(_subject.Subject.Subject, i, decision.Rule.HasResidual ? _subject.Values[point] : _subject.IndividualPredictions[point]) is not { } changed)
            {
                return false;
            }

            if (!ReferenceEquals(changed, _subject.Subject.Subject))
            {
                _subject.Subject = _subject.Subject.WithDoses(changed, _cohort.Compartments);
            }
        }

        return true;
    }

    // The same person has the same random effects in every arm of a trial.
    private int KeyOf(int position) => _cohort.Trial?.People[position].Person ?? position;

    // Two workers that come to a subject at the same time both compute the same numbers.
    private void PredictTypical(bool isKept)
    {
        isKept &= _typical.Length > 0;
        var place = (_subject.Position * _cohort.Cohort.ClassCount) + _subject.Class;
        if (isKept && Volatile.Read(ref _typical[place]) is { } known)
        {
            known.CopyTo(_subject.PopulationRoom);
            return;
        }

        Predict(_zero, _subject.PopulationRoom);
        if (isKept)
        {
            Volatile.Write(ref _typical[place], [.. _subject.PopulationPredictions]);
        }
    }

    // Points without a finite prediction are NaN by themselves; the subject is refused only when nothing is known of it.
    private PredictionStatus Predict(ReadOnlySpan<double> eta, Span<double> predictions)
    {
        var status = _cohort.Cohort.Model.Predict(_subject.Subject, _subject.Points, _subject.Point.Theta, eta, DerivativeOrder.Value, _workspace);
        status = status is PredictionStatus.PredictionNotFinite or PredictionStatus.VarianceNotPositive ? PredictionStatus.Success : status;
        if (predictions.IsEmpty)
        {
            return status;
        }

        if (status == PredictionStatus.Success)
        {
            _sampler.Predictions(_subject, eta, _workspace, predictions);
        }
        else
        {
            predictions.Fill(double.NaN);
        }

        return status;
    }

    private int DrawClass(int position, int replicate, PopulationPoint point)
    {
        if (_cohort.Cohort.Model.ClassProbabilities is not { } classes)
        {
            return 0;
        }

        classes.Evaluate(point.Theta, _cohort.Cohort.Subjects[position].Covariates, _probabilities);
        _classStream.MoveTo(KeyOf(position), replicate);
        var left = _classStream.NextUniform();
        for (var k = 0; k < _probabilities.Length - 1; k++)
        {
            left -= _probabilities[k];
            if (left < 0)
            {
                return k;
            }
        }

        return _probabilities.Length - 1;
    }
}
