using PopPK.Prediction.Compilation;
using PopPK.Prediction.Kernels;

namespace PopPK.Prediction.Structural;

/// <summary>The scratch memory of <see cref="LinearSolver"/>: jet matrices and jet vectors of one worker. Mutable, one owner.</summary>
internal sealed class LinearScratch : JetScratch
{
    /// <summary>Makes the memory.</summary>
    /// <param name="amounts">Number of amounts n.</param>
    /// <param name="blocks">The most blocks a jet has.</param>
    /// <param name="functions">The properties of the compartments.</param>
    /// <param name="moment">How a moment is laid out.</param>
    /// <param name="elements">The most numbers the function of the elements writes.</param>
    public LinearScratch(int amounts, int blocks, PropertyFunctions functions, MomentLayout moment, int elements)
        : base(amounts, blocks, functions, moment)
    {
        Elements = new double[elements];
        Matrix = new double[amounts * amounts];
        Terms = new JetMatrixKernel.Term[elements];
        Powers = new double[MatrixExponentialKernel.Degree * amounts * blocks * amounts];
        Exponential = new double[amounts * blocks * amounts];
        Square = new double[amounts * blocks * amounts];
        Diagonal = new double[amounts];
        Next = new double[amounts * blocks];
        OwnInput = new double[amounts * blocks];
        TotalInput = new double[amounts * blocks];
        Integral = new double[amounts * blocks];
        RightSide = new double[amounts * blocks];
        Factor = new double[amounts * amounts];
        Pivots = new int[amounts];
        Column = new double[amounts];
        PreparedMoment = new double[moment.Length];
    }

    /// <summary>What the function of the elements wrote last.</summary>
    public double[] Elements { get; }

    /// <summary>The values of the matrix, divided by <see cref="Norm"/>.</summary>
    public double[] Matrix { get; }

    /// <summary>The derivatives of the matrix, divided by <see cref="Norm"/>.</summary>
    public JetMatrixKernel.Term[] Terms { get; }

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

    /// <summary>The factored matrix of an equation for a steady state.</summary>
    public double[] Factor { get; }

    /// <summary>Its row exchanges.</summary>
    public int[] Pivots { get; }

    /// <summary>A column of a right side.</summary>
    public double[] Column { get; }
}
