namespace PopPK.Numerics.Ode;

/// <summary>
/// The buffers of an integration that switches between methods; the stiff method's are made when it is first needed, then
/// stepping allocates nothing. Mutable; one owner at a time, not safe for concurrent use.
/// </summary>
/// <param name="dimension">Number of equations, at least 1.</param>
/// <param name="options">Methods; only their numbers of stages matter.</param>
/// <exception cref="ArgumentOutOfRangeException">The dimension is less than 1.</exception>
public sealed class SwitchingOdeWorkspace(int dimension, OdeOptions options)
{
    /// <summary>Number of equations.</summary>
    public int Dimension => Explicit.Dimension;

    /// <summary>See <see cref="OdeWorkspace.AbsoluteScales"/>.</summary>
    public Span<double> AbsoluteScales => Explicit.AbsoluteScales;

    /// <summary>True since the system was found to be stiff.</summary>
    public bool IsStiff { get; private set; }

    /// <summary>The workspace of the explicit method, for its counters.</summary>
    public OdeWorkspace Explicit { get; } = new(dimension, (options ?? throw new ArgumentNullException(nameof(options))).Tableau);

    /// <summary>The workspace of the stiff method, for its counters; null as long as no system was stiff.</summary>
    public RosenbrockWorkspace? Stiff { get; private set; }

    /// <summary>Forgets the step size, to be called after a discontinuity (see <see cref="OdeWorkspace.Restart"/>), but not the stiffness.</summary>
    public void Restart()
    {
        Explicit.Restart();
        Stiff?.Steps.Restart();
    }

    /// <summary>Forgets the step size and the stiffness: the next call begins with the explicit method.</summary>
    public void Reset()
    {
        Restart();
        IsStiff = false;
    }

    /// <summary>Goes over to the stiff method, with the step size of the explicit one.</summary>
    internal void Switch(JacobianStructure structure, RosenbrockTableau tableau)
    {
        if (Stiff is null || Stiff.Structure != structure || Stiff.Steps.StageCount < tableau.StageCount)
        {
            Stiff = new RosenbrockWorkspace(structure, tableau);
        }

        Stiff.Steps.Restart();
        Stiff.Steps.ProposedStep = Explicit.ProposedStep;
        IsStiff = true;
    }
}
