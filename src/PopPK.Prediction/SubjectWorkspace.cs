using PopPK.Prediction.Compilation;
using PopPK.Prediction.Courses;
using PopPK.Prediction.Tracing;
using PopPK.Symbolics;

namespace PopPK.Prediction;

/// <summary>
/// The scratch memory of one worker for one model: everything an evaluation of a subject writes. Mutable, one owner;
/// nothing is allocated after construction.
/// </summary>
public sealed class SubjectWorkspace
{
    /// <summary>Mean and variance; a third block holds the extra.</summary>
    private const int PlainBlocks = 2;

    private readonly double[] _phi;
    private readonly double[] _individualOutput;
    private readonly double[][] _phiTables;
    private readonly double[] _solverRows;
    private readonly double[] _observationRows;
    private readonly double[] _correlations;
    private readonly double[] _solverState;
    private readonly double[] _infusionRates;
    private readonly int[] _runningInfusions;
    private readonly JetLayout _layout;
    private readonly int _blocks;
    private readonly Lazy<LaneScratch> _lanes;
    private readonly double[] _valueMoments;
    private int[] _valueOffsets = [];
    private JetLayout _current;
    private int _rowLength;
    private int _pairCount;

    internal SubjectWorkspace(CompiledModel model, int largestRecordCount)
    {
        _layout = model.Phi.Layout;
        _blocks = model.HasExtra ? PlainBlocks + 1 : PlainBlocks;
        EtaCount = model.Slots.Length;
        ThetaCount = model.FreeThetas.Length;
        var pairs = EtaCount * (EtaCount + 1) / 2;
        _phi = new double[model.Phi.Count];
        _phiTables =
        [
            new double[_layout.Active * EtaCount],
            new double[_layout.Active * pairs],
            new double[_layout.Total * ThetaCount],
            new double[_layout.Active * EtaCount * ThetaCount],
        ];
        _individualOutput = new double[model.Phi.Count + _phiTables.Sum(t => t.Length)];
        var solverLength = Enum.GetValues<DerivativeOrder>().Max(model.Solver.RowLength);
        _solverRows = new double[largestRecordCount * solverLength];
        _solverState = new double[solverLength];
        _infusionRates = new double[model.Model.Structure.Compartments.Length];
        _runningInfusions = new int[_infusionRates.Length];
        var rowLength = _blocks * (1 + _layout.FirstCount + _layout.PairCount);
        _observationRows = new double[largestRecordCount * rowLength];
        _lanes = new Lazy<LaneScratch>(() => new LaneScratch(model, largestRecordCount, solverLength, rowLength));
        _valueMoments = new double[LaneFunction.Width * model.Moment.RecordLength];
        CorrelationCount = model.Model.Correlations.Length;
        _correlations = new double[CorrelationCount * (1 + _layout.FirstCount + _layout.PairCount)];
        Solver = model.Solver.CreateScratch();
    }

    /// <summary>Number of random effects of a subject: entries of <see cref="CompiledModel.Slots"/>.</summary>
    public int EtaCount { get; }

    /// <summary>Number of estimated fixed effects.</summary>
    public int ThetaCount { get; }

    /// <summary>The individual quantities.</summary>
    public Span<double> Phi => _phi;

    /// <summary>d phi_a / d eta_k at a * EtaCount + k, a active.</summary>
    public ReadOnlySpan<double> PhiByEta => _phiTables[0];

    /// <summary>d2 phi_a / d eta_k d eta_l at a * n (n + 1) / 2 + k (k + 1) / 2 + l, l not above k, n = EtaCount, a active.</summary>
    public ReadOnlySpan<double> PhiByEtaEta => _phiTables[1];

    /// <summary>d phi_a / d theta_p at a * ThetaCount + p, a active or passive.</summary>
    public ReadOnlySpan<double> PhiByTheta => _phiTables[2];

    /// <summary>d2 phi_a / d eta_k d theta_p at (a * EtaCount + k) * ThetaCount + p, a active.</summary>
    public ReadOnlySpan<double> PhiByEtaTheta => _phiTables[3];

    /// <summary>
    /// Equations are integrated to this relative error per step, rounded down to a power of ten times the model's own tolerance, where
    /// it is larger than that; 0: to the model's own. For searches that do not need all digits yet.
    /// </summary>
    public double LeastIntegrationTolerance { get; set; }

    /// <summary>Number of correlations of residuals.</summary>
    public int CorrelationCount { get; }

    /// <summary>How derivatives by phi of the last evaluation are stored.</summary>
    public JetLayout Layout => _current;

    /// <summary>The prediction point at which the last evaluation failed, or -1 when none can be named.</summary>
    public int FailedPoint { get; set; } = -1;

    /// <summary>The time at which the structure of the last evaluation could not be solved, or NaN.</summary>
    public double FailedTime { get; internal set; } = double.NaN;

    /// <summary>The property with which a dose of the last evaluation could not be given, or null.</summary>
    public RefusedProperty? RefusedProperty { get; internal set; }

    /// <summary>Hears what a solver does; null, as it is in all evaluations but those for people, when nobody listens.</summary>
    internal WalkRecorder? Recorder { get; set; }

    /// <summary>Asks a solver for its state between events; null, as it is in all evaluations but those of courses, when nobody asks.</summary>
    internal CourseFollower? Course { get; set; }

    /// <summary>The order of the last evaluation that reached the observations.</summary>
    internal DerivativeOrder Order { get; private set; }

    internal Span<double> IndividualOutput => _individualOutput;

    internal Span<double> SolverRows => _solverRows;

    internal Span<double> SolverState => _solverState;

    internal Span<double> InfusionRates => _infusionRates;

    internal Span<int> RunningInfusions => _runningInfusions;

    /// <summary>The solver's own scratch, or null.</summary>
    internal object? Solver { get; }

    /// <summary>True when some form of the model has an extra.</summary>
    public bool HasExtra => _blocks > PlainBlocks;

    /// <summary>
    /// True when the last evaluation left its predictions in lanes (see <see cref="CompiledModel.PredictInLanes"/>), for
    /// <see cref="LaneRows"/>; the members that tell of single points are of no use then.
    /// </summary>
    public bool IsInLanes { get; internal set; }

    /// <summary>
    /// Eight predictions in lanes: mean, variance; first derivatives of the mean, of the variance; second derivatives likewise, each eight
    /// times. The last block is filled up with its last point.
    /// </summary>
    /// <param name="block">Points 8 block, ..., 8 block + 7.</param>
    public ReadOnlySpan<double> LaneRows(int block) => Lanes.Observations(block, _rowLength);

    internal LaneScratch Lanes => _lanes.Value;

    /// <summary>The solver variables of predictions without derivatives.</summary>
    internal ValueRows Values { get; } = new();

    /// <summary>Where the numbers of each of several subjects begin; grows to the largest batch.</summary>
    /// <param name="count">Number of subjects.</param>
    internal Span<int> ValueOffsets(int count)
    {
        if (_valueOffsets.Length < count)
        {
            _valueOffsets = new int[count];
        }

        return _valueOffsets.AsSpan(0, count);
    }

    /// <summary>What the records of eight such predictions say, in lanes.</summary>
    internal Span<double> ValueMoments => _valueMoments;

    internal int RowLength => _rowLength;

    /// <summary>Mean of a prediction point of the last evaluation.</summary>
    /// <param name="point">The point.</param>
    public double Mean(int point) => _observationRows[point * _rowLength];

    /// <summary>Residual variance of a prediction point of the last evaluation.</summary>
    /// <param name="point">The point.</param>
    public double Variance(int point) => _observationRows[point * _rowLength + 1];

    /// <summary>What the form of a prediction point adds to -2 log likelihood beside mean and variance; 0 without extras.</summary>
    /// <param name="point">The point.</param>
    public double Extra(int point) => HasExtra ? _observationRows[point * _rowLength + 2] : 0;

    /// <summary>First derivatives of the mean by phi.</summary>
    /// <param name="point">The point.</param>
    public ReadOnlySpan<double> MeanFirst(int point) => First(point, 0);

    /// <summary>First derivatives of the variance by phi.</summary>
    /// <param name="point">The point.</param>
    public ReadOnlySpan<double> VarianceFirst(int point) => First(point, 1);

    /// <summary>First derivatives of the extra by phi; none without extras.</summary>
    /// <param name="point">The point.</param>
    public ReadOnlySpan<double> ExtraFirst(int point) => HasExtra ? First(point, 2) : default;

    /// <summary>Second derivatives of the mean by pairs of phi; none after an order without them.</summary>
    /// <param name="point">The point.</param>
    public ReadOnlySpan<double> MeanSecond(int point) => Second(point, 0);

    /// <summary>Second derivatives of the variance by pairs of phi; none after an order without them.</summary>
    /// <param name="point">The point.</param>
    public ReadOnlySpan<double> VarianceSecond(int point) => Second(point, 1);

    /// <summary>Second derivatives of the extra by pairs of phi; none without extras or after an order without them.</summary>
    /// <param name="point">The point.</param>
    public ReadOnlySpan<double> ExtraSecond(int point) => HasExtra ? Second(point, 2) : default;

    /// <summary>A correlation of residuals in the last evaluation.</summary>
    /// <param name="correlation">Its position among the model's.</param>
    public double Correlation(int correlation) => _correlations[correlation];

    /// <summary>First derivatives of a correlation by phi.</summary>
    /// <param name="correlation">Its position among the model's.</param>
    public ReadOnlySpan<double> CorrelationFirst(int correlation) =>
        _correlations.AsSpan(CorrelationCount + correlation * _current.FirstCount, _current.FirstCount);

    /// <summary>Second derivatives of a correlation by pairs of phi; none after an order without them.</summary>
    /// <param name="correlation">Its position among the model's.</param>
    public ReadOnlySpan<double> CorrelationSecond(int correlation) =>
        _correlations.AsSpan(CorrelationCount * (1 + _current.FirstCount) + correlation * _pairCount, _pairCount);

    internal Span<double> CorrelationRow => _correlations.AsSpan(0, CorrelationCount * (1 + _current.FirstCount + _pairCount));

    internal Span<double> PhiTable(int table) => _phiTables[table];

    internal void ClearPhiDerivatives(DerivativeOrder order)
    {
        // Tables an order does not write are not read either.
        var tables = order switch
        {
            DerivativeOrder.Value => 0,
            DerivativeOrder.FirstActive => 1,
            DerivativeOrder.SecondActive => 2,
            _ => 4,
        };
        for (var i = 0; i < tables; i++)
        {
            _phiTables[i].AsSpan().Clear();
        }
    }

    internal void SetOrder(DerivativeOrder order)
    {
        Order = order;
        IsInLanes = false;
        _current = _layout.For(order);
        _pairCount = JetLayout.HasSecond(order) ? _current.PairCount : 0;
        _rowLength = _blocks * (1 + _current.FirstCount + _pairCount);
    }

    internal Span<double> ObservationRow(int point) => _observationRows.AsSpan(point * _rowLength, _rowLength);

    private ReadOnlySpan<double> First(int point, int block) =>
        _observationRows.AsSpan(point * _rowLength + _blocks + block * _current.FirstCount, _current.FirstCount);

    private ReadOnlySpan<double> Second(int point, int block) =>
        _observationRows.AsSpan(point * _rowLength + _blocks * (1 + _current.FirstCount) + block * _pairCount, _pairCount);
}
