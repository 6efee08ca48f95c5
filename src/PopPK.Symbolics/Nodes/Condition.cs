using System.Collections.Immutable;

namespace PopPK.Symbolics;

/// <summary>A truth value inside an expression: a comparison or a combination of comparisons. Immutable.</summary>
public abstract class Condition
{
    private protected Condition()
    {
    }
}
