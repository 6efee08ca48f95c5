namespace PopPK.Symbolics;

/// <summary>The names under which the functions are printed.</summary>
public static class ElementaryFunctionNames
{
    /// <summary>The name of a function, in lower case.</summary>
    /// <param name="function">The function.</param>
    /// <exception cref="ArgumentOutOfRangeException">Not a member of <see cref="ElementaryFunction"/>.</exception>
    public static string Name(this ElementaryFunction function) => function switch
    {
        ElementaryFunction.Exp => "exp",
        ElementaryFunction.Log => "log",
        ElementaryFunction.Sqrt => "sqrt",
        ElementaryFunction.Sin => "sin",
        ElementaryFunction.Cos => "cos",
        ElementaryFunction.Tan => "tan",
        ElementaryFunction.Atan => "atan",
        ElementaryFunction.Tanh => "tanh",
        ElementaryFunction.Abs => "abs",
        ElementaryFunction.Sign => "sign",
        ElementaryFunction.Floor => "floor",
        ElementaryFunction.LogGamma => "lgamma",
        ElementaryFunction.Digamma => "digamma",
        ElementaryFunction.Trigamma => "trigamma",
        ElementaryFunction.NormalCdf => "phi",
        ElementaryFunction.LogNormalCdf => "logphi",
        ElementaryFunction.InverseMills => "invmills",
        ElementaryFunction.NormalQuantile => "probit",
        ElementaryFunction.Expm1 => "expm1",
        ElementaryFunction.ExpMean => "expmean",
        ElementaryFunction.ExpMeanSlope => "expmean1",
        ElementaryFunction.ExpMeanCurvature => "expmean2",
        _ => throw new ArgumentOutOfRangeException(nameof(function), function, "Unknown function."),
    };
}
