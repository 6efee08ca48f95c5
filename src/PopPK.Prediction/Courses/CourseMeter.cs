using PopPK.Numerics.Approximation;

namespace PopPK.Prediction.Courses;

/// <summary>
/// Measures a course in windows. Stretches between events, and between ends of windows, are cut into pieces on which a polynomial on a
/// Chebyshev grid represents the course: its last coefficients tell whether it does. A piece that is too long is tried again shorter,
/// the next one longer. Mutable, one owner.
/// </summary>
/// <param name="quantity">The quantity.</param>
/// <param name="rowLength">Numbers in a row of the solver.</param>
internal sealed class CourseMeter(CourseQuantity quantity, int rowLength) : CourseFollower(quantity, rowLength, Fine + 2)
{
    private const int Coarse = 16;
    private const int Fine = 2 * Coarse;

    // Number of last coefficients that must be small.
    private const int TailLength = 4;

    // They fall geometrically; what is behind them is smaller still.
    private const double TailTolerance = 1e-12;

    // What integration leaves is not smooth; coefficients of noise do not fall.
    private const double TailOverIntegration = 20;

    // Where a course is next to nothing beside what it was, its digits do not count.
    private const double SmallestShare = 1e-14;

    // Pieces shorter than this share of a stretch hold a jump that no event tells of.
    private const double ShortestShare = 1e-10;

    private readonly ChebyshevGrid _coarse = new(Coarse);
    private readonly ChebyshevGrid _fine = new(Fine);
    private readonly CoursePiece _piece = new(Fine);
    private CourseWindow[] _windows = [];
    private CourseMeasures[] _measures = [];
    private double[] _thresholds = [];
    private TimeAbove[] _above = [];
    private double[] _running = [];
    private double[] _cuts = [];
    private bool[] _isCovered = [];
    private int _windowCount;
    private int _thresholdCount;
    private int _cutCount;
    private int _segment;
    private double _to;
    private double _at;
    private double _end;
    private double _length;
    private double _firstLength;
    private double _largest;
    private bool _isRefined;
    private bool _isFirst;

    /// <summary>What was measured, window by window.</summary>
    public ReadOnlySpan<CourseMeasures> Measures => _measures.AsSpan(0, _windowCount);

    /// <summary>The times above thresholds, window by window, threshold by threshold.</summary>
    public ReadOnlySpan<TimeAbove> Above => _above.AsSpan(0, _windowCount * _thresholdCount);

    /// <summary>Number of pieces since the subject was begun with.</summary>
    public int Pieces { get; private set; }

    /// <summary>Number of values that were asked for since the subject was begun with.</summary>
    public int Evaluations { get; private set; }

    /// <summary>Sets what is measured.</summary>
    /// <param name="windows">The windows.</param>
    /// <param name="thresholds">The thresholds.</param>
    public void Want(ReadOnlySpan<CourseWindow> windows, ReadOnlySpan<double> thresholds)
    {
        Reserve(windows.Length, thresholds.Length);
        windows.CopyTo(_windows);
        thresholds.CopyTo(_thresholds);
        _windowCount = windows.Length;
        _thresholdCount = thresholds.Length;
        _measures.AsSpan(0, _windowCount).Fill(CourseMeasures.None);
        _above.AsSpan().Clear();
        _running.AsSpan().Clear();
        Cut();
        _segment = 0;
        _firstLength = double.PositiveInfinity;
        _largest = 0;
        Pieces = 0;
        Evaluations = 0;
    }

    /// <inheritdoc/>
    protected override bool TryEnter(double from, double to)
    {
        (_at, _to) = (Math.Max(from, _cuts[0]), to);
        _isFirst = true;
        _isRefined = false;
        _length = 2 * _firstLength;
        return _at < to && _at < _cuts[_cutCount - 1];
    }

    /// <inheritdoc/>
    protected override bool TryAsk()
    {
        if (!_isRefined && !TryPlace())
        {
            return false;
        }

        var (grid, step) = _isRefined ? (_fine, 2) : (_coarse, 1);
        var nodes = grid.Nodes;
        var half = 0.5 * (_end - _at);
        for (var j = _isRefined ? 1 : 0; j < nodes.Length; j += step)
        {
            Ask(j == 0 ? _at : j == nodes.Length - 1 ? _end : Math.Clamp(_at + half * (1 + nodes[j]), _at, _end));
        }

        if (_isRefined)
        {
            // The state goes on from the last time.
            Ask(_end);
        }

        Evaluations += Count;
        return true;
    }

    /// <inheritdoc/>
    protected override bool TryTake()
    {
        var values = _piece.Values;
        if (_isRefined)
        {
            for (var j = Coarse; j > 0; j--)
            {
                values[2 * j] = values[j];
                values[2 * j - 1] = Values[j - 1];
            }
        }
        else
        {
            Values.CopyTo(values);
        }

        var grid = _isRefined ? _fine : _coarse;
        var excess = TailOf(grid, values.AsSpan(0, grid.Degree + 1));
        var isShortest = _end - _at <= ShortestShare * Math.Max(_to - _at, Math.Abs(_to));
        if (excess > 1 && !isShortest)
        {
            // Integration would have to begin anew for points in between.
            if (!_isRefined && Tolerance == 0 && excess < 1 / TailTolerance)
            {
                _isRefined = true;
                return false;
            }

            _length = (_end - _at) * (excess > 1e6 ? 0.25 : 0.5);
            _isRefined = false;
            return false;
        }

        // Between the values of a jump a polynomial swings.
        _piece.Describe(grid, _at, _end, excess > 1 ? double.PositiveInfinity : SmallestShare * _largest);
        TakePiece();
        if (_isFirst)
        {
            _firstLength = _end - _at;
            _isFirst = false;
        }

        _length = (_end - _at) * (_isRefined ? 2 : 4);
        _at = _end;
        _isRefined = false;
        return true;
    }

    // The next piece: up to the end of the stretch, the next end of a window or the length that promises to be right.
    private bool TryPlace()
    {
        while (_segment + 1 < _cutCount && (_cuts[_segment + 1] <= _at || !_isCovered[_segment]))
        {
            _segment++;
            _at = Math.Max(_at, _cuts[_segment]);
        }

        if (_segment + 1 >= _cutCount || _at >= _to)
        {
            return false;
        }

        var limit = Math.Min(_to, _cuts[_segment + 1]);

        // No small rest.
        _end = _length >= 0.7 * (limit - _at) ? (_length >= limit - _at ? limit : _at + 0.5 * (limit - _at)) : _at + _length;
        _end = _end > _at ? _end : limit;
        return true;
    }

    // How many times too large the last coefficients are.
    private double TailOf(ChebyshevGrid grid, ReadOnlySpan<double> values)
    {
        var scale = 0.0;
        foreach (var value in values)
        {
            scale = Math.Max(scale, Math.Abs(value));
        }

        _largest = Math.Max(_largest, scale);
        var tail = 0.0;
        for (var k = grid.Degree - TailLength + 1; k <= grid.Degree; k++)
        {
            tail = Math.Max(tail, Math.Abs(grid.Coefficient(k, values)));
        }

        var allowed = Math.Max(TailTolerance, TailOverIntegration * Tolerance) * scale + SmallestShare * _largest;
        return tail <= allowed ? 0 : tail / allowed;
    }

    private void TakePiece()
    {
        Pieces++;
        for (var w = 0; w < _windowCount; w++)
        {
            if (IsIn(_windows[w]))
            {
                _measures[w] = Add(_measures[w]);
            }
        }

        for (var k = 0; k < _thresholdCount; k++)
        {
            var stretches = _piece.Above(_thresholds[k]);
            for (var w = 0; w < _windowCount; w++)
            {
                if (IsIn(_windows[w]))
                {
                    AddAbove(stretches, w * _thresholdCount + k);
                }
            }
        }
    }

    private bool IsIn(in CourseWindow window) => window.From <= _at && _end <= window.To;

    // A value that is larger by rounding only is not taken later than it was.
    private CourseMeasures Add(in CourseMeasures m) => m with
    {
        Auc = m.Auc + _piece.Integral,
        Maximum = IsBeyond(_piece.Maximum.Value, m.Maximum) ? _piece.Maximum.Value : m.Maximum,
        MaximumTime = IsBeyond(_piece.Maximum.Value, m.Maximum) ? _piece.Maximum.Time : m.MaximumTime,
        Minimum = IsBeyond(-_piece.Minimum.Value, -m.Minimum) ? _piece.Minimum.Value : m.Minimum,
        MinimumTime = IsBeyond(-_piece.Minimum.Value, -m.Minimum) ? _piece.Minimum.Time : m.MinimumTime,
        First = double.IsNaN(m.First) ? _piece.First : m.First,
        Last = _piece.Last,
    };

    private static bool IsBeyond(double value, double best) => value > (double.IsFinite(best) ? best + TailTolerance * Math.Abs(best) : best);

    private void AddAbove(ReadOnlySpan<double> stretches, int place)
    {
        var (total, longest) = _above[place];
        if (stretches.IsEmpty || stretches[0] > _at)
        {
            _running[place] = 0;
        }

        for (var i = 0; i < stretches.Length; i += 2)
        {
            var length = stretches[i + 1] - stretches[i];
            total += length;
            _running[place] = (i == 0 ? _running[place] : 0) + length;
            longest = Math.Max(longest, _running[place]);
        }

        if (!stretches.IsEmpty && stretches[^1] < _end)
        {
            _running[place] = 0;
        }

        _above[place] = new TimeAbove(total, longest);
    }

    // The ends of windows in order, and which times between them are in some window.
    private void Cut()
    {
        for (var w = 0; w < _windowCount; w++)
        {
            (_cuts[2 * w], _cuts[2 * w + 1]) = (_windows[w].From, _windows[w].To);
        }

        var cuts = _cuts.AsSpan(0, 2 * _windowCount);
        cuts.Sort();
        _cutCount = 0;
        foreach (var cut in cuts)
        {
            if (_cutCount == 0 || cut > _cuts[_cutCount - 1])
            {
                _cuts[_cutCount++] = cut;
            }
        }

        for (var i = 0; i + 1 < _cutCount; i++)
        {
            _isCovered[i] = false;
            for (var w = 0; w < _windowCount; w++)
            {
                _isCovered[i] |= _windows[w].From <= _cuts[i] && _cuts[i + 1] <= _windows[w].To;
            }
        }
    }

    private void Reserve(int windows, int thresholds)
    {
        if (_windows.Length < windows)
        {
            _windows = new CourseWindow[windows];
            _measures = new CourseMeasures[windows];
            _cuts = new double[2 * windows];
            _isCovered = new bool[2 * windows];
        }

        if (_thresholds.Length < thresholds)
        {
            _thresholds = new double[thresholds];
        }

        if (_above.Length < windows * thresholds)
        {
            _above = new TimeAbove[windows * thresholds];
            _running = new double[windows * thresholds];
        }
    }
}
