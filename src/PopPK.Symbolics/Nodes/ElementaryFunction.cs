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

    /// <summary>Logarithm of <see cref="NormalCdf"/>, exact in both tails.</summary>
    LogNormalCdf,

    /// <summary>The standard normal density divided by <see cref="NormalCdf"/>, the derivative of <see cref="LogNormalCdf"/>.</summary>
    InverseMills,

    /// <summary>Inverse of <see cref="NormalCdf"/>.</summary>
    NormalQuantile,

    /// <summary>e^x - 1, exact near 0.</summary>
    Expm1,

    /// <summary>(e^x - 1)/x, 1 at 0: the mean of e^(xs) over s from 0 to 1.</summary>
    ExpMean,

    /// <summary>The mean of s e^(xs) over s from 0 to 1, the derivative of <see cref="ExpMean"/>.</summary>
    ExpMeanSlope,

    /// <summary>The mean of s^2 e^(xs) over s from 0 to 1, the derivative of <see cref="ExpMeanSlope"/>.</summary>
    ExpMeanCurvature,
}
