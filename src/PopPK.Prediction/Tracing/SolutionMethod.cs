namespace PopPK.Prediction.Tracing;

/// <summary>What moves amounts from one time to the next.</summary>
public enum SolutionMethod
{
    /// <summary>A formula for the model by name.</summary>
    ClosedForm,

    /// <summary>The exponential of the matrix of linear equations.</summary>
    MatrixExponential,

    /// <summary>An explicit Runge-Kutta pair.</summary>
    ExplicitRungeKutta,

    /// <summary>A Rosenbrock method, for stiff equations.</summary>
    Rosenbrock,
}
