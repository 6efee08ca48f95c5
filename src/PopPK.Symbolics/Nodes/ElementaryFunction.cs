namespace PopPK.Symbolics;

/// <summary>The functions of one argument an expression may contain.</summary>
public enum ElementaryFunction
{
    /// <summary>e^x.</summary>
    Exp,

    /// <summary>Natural logarithm.</summary>
    Log,

    /// <summary>Square root.</summary>
    Sqrt,

    /// <summary>Sine.</summary>
    Sin,

    /// <summary>Cosine.</summary>
    Cos,

    /// <summary>Tangent.</summary>
    Tan,

    /// <summary>Inverse tangent.</summary>
    Atan,

    /// <summary>Hyperbolic tangent.</summary>
    Tanh,

    /// <summary>Absolute value; its derivative at 0 is taken as 0.</summary>
    Abs,

    /// <summary>Sign: -1, 0 or 1; its derivative is 0.</summary>
    Sign,

    /// <summary>Largest integer not above x; its derivative is 0.</summary>
    Floor,

    /// <summary>Logarithm of the absolute value of the gamma function.</summary>
    LogGamma,

    /// <summary>Digamma function, the derivative of <see cref="LogGamma"/>.</summary>
    Digamma,

    /// <summary>Trigamma function, the derivative of <see cref="Digamma"/>.</summary>
    Trigamma,

    /// <summary>Standard normal distribution function.</summary>
    NormalCdf,
}
