namespace PopPK.Numerics.Optimization;

/// <summary>Where a quasi-Newton method's approximation of the Hessian comes from.</summary>
public enum CurvatureKind
{
    /// <summary>A multiple of the identity: nothing is known yet.</summary>
    ScaledIdentity,

    /// <summary>The <see cref="ICurvatureSource"/>, at this very point.</summary>
    Source,

    /// <summary>Secant updates of one of the others.</summary>
    Updated,
}
