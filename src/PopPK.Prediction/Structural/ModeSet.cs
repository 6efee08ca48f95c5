namespace PopPK.Prediction.Structural;

/// <summary>
/// What a closed form is made of for its values: modes, those fed by the depot first, which are the variables themselves or, two by two, make
/// pairs. Mutable, one owner; the number of modes is that of the model, the rates are those of a subject.
/// </summary>
internal sealed class ModeSet
{
    /// <summary>The most modes a closed form has.</summary>
    public const int Most = 4;

    private readonly double[] _lambda = new double[Most];
    private readonly int[] _compartment = new int[Most];

    /// <summary>Number of modes.</summary>
    public int Count { get; private set; }

    /// <summary>How many of them are fed by the depot.</summary>
    public int Fed { get; private set; }

    /// <summary>True when the first compartment is a depot.</summary>
    public bool HasDepot { get; set; }

    /// <summary>True when each two modes, a fast and a slow one, make a pair.</summary>
    public bool HasPairs { get; set; }

    /// <summary>Absorption rate constant [1/time].</summary>
    public double Absorption { get; set; }

    /// <summary>Rate constants of the modes [1/time].</summary>
    public ReadOnlySpan<double> Lambda => _lambda.AsSpan(0, Count);

    /// <summary>For each mode the compartment whose doses it answers to.</summary>
    public ReadOnlySpan<int> Compartment => _compartment.AsSpan(0, Count);

    /// <summary>Number of solver variables: the modes or what pairs make of them, and the depot.</summary>
    public int VariableCount => Count + (HasDepot ? 1 : 0);

    /// <summary>Forgets the modes.</summary>
    public void Clear() => Count = Fed = 0;

    /// <summary>Adds a mode.</summary>
    /// <param name="lambda">Its rate constant.</param>
    /// <param name="compartment">The compartment whose doses it answers to.</param>
    /// <param name="isFedByDepot">True when the depot empties into it; such modes come first.</param>
    public void Add(double lambda, int compartment, bool isFedByDepot)
    {
        _lambda[Count] = lambda;
        _compartment[Count++] = compartment;
        Fed += isFedByDepot ? 1 : 0;
    }
}
