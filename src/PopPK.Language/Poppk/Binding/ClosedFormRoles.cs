using System.Collections.Immutable;

namespace PopPK.Language.Poppk.Binding;

/// <summary>The closed forms by name, and the roles their arguments play.</summary>
/// <param name="Name">The closed form's name.</param>
/// <param name="Volumes">Clearances and volumes; together one way to say it.</param>
/// <param name="Rates">Rate constants; together the other way.</param>
internal sealed record ClosedFormRoles(string Name, ImmutableArray<string> Volumes, ImmutableArray<string> Rates)
{
    /// <summary>The role of the absorption rate constant; it may be left out.</summary>
    public const string Absorption = "ka";

    /// <summary>Every closed form.</summary>
    public static ImmutableArray<ClosedFormRoles> All { get; } =
    [
        new("one_compartment", ["cl", "v"], ["k"]),
        new("two_compartment", ["cl", "v1", "q", "v2"], ["k", "k12", "k21"]),
        new("three_compartment", ["cl", "v1", "q2", "v2", "q3", "v3"], ["k", "k12", "k21", "k13", "k31"]),
    ];

    /// <summary>Number of peripheral compartments.</summary>
    public int Peripherals => Rates.Length / 2;

    /// <summary>Every role, as messages list them.</summary>
    public IEnumerable<string> Roles => [.. Volumes, .. Rates, Absorption];

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
            "v" or "v1" or "vc" => Volumes[1],
            "vp" when Peripherals == 1 => "v2",
            "k10" => "k",
            _ => lower,
        };
        return Roles.Contains(role) ? role : null;
    }
}
