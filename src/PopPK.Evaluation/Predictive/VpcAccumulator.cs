using System.Buffers;
using System.Collections.Immutable;
using PopPK.Numerics.Statistics;
using PopPK.Text;

namespace PopPK.Evaluation.Predictive;

/// <summary>
/// Collects what a visual predictive check keeps of simulated data sets: for each bin and replicate its percentiles (R's type 7) and the shares beyond
/// limits. Simulated observations are treated as observed ones: those beyond a limit only rank, and a percentile among them is unknown. Replicates may be
/// added in any order and by several threads.
/// </summary>
public sealed class VpcAccumulator
{
    private readonly VpcDesign _design;
    private readonly ImmutableArray<BinDesign> _bins;
    private readonly int _replicates;
    private readonly int _largest;
    private readonly double[] _numbers;
    private readonly bool[] _isAdded;
    private long _failed;
    private int _failedReplicates;

    /// <summary>Makes room for replicates.</summary>
    /// <param name="design">The check; with its spread where it needs one.</param>
    /// <param name="replicates">Number of replicates, at least 1.</param>
    /// <exception cref="ArgumentException">The check needs a spread.</exception>
    public VpcAccumulator(VpcDesign design, int replicates)
    {
        ArgumentNullException.ThrowIfNull(design);
        ArgumentOutOfRangeException.ThrowIfLessThan(replicates, 1);
        if (design.NeedsSpread)
        {
            throw new ArgumentException("The check corrects by variability; give it the spread first.", nameof(design));
        }

        _design = design;
        _bins = [.. design.Panels.SelectMany(p => p.Bins)];
        _replicates = replicates;
        _largest = _bins.Max(b => b.Members.Length);
        _numbers = new double[_bins.Length * NumbersPerBin * replicates];
        Array.Fill(_numbers, double.NaN);
        _isAdded = new bool[replicates];
    }

    /// <summary>True when some replicate was added.</summary>
    public bool HasReplicates => _isAdded.Contains(true);

    // The percentiles, the share below, the share above.
    private int NumbersPerBin => _design.Settings.Percentiles.Length + 2;

    /// <summary>Adds a replicate.</summary>
    /// <param name="replicate">Its number, from 0; each once.</param>
    /// <param name="simulated">All observations of the cohort, subject by subject; NaN where one could not be simulated.</param>
    public void Add(int replicate, ReadOnlySpan<double> simulated)
    {
        var scratch = ArrayPool<double>.Shared.Rent(_largest);
        var numbers = ArrayPool<double>.Shared.Rent(NumbersPerBin);
        var failed = 0;
        for (var b = 0; b < _bins.Length; b++)
        {
            var count = 0;
            foreach (var i in _bins[b].Members)
            {
                var observation = _design.Observations[i];
                var value = simulated[observation.Index];
                failed += double.IsNaN(value) ? 1 : 0;
                var ranked = observation.Rank(value);
                if (!double.IsNaN(ranked))
                {
                    scratch[count++] = _design.Corrected(i, ranked);
                }
            }

            Summarise(scratch.AsSpan(0, count), numbers);
            for (var k = 0; k < NumbersPerBin; k++)
            {
                _numbers[(((b * NumbersPerBin) + k) * _replicates) + replicate] = numbers[k];
            }
        }

        ArrayPool<double>.Shared.Return(scratch);
        ArrayPool<double>.Shared.Return(numbers);
        _isAdded[replicate] = true;
        Interlocked.Add(ref _failed, failed);
        Interlocked.Add(ref _failedReplicates, failed > 0 ? 1 : 0);
    }

    /// <summary>The check of the replicates that were added; bands are percentiles over them.</summary>
    public VpcResult Finish()
    {
        var findings = new DiagnosticBag();
        findings.AddRange(_design.Findings);
        var added = _isAdded.Count(a => a);
        if (added < _replicates)
        {
            findings.Warning("PK7414", $"only {added} of {_replicates} replicates were simulated", null, "the bands are those of what there is");
        }

        if (_failed > 0)
        {
            findings.Warning(
                "PK7405",
                $"{Words.Count(_failed, "simulated observation does", "simulated observations do")} not exist, in {_failedReplicates} of {added} replicates, and {(_failed == 1 ? "is" : "are")} left out",
                null,
                "the model cannot predict some of the subjects it draws; percentiles of the others may mislead");
        }

        var panels = ImmutableArray.CreateBuilder<VpcPanel>();
        var first = 0;
        foreach (var panel in _design.Panels)
        {
            var start = first;
            panels.Add(new VpcPanel(panel.Endpoint, panel.Stratum, [.. panel.Bins.Select((bin, k) => Finish(panel, bin, start + k))]));
            first += panel.Bins.Length;
        }

        return new VpcResult(_design.Settings, added, panels.ToImmutable(), Points(), [.. findings]) { FailedValues = _failed };
    }

    private VpcBin Finish(PanelDesign panel, BinDesign bin, int position)
    {
        var settings = _design.Settings;
        double[] observed = [.. bin.Members.Select(i => _design.Corrected(i, _design.Observations[i].Ranked))];
        var numbers = new double[NumbersPerBin];
        Summarise(observed, numbers);
        var rows = ImmutableArray.CreateBuilder<VpcRow>();
        for (var k = 0; k < NumbersPerBin; k++)
        {
            var kind = k < settings.Percentiles.Length ? VpcRowKind.Percentile : k == settings.Percentiles.Length ? VpcRowKind.BelowLimit : VpcRowKind.AboveLimit;
            if ((kind == VpcRowKind.BelowLimit && !panel.HasLower) || (kind == VpcRowKind.AboveLimit && !panel.HasUpper))
            {
                continue;
            }

            double[] sorted = [.. _numbers.AsSpan(((position * NumbersPerBin) + k) * _replicates, _replicates).ToArray().Where(v => !double.IsNaN(v)).Order()];
            rows.Add(new VpcRow(
                kind,
                kind == VpcRowKind.Percentile ? settings.Percentiles[k] : double.NaN,
                Known(numbers[k]),
                Known(SampleQuantile.OfSample(sorted, 0.5)),
                Known(SampleQuantile.OfSample(sorted, 0.5 * (1 - settings.Level))),
                Known(SampleQuantile.OfSample(sorted, 0.5 * (1 + settings.Level)))));
        }

        return new VpcBin(bin.Lower, bin.Upper, bin.MedianX, bin.Members.Length, rows.ToImmutable());
    }

    private void Summarise(Span<double> values, Span<double> numbers)
    {
        values.Sort();
        var percentiles = _design.Settings.Percentiles;
        for (var k = 0; k < percentiles.Length; k++)
        {
            numbers[k] = SampleQuantile.OfSample(values, percentiles[k]);
        }

        var below = SampleRank.CountBelow(values, double.MinValue);
        var above = values.Length - SampleRank.CountBelow(values, double.PositiveInfinity);
        numbers[percentiles.Length] = values.IsEmpty ? double.NaN : (double)below / values.Length;
        numbers[percentiles.Length + 1] = values.IsEmpty ? double.NaN : (double)above / values.Length;
    }

    private ImmutableArray<VpcPoint> Points()
    {
        var panelOf = new (string Endpoint, string Stratum)[_design.Observations.Length];
        foreach (var panel in _design.Panels)
        {
            foreach (var i in panel.Bins.SelectMany(b => b.Members))
            {
                panelOf[i] = (panel.Endpoint, panel.Stratum);
            }
        }

        return
        [
            .. Enumerable.Range(0, panelOf.Length).Where(i => panelOf[i].Endpoint is not null).Select(i =>
            {
                var o = _design.Observations[i];
                var value = !o.IsCensored ? _design.Corrected(i, o.From) : o.IsBelow ? o.To : o.From;
                return new VpcPoint(o.Id, panelOf[i].Endpoint, panelOf[i].Stratum, _design.X[i], value, o.IsBelow);
            }),
        ];
    }

    private static double Known(double value) => double.IsInfinity(value) ? double.NaN : value;
}
