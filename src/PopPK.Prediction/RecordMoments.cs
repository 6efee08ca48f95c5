using PopPK.Data;
using PopPK.Modeling;
using PopPK.Prediction.Compilation;

namespace PopPK.Prediction;

/// <summary>The moments (see <see cref="MomentLayout"/>) of a subject's records, and those of the intervals they end. Immutable.</summary>
internal sealed class RecordMoments
{
    private readonly double[] _at;
    private readonly double[] _before;
    private readonly int _length;

    /// <summary>Collects the moments.</summary>
    /// <param name="subject">The subject.</param>
    /// <param name="layout">How a moment is laid out.</param>
    /// <param name="columns">The data column of each covariate of the layout.</param>
    /// <param name="flags">For each record the values of the layout's hidden covariates, which follow those of the columns.</param>
    /// <param name="observations">What each record says of its observation.</param>
    /// <param name="symbols">The symbols of that.</param>
    public RecordMoments(
        Subject subject,
        MomentLayout layout,
        IReadOnlyList<int> columns,
        double[][] flags,
        RecordObservation[] observations,
        RecordSymbols symbols)
    {
        _length = layout.RecordLength;
        var records = subject.Records;
        _at = new double[records.Length * _length];
        _before = new double[records.Length * _length];
        for (var r = 0; r < records.Length; r++)
        {
            var at = _at.AsSpan(r * _length, _length);
            var before = _before.AsSpan(r * _length, _length);
            at[0] = before[0] = records[r].Time;
            for (var i = 0; i < layout.RecordSymbols.Length; i++)
            {
                at[layout.Length + i] = symbols.ValueOf(layout.RecordSymbols[i], observations[r]);
            }

            var previous = records[Math.Max(0, r - 1)];
            for (var i = 0; i < columns.Count; i++)
            {
                var value = records[r].Values[columns[i]];
                var earlier = previous.Values[columns[i]];
                var elapsed = records[r].Time - previous.Time;
                at[1 + i] = value;
                before[1 + i] = layout.Covariates[i].Interpolation == CovariateInterpolation.LastCarriedForward ? earlier : value;
                before[layout.FirstSlope + i] = layout.IsLinear[i] && elapsed > 0 ? (value - earlier) / elapsed : 0;
            }

            flags[r].CopyTo(at[(1 + columns.Count)..]);
            flags[r].CopyTo(before[(1 + columns.Count)..]);
        }
    }

    private RecordMoments(int length, double[] at, double[] before) => (_length, _at, _before) = (length, at, before);

    /// <summary>The moments with records in between at which nothing is known anew.</summary>
    /// <param name="added">
    /// In order: the record in front of which one is added (the number of records: behind the last), its time, and whether the interval is
    /// open: nothing follows, or the clock is set back. Then what the last record said goes on to hold, else what holds in the interval.
    /// </param>
    public RecordMoments With(IReadOnlyList<(int Record, double Time, bool IsOpen)> added)
    {
        var count = _at.Length / _length;
        var (at, before) = (new List<double>(), new List<double>());
        var next = 0;
        for (var r = 0; r <= count; r++)
        {
            for (; next < added.Count && added[next].Record == r; next++)
            {
                double[] moment = added[next].IsOpen ? [.. At(r - 1)] : [.. Before(r)];
                moment[0] = added[next].Time;
                at.AddRange(moment);
                before.AddRange(moment);
            }

            if (r < count)
            {
                at.AddRange(At(r));
                before.AddRange(Before(r));
            }
        }

        return new RecordMoments(_length, [.. at], [.. before]);
    }

    /// <summary>The moment of a record.</summary>
    /// <param name="record">Index of the record.</param>
    public ReadOnlySpan<double> At(int record) => _at.AsSpan(record * _length, _length);

    /// <summary>The moment at the end of the interval a record ends, with the slopes of covariates that are linear in it.</summary>
    /// <param name="record">Index of the record.</param>
    public ReadOnlySpan<double> Before(int record) => _before.AsSpan(record * _length, _length);
}
