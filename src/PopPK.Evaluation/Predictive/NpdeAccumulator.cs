using System.Collections.Immutable;
using PopPK.Likelihood;
using PopPK.Numerics.Randomness;
using PopPK.Prediction;
using PopPK.Text;

namespace PopPK.Evaluation.Predictive;

/// <summary>
/// Computes prediction discrepancies (Mentre and Escolano 2006, J Pharmacokinet Pharmacodyn 33:345) and prediction distribution errors (Brendel et al.
/// 2006, Pharm Res 23:2036) cluster by cluster. A discrepancy is the share of an observation's K replicates that lie below it, those equal to it counted half,
/// and at least 1/(2K) away from 0 and 1; an error is the same after observation and replicates of a subject were made uncorrelated by the
/// replicates' covariance matrix. Clusters may be added in any order and by several threads.
/// </summary>
/// <remarks>
/// Of an observation that was not quantified only the limits are known: its discrepancy is drawn uniformly between the shares below them, and
/// the quantile there stands for it when observations are decorrelated; replicates beyond limits are treated the same (Nguyen, Comets and Mentre 2012, J
/// Pharmacokinet Pharmacodyn 39:499). The random numbers are keyed by the subject's position.
/// </remarks>
public sealed class NpdeAccumulator
{
    private readonly Cohort _cohort;
    private readonly NpdeSettings _settings;
    private readonly ImmutableArray<PredictiveObservation> _observations;
    private readonly ClusterObservations _places;
    private readonly int _replicates;
    private readonly (double Epred, double Npd, double Npde)[] _results;
    private readonly ImmutableArray<Diagnostic> _findings;
    private readonly bool[] _isAdded;
    private long _failed;
    private int _constant;
    private int _singular;

    /// <summary>Makes room.</summary>
    /// <param name="cohort">Model and data.</param>
    /// <param name="point">The population parameters, for PRED.</param>
    /// <param name="replicates">Number of replicates.</param>
    /// <param name="settings">How errors are computed.</param>
    /// <param name="diagnostics">Receives what cannot be compared.</param>
    public NpdeAccumulator(Cohort cohort, PopulationPoint point, int replicates, NpdeSettings settings, DiagnosticBag diagnostics)
    {
        ArgumentNullException.ThrowIfNull(cohort);
        ArgumentNullException.ThrowIfNull(settings);
        ArgumentNullException.ThrowIfNull(diagnostics);
        var found = new DiagnosticBag();
        _cohort = cohort;
        _settings = settings;
        _replicates = replicates;
        _observations = PredictiveObservations.Of(cohort, point, settings.LowerLimit, found);
        _places = ClusterObservations.Of(cohort, _observations);
        _results = new (double, double, double)[_observations.Length];
        Array.Fill(_results, (double.NaN, double.NaN, double.NaN));
        _isAdded = new bool[_places.Widths.Length];
        if (_observations.Any(o => o.Discards))
        {
            found.Warning(
                "PK7421",
                "observations that were not quantified are left out of the data, which prediction distribution errors do not know: they are too large near the limits",
                new FileLocation(cohort.Dataset.Path),
                "let the model use their probability (M3)");
        }

        _findings = [.. found];
        diagnostics.AddRange(found);
    }

    /// <summary>Adds a cluster.</summary>
    /// <param name="cluster">Its position in the cohort; each once.</param>
    /// <param name="simulated">All its observations, replicate by replicate; NaN where one could not be simulated.</param>
    public void Add(int cluster, ReadOnlySpan<double> simulated)
    {
        foreach (var subject in _places.Subjects[cluster])
        {
            if (!subject.IsEmpty)
            {
                var columns = SimulatedColumns.Of(simulated, _places.Widths[cluster], [.. subject.Select(o => o.Column)]);
                Interlocked.Add(ref _failed, columns.Failed);
                Compute([.. subject.Select(o => o.Observation)], columns);
            }
        }

        _isAdded[cluster] = true;
    }

    /// <summary>The errors of the clusters that were added, and their tests.</summary>
    public NpdeResult Finish()
    {
        ImmutableArray<NpdeRow> rows =
        [
            .. _observations.Select((o, i) => new NpdeRow(
                o.Id,
                _cohort.Model.Model.Endpoints[o.Endpoint].Name,
                o.Record.Time,
                o.TimeAfterDose,
                !o.IsCensored ? o.From : o.IsBelow ? o.To : o.From,
                o.IsCensored,
                o.Pred,
                _results[i].Epred,
                _results[i].Npd,
                _results[i].Npde)),
        ];
        var tests = NormalityTests.Of(rows.Select(r => r.Npde));
        return new NpdeResult(_settings, _replicates, rows, NormalityTests.Of(rows.Select(r => r.Npd)), tests, [.. Findings(tests)]);
    }

    private void Compute(int[] observations, SimulatedColumns columns)
    {
        var random = new RandomStream(_settings.Seed, RandomPurpose.Imputation, _observations[observations[0]].Subject);
        var kept = new List<int>();
        var observed = new double[observations.Length];
        for (var j = 0; j < observations.Length; j++)
        {
            var values = columns.Values[j];
            if (values.Length == 0)
            {
                continue;
            }

            var sorted = values.ToArray();
            Array.Sort(sorted);
            ref var result = ref _results[observations[j]];
            result.Epred = values.Sum() / values.Length;
            if (sorted[0] == sorted[^1])
            {
                Interlocked.Increment(ref _constant);
                continue;
            }

            var share = Discrepancy(_observations[observations[j]], sorted, values, random, out observed[j]);
            result.Npd = Normalised(share, values.Length);
            kept.Add(j);
        }

        if (kept.Count > 0)
        {
            Decorrelate([.. kept.Select(j => observations[j])], [.. kept.Select(j => observed[j])], [.. kept.Select(j => columns.Values[j])]);
        }
    }

    // The share of replicates below an observation, and what stands for it; replicates beyond limits are replaced.
    private static double Discrepancy(
        PredictiveObservation observation, double[] sorted, double[] values, RandomStream random, out double observed)
    {
        var belowLower = SampleRank.CountBelow(sorted, observation.Lower);
        var belowUpper = CountAtMost(sorted, observation.Upper);
        double share;
        if (observation.IsCensored)
        {
            var from = SampleRank.ShareBelow(sorted, observation.From);
            var to = SampleRank.ShareBelow(sorted, observation.To);
            share = from + ((to - from) * random.NextUniform());
            observed = ElementAt(sorted, share);
        }
        else
        {
            observed = observation.From;
            share = 0.5 * (SampleRank.CountBelow(sorted, observed) + CountAtMost(sorted, observed)) / sorted.Length;
        }

        for (var k = 0; k < values.Length; k++)
        {
            if (values[k] < observation.Lower)
            {
                values[k] = sorted[random.NextIndex(belowLower)];
            }
            else if (values[k] > observation.Upper)
            {
                values[k] = sorted[belowUpper + random.NextIndex(sorted.Length - belowUpper)];
            }
        }

        return share;
    }

    private void Decorrelate(int[] observations, double[] observed, double[][] values)
    {
        if (Decorrelator.TryCreate(values, _settings.Decorrelation) is not { } decorrelator)
        {
            Interlocked.Increment(ref _singular);
            return;
        }

        var n = observations.Length;
        var count = values[0].Length;
        var (own, one, other) = (new double[n], new double[n], new double[n]);
        var below = new double[n];
        decorrelator.Apply(observed, own);
        for (var k = 0; k < count; k++)
        {
            for (var j = 0; j < n; j++)
            {
                one[j] = values[j][k];
            }

            decorrelator.Apply(one, other);
            for (var j = 0; j < n; j++)
            {
                below[j] += other[j] < own[j] ? 1 : other[j] == own[j] ? 0.5 : 0;
            }
        }

        for (var j = 0; j < n; j++)
        {
            _results[observations[j]].Npde = Normalised(below[j] / count, count);
        }
    }

    private static double Normalised(double share, int count) =>
        NormalQuantile.At(Math.Clamp(share, 0.5 / count, 1 - (0.5 / count)));

    private static double ElementAt(double[] sorted, double share) => sorted[Math.Min(sorted.Length - 1, (int)(share * sorted.Length))];

    private static int CountAtMost(double[] sorted, double value) =>
        double.IsPositiveInfinity(value) ? sorted.Length : SampleRank.CountBelow(sorted, Math.BitIncrement(value));

    private DiagnosticBag Findings(NormalityTests tests)
    {
        var findings = new DiagnosticBag();
        findings.AddRange(_findings);
        var missing = _isAdded.Count(a => !a);
        if (missing > 0)
        {
            findings.Warning("PK7414", $"{missing} of {_isAdded.Length} subjects were not simulated", null, "the tests are those of the others");
        }

        if (_failed > 0)
        {
            findings.Warning(
                "PK7405",
                $"{Words.Count(_failed, "replicate of a subject does", "replicates of subjects do")} not exist and {(_failed == 1 ? "is" : "are")} left out",
                null,
                "the model cannot predict some of the subjects it draws; what is known of the others may mislead");
        }

        if (_constant > 0)
        {
            findings.Note(
                "PK7422",
                $"{Words.Count(_constant, "observation does", "observations do")} not vary over replicates and {(_constant == 1 ? "has" : "have")} no prediction distribution error",
                null,
                "observations before the first dose under a proportional error do not");
        }

        if (_singular > 0)
        {
            findings.Warning(
                "PK7423",
                $"the observations of {Words.Count(_singular, "subject", "subjects")} cannot be decorrelated: their simulated covariance matrix is not positive definite",
                null,
                "use more replicates than a subject has observations; NPD exist without");
        }

        if (double.IsNaN(tests.ShapiroWilkP))
        {
            findings.Note("PK7424", $"normality is not tested: Shapiro and Wilk's test needs 3 to 5000 different values, there are {tests.Count}", null, "the global probability is of the other tests");
        }

        return findings;
    }
}
