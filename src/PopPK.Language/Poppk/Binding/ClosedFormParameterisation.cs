using System.Collections.Immutable;
using PopPK.Symbolics;

namespace PopPK.Language.Poppk.Binding;

/// <summary>One of the ways to say what the rate constants of a closed form are.</summary>
/// <param name="Roles">The roles; all of them are given.</param>
/// <param name="Convert">Turns the values of the roles, in their order, into rate constants.</param>
internal sealed record ClosedFormParameterisation(ImmutableArray<string> Roles, Func<ImmutableArray<Expr>, MicroConstants> Convert)
{
    /// <summary>The roles as messages show them: <c>(cl, v)</c>.</summary>
    public override string ToString() => $"({string.Join(", ", Roles)})";
}
