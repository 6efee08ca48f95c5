using PopPK.Prediction.Kernels;

namespace PopPK.Prediction.Structural;

/// <summary>The scratch memory of <see cref="LinearSolver"/>: jet matrices and jet vectors of one worker. Mutable, one owner.</summary>
internal sealed class LinearScratch
{
    /// <summary>Makes the memory.</summary>
    /// <param name="amounts">Number of amounts n.</param>
    /// <param name="blocks">The most blocks a jet has.</param>
    /// <param name="terms">Number of terms of the matrix.</param>
    public LinearScratch(int amounts, int blocks, int terms)
    {
        Matrix = new double[amounts * amounts];
        Terms = new JetMatrixKernel.Term[terms];
        Powers = new double[MatrixExponentialKernel.Degree * amounts * blocks * amounts];
        Exponential = new double[amounts * blocks * amounts];
        Square = new double[amounts * blocks * amounts];
        Diagonal = new double[amounts];
        State = new double[amounts * blocks];
        Next = new double[amounts * blocks];
        ConstantInput = new double[amounts * blocks];
        Input = new double[amounts * blocks];
        Integral = new double[amounts * blocks];
    }

    /// <summary>The values of the matrix, divided by <see cref="Norm"/>.</summary>
    public double[] Matrix { get; }

    /// <summary>The terms of the matrix, divided by <see cref="Norm"/>.</summary>
    public JetMatrixKernel.Term[] Terms { get; }

    /// <summary>The norm of the matrix [1/time].</summary>
    public double Norm { get; set; }

    /// <summary>Powers of the matrix over factorials.</summary>
    public double[] Powers { get; }

    /// <summary>The exponential for a part of <see cref="Interval"/>.</summary>
    public double[] Exponential { get; set; }

    /// <summary>Room for the next exponential.</summary>
    public double[] Square { get; set; }

    /// <summary>The diagonal of the exponential minus 1.</summary>
    public double[] Diagonal { get; }

    /// <summary>The amounts.</summary>
    public double[] State { get; set; }

    /// <summary>Room for the next amounts.</summary>
    public double[] Next { get; set; }

    /// <summary>The constant inputs of the equations.</summary>
    public double[] ConstantInput { get; }

    /// <summary>All inputs that hold now: those of the equations and the infusions.</summary>
    public double[] Input { get; }

    /// <summary>What the inputs add during a part of <see cref="Interval"/>.</summary>
    public double[] Integral { get; }

    /// <summary>True when some input is not zero.</summary>
    public bool HasInput { get; set; }

    /// <summary>The interval that <see cref="Exponential"/> and <see cref="Integral"/> were computed for; NaN: none.</summary>
    public double Interval { get; set; }

    /// <summary>The number of equal parts of the interval they hold for.</summary>
    public int Parts { get; set; }
}
