using System.Collections.Immutable;
using PopPK.Symbolics;

namespace PopPK.Language.Poppk.Binding;

/// <summary>What a function of the language becomes.</summary>
/// <param name="MinimalCount">Smallest number of arguments.</param>
/// <param name="MaximalCount">Largest number of arguments.</param>
/// <param name="Build">Makes the expression from that many arguments.</param>
internal sealed record FunctionRule(int MinimalCount, int MaximalCount, Func<ImmutableArray<Expr>, Expr> Build);
