using PopPK.Prediction.Compilation;
using PopPK.Prediction.Kernels;

namespace PopPK.Prediction.Structural;

/// <summary>The scratch memory of <see cref="LinearSolver"/>: jet matrices and jet vectors of one worker. Mutable, one owner.</summary>
internal sealed class LinearScratch : JetScratch
{
    // A closed form has up to three arguments and four factors that are jets, and a product of two responses.
    private const int ArgumentCount = 3;
    private const int FactorCount = 4;
    private const int TemporaryCount = 3;

    private readonly double[] _factors;
    private readonly double[] _temporary;

    /// <summary>Makes the memory.</summary>
    /// <param name="amounts">Number of amounts n.</param>
    /// <param name="blocks">The most blocks a jet has.</param>
    /// <param name="functions">The properties of the compartments.</param>
    /// <param name="moment">How a moment is laid out.</param>
    /// <param name="rates">The phi the matrix depends on.</param>
    /// <param name="elements">The most numbers the function of the elements writes.</param>
    public LinearScratch(int amounts, int blocks, PropertyFunctions functions, MomentLayout moment, RateJets rates, int elements)
        : base(amounts, blocks, functions, moment)
    {
        var rateBlocks = rates.Blocks(DerivativeOrder.SecondAll);
        MatrixJets = rates;
        Arguments = new double[ArgumentCount * rateBlocks];
        _factors = new double[FactorCount * rateBlocks];
        _temporary = new double[TemporaryCount * rateBlocks];
        Elements = new double[elements];
        Matrix = new double[amounts * amounts];
        Terms = new JetMatrixKernel.Term[elements];
        StateTerms = new JetMatrixKernel.Term[elements];
        Powers = new double[MatrixExponentialKernel.Degree * amounts * rateBlocks * amounts];
        Exponential = new double[amounts * rateBlocks * amounts];
        Square = new double[amounts * rateBlocks * amounts];
        Diagonal = new double[amounts];
        Next = new double[amounts * blocks];
        OwnInput = new double[amounts * blocks];
        TotalInput = new double[amounts * blocks];
        Integral = new double[amounts * blocks];
        RightSide = new double[amounts * blocks];
        SteadyStateMatrix = new double[amounts * amounts];
        Pivots = new int[amounts];
        Column = new double[amounts];
        PreparedMoment = new double[moment.Length];
    }

    /// <summary>The phi the matrix depends on.</summary>
    public RateJets MatrixJets { get; }

    /// <summary>The blocks of the matrix and its exponential.</summary>
    public JetLayout RateLayout { get; set; }

    /// <summary>Number of blocks of the matrix.</summary>
    public int RateBlocks { get; set; }

    /// <summary>The jets a closed form is a function of, one after another.</summary>
    public double[] Arguments { get; }

    /// <summary>True when a closed form can be used for the matrix as it is.</summary>
    public bool IsClosed { get; set; }

    /// <summary>True when <see cref="Powers"/> are those of the matrix.</summary>
    public bool HasPowers { get; set; }

    /// <summary>Half the difference of the eigenvalues of two compartments.</summary>
    public double EigenvalueGap { get; set; }

    /// <summary>What the function of the elements wrote last.</summary>
    public double[] Elements { get; }

    /// <summary>The values of the matrix, divided by <see cref="Norm"/>.</summary>
    public double[] Matrix { get; }

    /// <summary>The derivatives of the matrix, divided by <see cref="Norm"/>, in the blocks of <see cref="RateLayout"/>.</summary>
    public JetMatrixKernel.Term[] Terms { get; }

    /// <summary>The same in the blocks of the state.</summary>
    public JetMatrixKernel.Term[] StateTerms { get; }

    /// <summary>Number of <see cref="Terms"/>.</summary>
    public int TermCount { get; set; }

    /// <summary>The norm of the matrix [1/time].</summary>
    public double Norm { get; set; }

    /// <summary>Powers of the matrix over factorials.</summary>
    public double[] Powers { get; }

    /// <summary>True when matrix, powers and own inputs are those of the moment and the compartments that take part.</summary>
    public bool IsPrepared { get; set; }

    /// <summary>The moment they were computed for.</summary>
    public double[] PreparedMoment { get; }

    /// <summary>The exponential for a part of <see cref="Length"/>.</summary>
    public double[] Exponential { get; set; }

    /// <summary>Room for the next exponential.</summary>
    public double[] Square { get; set; }

    /// <summary>The diagonal of the exponential minus 1.</summary>
    public double[] Diagonal { get; }

    /// <summary>Room for the next amounts.</summary>
    public double[] Next { get; set; }

    /// <summary>The constant inputs of the equations.</summary>
    public double[] OwnInput { get; }

    /// <summary>False while a steady state is computed that the inputs of the equations have no part in.</summary>
    public bool HasOwnInput { get; set; }

    /// <summary>All inputs that hold now: those of the equations and the infusions.</summary>
    public double[] TotalInput { get; }

    /// <summary>What the inputs add during a part of <see cref="Length"/>.</summary>
    public double[] Integral { get; }

    /// <summary>True when some input is not zero.</summary>
    public bool HasInput { get; set; }

    /// <summary>The length of time that <see cref="Exponential"/> and <see cref="Integral"/> were computed for; NaN: none.</summary>
    public double Length { get; set; }

    /// <summary>The number of equal parts of it they hold for.</summary>
    public int Parts { get; set; }

    /// <summary>The right side of an equation for a steady state.</summary>
    public double[] RightSide { get; }

    /// <summary>The matrix of an equation for a steady state, then its factors.</summary>
    public double[] SteadyStateMatrix { get; }

    /// <summary>Its row exchanges.</summary>
    public int[] Pivots { get; }

    /// <summary>A column of a right side.</summary>
    public double[] Column { get; }

    /// <summary>One of the jets a closed form is a function of.</summary>
    /// <param name="index">Which.</param>
    public Span<double> Argument(int index) => Arguments.AsSpan(index * RateBlocks, RateBlocks);

    /// <summary>One of the jets the responses of a closed form are multiplied by.</summary>
    /// <param name="index">Which.</param>
    public Span<double> Factor(int index) => _factors.AsSpan(index * RateBlocks, RateBlocks);

    /// <summary>Room for a jet.</summary>
    /// <param name="index">0, 1 or 2.</param>
    public Span<double> Temporary(int index) => _temporary.AsSpan(index * RateBlocks, RateBlocks);

    /// <summary>result += A x for a matrix in the blocks of <see cref="RateLayout"/> and vectors in those of the state.</summary>
    /// <param name="a">A.</param>
    /// <param name="x">x.</param>
    /// <param name="result">Changed.</param>
    public void AddProduct(ReadOnlySpan<double> a, ReadOnlySpan<double> x, Span<double> result) =>
        JetMatrixKernel.AddVectorProduct(Layout, RateLayout, MatrixJets.StateBlocks(Order), IsOff.Length, a, x, result);
}
