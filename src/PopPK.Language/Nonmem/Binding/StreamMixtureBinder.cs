using System.Collections.Immutable;
using PopPK.Language.Nonmem.Code.Execution;
using PopPK.Language.Nonmem.Code.Syntax;
using PopPK.Modeling;
using PopPK.Symbolics;

namespace PopPK.Language.Nonmem.Binding;

/// <summary>Turns <c>$MIX</c> into subpopulations. Stateless.</summary>
internal static class StreamMixtureBinder
{
    private const int MostClasses = 50;

    /// <summary>Makes the mixture, or null, which is reported.</summary>
    /// <param name="context">What all binders share.</param>
    /// <param name="code">The code.</param>
    public static Mixture? Bind(StreamContext context, CodeBlock code)
    {
        var scope = CodeExecutor.Run(code, new StreamWorld(context, "MIX"), context.Diagnostics);
        var classes = ImmutableArray.CreateBuilder<MixtureClass>();
        if (scope.Values.GetValueOrDefault("NSPOP") is ConstantExpr { Value: >= 1 and <= MostClasses } count)
        {
            for (var i = 1; i <= count.Value && scope.Values.TryGetValue($"P({i})", out var probability); i++)
            {
                classes.Add(new MixtureClass($"class{i}", scope.Expand(probability)));
            }

            if (classes.Count == count.Value && classes.Count > 1)
            {
                return new Mixture(context.MixtureClass, classes.ToImmutable()) { Location = code.Location };
            }
        }

        context.Diagnostics.Add(BindingDiagnostics.MixtureIncomplete(code.Location));
        return null;
    }
}
