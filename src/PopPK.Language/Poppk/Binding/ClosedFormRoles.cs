using System.Collections.Immutable;

namespace PopPK.Language.Poppk.Binding;

/// <summary>The closed forms by name, and the roles their arguments play.</summary>
/// <param name="Name">The closed form's name.</param>
/// <param name="Peripherals">Number of peripheral compartments.</param>
/// <param name="Parameterisations">The ways to say its rate constants, the usual one first.</param>
internal sealed record ClosedFormRoles(string Name, int Peripherals, ImmutableArray<ClosedFormParameterisation> Parameterisations)
{
    /// <summary>The role of the absorption rate constant; it may be added to every parameterisation.</summary>
    public const string Absorption = "ka";

    /// <summary>Every closed form.</summary>
    public static ImmutableArray<ClosedFormRoles> All { get; } =
    [
        new("one_compartment", 0,
        [
            new(["cl", "v"], MicroConstants.FromClearances),
            new(["k"], MicroConstants.FromRateConstants),
            new(["a", "alpha"], MicroConstants.FromOneTerm),
        ]),
        new("two_compartment", 1,
        [
            new(["cl", "v1", "q", "v2"], MicroConstants.FromClearances),
            new(["cl", "v1", "q", "vss"], MicroConstants.FromSteadyStateVolume),
            new(["k", "k12", "k21"], MicroConstants.FromRateConstants),
            new(["aob", "alpha", "beta"], MicroConstants.FromCoefficientRatio),
            new(["alpha", "beta", "k21"], MicroConstants.FromTwoExponents),
            new(["a", "alpha", "b", "beta"], MicroConstants.FromTwoTerms),
        ]),
        new("three_compartment", 2,
        [
            new(["cl", "v1", "q2", "v2", "q3", "v3"], MicroConstants.FromClearances),
            new(["k", "k12", "k21", "k13", "k31"], MicroConstants.FromRateConstants),
            new(["alpha", "beta", "gamma", "k21", "k31"], MicroConstants.FromThreeExponents),
            new(["a", "alpha", "b", "beta", "c", "gamma"], MicroConstants.FromThreeTerms),
        ]),
    ];

    /// <summary>Every role, as messages list them.</summary>
    public IEnumerable<string> Roles => Parameterisations.SelectMany(p => p.Roles).Append(Absorption).Distinct();

    /// <summary>The names of a closed form's compartments, in the order data files number them.</summary>
    /// <param name="peripherals">Number of peripheral compartments.</param>
    /// <param name="hasDepot">True when there is a depot in front.</param>
    public static ImmutableArray<string> CompartmentNames(int peripherals, bool hasDepot) =>
    [
        .. hasDepot ? (string[])["depot"] : [],
        "central",
        .. peripherals switch { 0 => (string[])[], 1 => ["peripheral"], _ => ["peripheral1", "peripheral2"] },
    ];

    /// <summary>The role a name means in this closed form, or null: v, v1 and vc are one, k and k10, and v2 and vp where there is one of them; case does not matter.</summary>
    /// <param name="name">The name.</param>
    public string? RoleOf(string name)
    {
        var lower = name.ToLowerInvariant();
        var role = lower switch
        {
            "v" or "v1" or "vc" => Peripherals == 0 ? "v" : "v1",
            "vp" when Peripherals == 1 => "v2",
            "k10" => "k",
            _ => lower,
        };
        return Roles.Contains(role) ? role : null;
    }
}
