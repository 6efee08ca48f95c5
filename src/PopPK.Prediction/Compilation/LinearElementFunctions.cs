using System.Collections.Immutable;
using PopPK.Prediction.Structural;
using PopPK.Symbolics;

namespace PopPK.Prediction.Compilation;

/// <summary>
/// The compiled functions from phi and a moment to the elements of M and b in A' = M A + b, with those of their derivatives that
/// are not always zero. One function per derivative order, compiled when first needed. Immutable.
/// </summary>
internal sealed class LinearElementFunctions
{
    private readonly Lazy<Variant>[] _byOrder;

    /// <summary>Prepares the functions.</summary>
    /// <param name="elements">The elements.</param>
    /// <param name="parts">The parts of the solver.</param>
    /// <param name="jets">The phi the elements depend on.</param>
    public LinearElementFunctions(IReadOnlyList<LinearElement> elements, SolverParts parts, RateJets jets)
    {
        VaryWithinSubject = elements.Select(e => e.Value).Symbols().Any(parts.Moment.Slots.ContainsKey);
        _byOrder = [.. Enum.GetValues<DerivativeOrder>().Select(order => new Lazy<Variant>(() => Compile(elements, parts, jets, order)))];
    }

    /// <summary>Where one output belongs.</summary>
    /// <param name="Row">The amount whose rate it is part of.</param>
    /// <param name="Column">The amount it is multiplied by; -1: none.</param>
    /// <param name="Block">0 for a value, else the block of the derivative.</param>
    public readonly record struct Target(int Row, int Column, int Block);

    /// <summary>A function and where its outputs belong.</summary>
    /// <param name="Function">The function; banks: nothing, phi, moment.</param>
    /// <param name="Targets">One per output.</param>
    public sealed record Variant(CompiledFunction Function, ImmutableArray<Target> Targets);

    /// <summary>True when elements depend on the moment: on covariates that change, or on time conditions.</summary>
    public bool VaryWithinSubject { get; }

    /// <summary>The function of an order.</summary>
    /// <param name="order">Which derivatives are wanted.</param>
    public Variant this[DerivativeOrder order] => _byOrder[(int)order].Value;

    private static Variant Compile(IReadOnlyList<LinearElement> elements, SolverParts parts, RateJets jets, DerivativeOrder order)
    {
        var outputs = new List<Expr>();
        var targets = ImmutableArray.CreateBuilder<Target>();
        foreach (var element in elements)
        {
            var block = 0;
            foreach (var expression in PropertyFunctions.JetOf(element.Value, jets.Layout(order), jets.By(order)))
            {
                if (expression is not ConstantExpr { Value: 0 })
                {
                    outputs.Add(expression);
                    targets.Add(new Target(element.Row, element.Column, block));
                }

                block++;
            }
        }

        return new Variant(FunctionCompiler.Compile(parts.Moment.Banks(parts.Phi.Positions), outputs), targets.ToImmutable());
    }
}
