using System.Collections.Immutable;
using PopPK.Language.Poppk.Binding;
using PopPK.Symbolics;

namespace PopPK.Language.Nonmem.Binding;

/// <summary>A structure that <c>$SUBROUTINES</c> calls by number. Immutable.</summary>
/// <param name="Number">The number behind ADVAN.</param>
/// <param name="Compartments">The compartments, the output compartment left out.</param>
/// <param name="DefaultDose">Number of the compartment that receives doses without CMT, from 1.</param>
/// <param name="Central">Number of the compartment that is observed without CMT, from 1.</param>
internal sealed record AdvanStructure(int Number, ImmutableArray<string> Compartments, int DefaultDose, int Central)
{
    /// <summary>True when doses are absorbed from a depot.</summary>
    public bool HasDepot => Central == 2;

    /// <summary>The structures with parameters of their own: linear ones with closed forms, and ADVAN10.</summary>
    public static ImmutableArray<AdvanStructure> All { get; } =
    [
        new(1, ["CENTRAL"], 1, 1),
        new(2, ["DEPOT", "CENTRAL"], 1, 2),
        new(3, ["CENTRAL", "PERIPH"], 1, 1),
        new(4, ["DEPOT", "CENTRAL", "PERIPH"], 1, 2),
        new(10, ["CENTRAL"], 1, 1),
        new(11, ["CENTRAL", "PERIPH1", "PERIPH2"], 1, 1),
        new(12, ["DEPOT", "CENTRAL", "PERIPH1", "PERIPH2"], 1, 2),
    ];

    /// <summary>The parameters a TRANS number asks for, KA left out, and how rate constants are made of them; null when there is no such number.</summary>
    /// <param name="trans">The number behind TRANS.</param>
    public (ImmutableArray<string> Parameters, Func<ImmutableArray<Expr>, MicroConstants> Convert)? Parameterisation(int trans) => (Number, trans) switch
    {
        (1 or 2, 1) => (["K"], MicroConstants.FromRateConstants),
        (1 or 2, 2) => (["CL", "V"], MicroConstants.FromClearances),
        (3, 1) => (["K", "K12", "K21"], MicroConstants.FromRateConstants),
        (4, 1) => (["K", "K23", "K32"], MicroConstants.FromRateConstants),
        (3 or 4, 3) => (["CL", "V", "Q", "VSS"], MicroConstants.FromSteadyStateVolume),
        (3, 4) => (["CL", "V1", "Q", "V2"], MicroConstants.FromClearances),
        (4, 4) => (["CL", "V2", "Q", "V3"], MicroConstants.FromClearances),
        (3 or 4, 5) => (["AOB", "ALPHA", "BETA"], MicroConstants.FromCoefficientRatio),
        (3, 6) => (["ALPHA", "BETA", "K21"], MicroConstants.FromTwoExponents),
        (4, 6) => (["ALPHA", "BETA", "K32"], MicroConstants.FromTwoExponents),
        (11, 1) => (["K", "K12", "K21", "K13", "K31"], MicroConstants.FromRateConstants),
        (12, 1) => (["K", "K23", "K32", "K24", "K42"], MicroConstants.FromRateConstants),
        (11, 4) => (["CL", "V1", "Q2", "V2", "Q3", "V3"], MicroConstants.FromClearances),
        (12, 4) => (["CL", "V2", "Q3", "V3", "Q4", "V4"], MicroConstants.FromClearances),
        (11, 6) => (["ALPHA", "BETA", "GAMMA", "K21", "K31"], MicroConstants.FromThreeExponents),
        (12, 6) => (["ALPHA", "BETA", "GAMMA", "K32", "K42"], MicroConstants.FromThreeExponents),
        _ => null,
    };
}
