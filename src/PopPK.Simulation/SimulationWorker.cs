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
    private readonly SubjectBatch _batch;
    private readonly SubjectBatch _typicalBatch;
    private readonly SimulatedSubject[] _waiting;
    private readonly double[] _means;
    private readonly double[] _variances;
    private readonly ObservationSampler _sampler;
    private readonly RandomStream _effectStream;
    private readonly RandomStream _classStream;
    private readonly RandomStream _residualStream;
    private readonly double[] _latent;
    private readonly double[] _zero;
    private readonly double[]?[] _typical;
    private readonly double[] _probabilities;
    private readonly int[] _typicalMembers = new int[SubjectBatch.Capacity];
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
        _batch = new SubjectBatch(cohort, _workspace);
        _typicalBatch = new SubjectBatch(cohort, _workspace);
        _waiting = [.. Enumerable.Range(0, cohort.NeedsValuesOnly ? SubjectBatch.Capacity : 1)
            .Select(_ => new SimulatedSubject(cohort) { HasPopulationPredictions = options.HasPopulationPredictions })];
        _means = new double[cohort.Cohort.LargestRecordCount];
        _variances = new double[cohort.Cohort.LargestRecordCount];
        _sampler = new ObservationSampler(cohort);
        _effectStream = new RandomStream(options.Seed, RandomPurpose.Simulation);
        _classStream = new RandomStream(options.Seed, RandomPurpose.Classes);
        _residualStream = new RandomStream(options.Seed, RandomPurpose.Residuals);
        _latent = new double[cohort.Cohort.Clusters.Select(c => c.LatentCount).DefaultIfEmpty(0).Max()];
        _zero = new double[cohort.Cohort.Model.Slots.Length];
        _probabilities = new double[cohort.Cohort.ClassCount];
    }

    /// <summary>Simulates the subjects of a cluster. Some may wait for company: see <see cref="Finish"/>.</summary>
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
            var position = members.Subjects[i];
            var titration = _cohort.Trial?.TitrationOf(position);
            var isAlone = titration is not null || !_cohort.NeedsValuesOnly;
            if (isAlone || _batch.Count == SubjectBatch.Capacity || (_batch.Point is { } other && !ReferenceEquals(other, point)))
            {
                Finish(add);
            }

            var subject = _waiting[_batch.Count];
            var places = members.Latents[i];
            for (var k = 0; k < places.Length; k++)
            {
                subject.EtaRoom[k] = latent[places[k]];
            }

            Begin(subject, position, replicate, point);
            if (isAlone)
            {
                SimulateAlone(subject, titration);
                add(subject);
            }
            else
            {
                _batch.Add(subject, subject.Eta);
            }
        }
    }

    /// <summary>Simulates the subjects that wait.</summary>
    /// <param name="add">Receives them in their order.</param>
    public void Finish(Action<SimulatedSubject> add)
    {
        if (_batch.Count == 0)
        {
            return;
        }

        PredictTypical();
        _batch.Predict(_options.HasResiduals);
        for (var i = 0; i < _batch.Count; i++)
        {
            var subject = _waiting[i];
            Conclude(subject, Judge(_batch.StatusOf(i)), _batch.MeansOf(i), _options.HasResiduals ? _batch.VariancesOf(i) : default);
            add(subject);
        }

        _batch.Clear();
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

    private void Begin(SimulatedSubject subject, int position, int replicate, PopulationPoint point)
    {
        (subject.Position, subject.Replicate, subject.Point) = (position, replicate, point);
        subject.Class = DrawClass(position, replicate, point);
        subject.Subject = _cohort.Cohort.SubjectOf(position, subject.Class);
        subject.Points = _options.AllRecords ? subject.Subject.Records : subject.Subject.Observations;
    }

    private void SimulateAlone(SimulatedSubject subject, DoseTitration? titration)
    {
        var isPossible = titration is null || Titrate(subject, titration);
        if (_options.HasPopulationPredictions)
        {
            if (Predict(subject, _zero) == PredictionStatus.Success)
            {
                _sampler.Predictions(subject, _zero, _means.AsSpan(0, subject.Points.Count), subject.PopulationRoom);
            }
            else
            {
                subject.PopulationRoom.Fill(double.NaN);
            }
        }

        if (isPossible)
        {
            PredictAndDraw(subject);
        }
        else
        {
            Conclude(subject, PredictionStatus.PredictionNotFinite, default, default);
        }
    }

    // Decision by decision: what is found at one decides what is given until the next. False when a new dose is no number.
    private bool Titrate(SimulatedSubject subject, DoseTitration titration)
    {
        for (var i = 0; i < titration.Decisions.Length; i++)
        {
            var decision = titration.Decisions[i];
            var point = subject.Points.Records.AsSpan().BinarySearch(decision.Record);
            PredictAndDraw(subject);
            if (subject.Status != PredictionStatus.Success
                || titration.Apply(subject.Subject.Subject, i, decision.Rule.HasResidual ? subject.Values[point] : subject.IndividualPredictions[point]) is not { } changed)
            {
                return false;
            }

            if (!ReferenceEquals(changed, subject.Subject.Subject))
            {
                subject.Subject = subject.Subject.WithDoses(changed, _cohort.Compartments);
            }
        }

        return true;
    }

    private void PredictAndDraw(SimulatedSubject subject)
    {
        var status = Predict(subject, subject.Eta);
        Conclude(subject, status, _means.AsSpan(0, subject.Points.Count), _variances.AsSpan(0, subject.Points.Count));
    }

    // Means and variances of one subject; the evaluation stays in the workspace.
    private PredictionStatus Predict(SimulatedSubject subject, ReadOnlySpan<double> eta)
    {
        var status = Judge(_cohort.Cohort.Model.Predict(subject.Subject, subject.Points, subject.Point.Theta, eta, DerivativeOrder.Value, _workspace));
        for (var j = 0; status == PredictionStatus.Success && j < subject.Points.Count; j++)
        {
            (_means[j], _variances[j]) = (_workspace.Mean(j), _workspace.Variance(j));
        }

        return status;
    }

    // Points without a finite prediction are NaN by themselves; the subject is refused only when nothing is known of it.
    private static PredictionStatus Judge(PredictionStatus status) =>
        status is PredictionStatus.PredictionNotFinite or PredictionStatus.VarianceNotPositive ? PredictionStatus.Success : status;

    private void Conclude(SimulatedSubject subject, PredictionStatus status, ReadOnlySpan<double> means, ReadOnlySpan<double> variances)
    {
        subject.Status = status;
        if (status == PredictionStatus.Success)
        {
            _residualStream.MoveTo(subject.Position, subject.Replicate);
            _sampler.Draw(subject, means, variances, _workspace, _options.HasResiduals ? _residualStream : null);
        }
        else
        {
            subject.IndividualRoom.Fill(double.NaN);
            subject.ValueRoom.Fill(double.NaN);
        }
    }

    // The same person has the same random effects in every arm of a trial.
    private int KeyOf(int position) => _cohort.Trial?.People[position].Person ?? position;

    // Predictions at random effects of zero of the subjects that wait, where they are not known from an earlier replicate. Two workers that
    // come to a subject at the same time both compute the same numbers.
    private void PredictTypical()
    {
        if (!_options.HasPopulationPredictions)
        {
            return;
        }

        _typicalBatch.Clear();
        for (var i = 0; i < _batch.Count; i++)
        {
            if (Known(_waiting[i]) is { } known)
            {
                known.CopyTo(_waiting[i].PopulationRoom);
            }
            else
            {
                _typicalMembers[_typicalBatch.Count] = i;
                _typicalBatch.Add(_waiting[i], _zero);
            }
        }

        if (_typicalBatch.Count == 0)
        {
            return;
        }

        _typicalBatch.Predict(withVariances: false);
        for (var i = 0; i < _typicalBatch.Count; i++)
        {
            var subject = _waiting[_typicalMembers[i]];
            if (Judge(_typicalBatch.StatusOf(i)) == PredictionStatus.Success)
            {
                _sampler.Predictions(subject, _zero, _typicalBatch.MeansOf(i), subject.PopulationRoom);
            }
            else
            {
                subject.PopulationRoom.Fill(double.NaN);
            }

            if (_typical.Length > 0)
            {
                Volatile.Write(ref _typical[PlaceOf(subject)], [.. subject.PopulationPredictions]);
            }
        }
    }

    private double[]? Known(SimulatedSubject subject) => _typical.Length > 0 ? Volatile.Read(ref _typical[PlaceOf(subject)]) : null;

    private int PlaceOf(SimulatedSubject subject) => (subject.Position * _cohort.Cohort.ClassCount) + subject.Class;

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
