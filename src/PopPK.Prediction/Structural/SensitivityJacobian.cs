using System.Collections.Immutable;
using PopPK.Numerics.Ode;
using PopPK.Prediction.Compilation;
using PopPK.Symbolics;

namespace PopPK.Prediction.Structural;

/// <summary>
/// The Jacobian of a <see cref="SensitivitySystem"/> for stiff methods. As the derivatives of A' = f(A) are linear in
/// themselves, dA_a/dt = J A_a + ... with J = df/dA, the diagonal block of every group of equations is J; what lies below
/// the diagonal blocks is sparse, and its elements are computed one by one. Immutable.
/// </summary>
internal sealed class SensitivityJacobian
{
    private readonly ImmutableArray<int> _couplingRows;

    private SensitivityJacobian(JacobianStructure structure, CompiledFunction entries, ImmutableArray<int> couplingRows)
    {
        _couplingRows = couplingRows;
        Structure = structure;
        Entries = entries;
    }

    /// <summary>Where the elements are.</summary>
    public JacobianStructure Structure { get; }

    /// <summary>The elements in the order of <see cref="IStiffOdeSystem.Jacobian"/>; banks: state, phi, moment.</summary>
    public CompiledFunction Entries { get; }

    /// <summary>Sets the rows of compartments that are switched off to zero.</summary>
    /// <param name="entries">The elements; changed.</param>
    /// <param name="isOff">For each amount whether its compartment is off.</param>
    /// <param name="amountOf">For each equation its amount.</param>
    public void ClearRows(Span<double> entries, ReadOnlySpan<bool> isOff, ImmutableArray<int> amountOf)
    {
        var n = isOff.Length;
        for (var i = 0; i < n; i++)
        {
            if (isOff[i])
            {
                entries.Slice(i * n, n).Clear();
            }
        }

        for (var c = 0; c < _couplingRows.Length; c++)
        {
            entries[n * n + c] = isOff[amountOf[_couplingRows[c]]] ? 0 : entries[n * n + c];
        }

        var byTime = entries[(n * n + _couplingRows.Length)..];
        for (var i = 0; i < amountOf.Length; i++)
        {
            byTime[i] = isOff[amountOf[i]] ? 0 : byTime[i];
        }
    }

    /// <summary>Writes the Jacobian down and compiles it.</summary>
    /// <param name="equations">The equations, grouped: amounts first, then their derivatives by each phi or pair.</param>
    /// <param name="banks">Where the values of all symbols are.</param>
    /// <param name="moment">What else varies within a subject.</param>
    /// <returns>The Jacobian, or null when a rate has no derivative in elementary functions.</returns>
    public static SensitivityJacobian? TryBuild(
        IReadOnlyList<SensitivityEquation> equations, IReadOnlyDictionary<Symbol, Slot> banks, MomentLayout moment)
    {
        try
        {
            return Build(equations, banks, moment);
        }
        catch (NotSupportedException)
        {
            // The third derivative of the logarithm of the gamma function; the explicit method does without it.
            return null;
        }
    }

    private static SensitivityJacobian Build(
        IReadOnlyList<SensitivityEquation> equations, IReadOnlyDictionary<Symbol, Slot> banks, MomentLayout moment)
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

        var byTime = new Differentiator((of, by) => by == moment.Time ? moment.SlopeOf(of) : null);
        outputs.AddRange(equations.Select(e => byTime.Differentiate(e.Rate, moment.Time)));
        var structure = new JacobianStructure([.. blocks.Select(b => b.Select(e => e.Amount).ToArray())], couplings);
        return new SensitivityJacobian(structure, FunctionCompiler.Compile(banks, outputs), [.. couplings.Select(c => c.Item1)]);
    }
}
