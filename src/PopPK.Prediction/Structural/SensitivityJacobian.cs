using PopPK.Numerics.Ode;
using PopPK.Symbolics;

namespace PopPK.Prediction.Structural;

/// <summary>
/// The Jacobian of a <see cref="SensitivitySystem"/> for stiff methods. As the derivatives of A' = f(A) are linear in
/// themselves, dA_a/dt = J A_a + ... with J = df/dA, the diagonal block of every group of equations is J; what lies below
/// the diagonal blocks is sparse, and its elements are computed one by one. Immutable.
/// </summary>
internal sealed class SensitivityJacobian
{
    private SensitivityJacobian(JacobianStructure structure, CompiledFunction entries)
    {
        Structure = structure;
        Entries = entries;
    }

    /// <summary>Where the elements are.</summary>
    public JacobianStructure Structure { get; }

    /// <summary>The elements in the order of <see cref="IStiffOdeSystem.Jacobian"/>; banks: state, phi, (time).</summary>
    public CompiledFunction Entries { get; }

    /// <summary>Writes the Jacobian down and compiles it.</summary>
    /// <param name="equations">The equations, grouped: amounts first, then their derivatives by each phi or pair.</param>
    /// <param name="banks">Where the values of all symbols are.</param>
    /// <param name="time">The model's time symbol.</param>
    /// <returns>The Jacobian, or null when a rate has no derivative in elementary functions.</returns>
    public static SensitivityJacobian? TryBuild(
        IReadOnlyList<SensitivityEquation> equations, IReadOnlyDictionary<Symbol, Slot> banks, Symbol time)
    {
        try
        {
            return Build(equations, banks, time);
        }
        catch (NotSupportedException)
        {
            // The third derivative of the logarithm of the gamma function; the explicit method does without it.
            return null;
        }
    }

    private static SensitivityJacobian Build(
        IReadOnlyList<SensitivityEquation> equations, IReadOnlyDictionary<Symbol, Slot> banks, Symbol time)
    {
        // Partial derivatives: the variables of all groups are independent here.
        var differentiator = new Differentiator();
        var position = equations.Select((e, i) => (e.Variable, i)).ToDictionary(p => p.Variable, p => p.i);
        var blocks = equations.GroupBy(e => e.Group).ToArray();
        var amounts = blocks[0].ToArray();
        var outputs = amounts
            .SelectMany(row => amounts.Select(column => differentiator.Differentiate(row.Rate, column.Variable)))
            .ToList();
        var couplings = new List<(int, int)>();
        for (var i = amounts.Length; i < equations.Count; i++)
        {
            var columns = equations[i].Rate.Symbols().Where(position.ContainsKey).Select(s => position[s]).Order();
            foreach (var column in columns.Where(c => equations[c].Group != equations[i].Group))
            {
                var element = differentiator.Differentiate(equations[i].Rate, equations[column].Variable);
                if (element is not ConstantExpr { Value: 0 })
                {
                    couplings.Add((i, column));
                    outputs.Add(element);
                }
            }
        }

        outputs.AddRange(equations.Select(e => differentiator.Differentiate(e.Rate, time)));
        var structure = new JacobianStructure([.. blocks.Select(b => b.Select(e => e.Amount).ToArray())], couplings);
        return new SensitivityJacobian(structure, FunctionCompiler.Compile(banks, outputs));
    }
}
