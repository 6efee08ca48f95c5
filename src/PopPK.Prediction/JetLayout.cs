namespace PopPK.Prediction;

/// <summary>
/// How derivatives by phi are stored: first derivatives in order of phi, second derivatives by pairs (a, b) with
/// a active and b not before a, row by row. Pairs of two passive phi are never needed and not stored. Immutable.
/// </summary>
/// <param name="Active">Number of phi that depend on random effects.</param>
/// <param name="Total">Number of phi that are differentiated by, active ones included.</param>
public readonly record struct JetLayout(int Active, int Total)
{
    /// <summary>Number of first derivatives.</summary>
    public int FirstCount => Total;

    /// <summary>Number of second derivatives.</summary>
    public int PairCount => Active * (2 * Total - Active + 1) / 2;

    /// <summary>Position of a pair among the second derivatives; the order of the two does not matter.</summary>
    /// <param name="a">A phi; at least one of the two must be active.</param>
    /// <param name="b">A phi.</param>
    public int PairIndex(int a, int b)
    {
        if (a > b)
        {
            (a, b) = (b, a);
        }

        return a * (2 * Total - a + 1) / 2 + (b - a);
    }

    /// <summary>The layout an evaluation of a given order uses.</summary>
    /// <param name="order">The order.</param>
    public JetLayout For(DerivativeOrder order) => order switch
    {
        DerivativeOrder.SecondAll => this,
        DerivativeOrder.Value => new JetLayout(0, 0),
        _ => new JetLayout(Active, Active),
    };

    /// <summary>True when an order delivers second derivatives.</summary>
    /// <param name="order">The order.</param>
    public static bool HasSecond(DerivativeOrder order) => order >= DerivativeOrder.SecondActive;
}
