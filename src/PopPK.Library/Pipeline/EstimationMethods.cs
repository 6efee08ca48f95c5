using System.Collections.Immutable;
using System.Text.RegularExpressions;
using PopPK.Likelihood;
using PopPK.Text;

namespace PopPK.Pipeline;

/// <summary>The estimation methods by the names users give them. Stateless.</summary>
internal static partial class EstimationMethods
{
    /// <summary>What is used when neither the command nor the model names a method.</summary>
    public const string Default = "focei";

    /// <summary>The methods for help and messages; agq may have its number of nodes behind it.</summary>
    public static ImmutableArray<string> Available { get; } = ["fo", "foi", "foce", "focei", "laplace", "laplace-nointer", "agq"];

    /// <summary>Names of methods to come.</summary>
    public static ImmutableArray<string> Planned { get; } = ["saem", "imp"];

    /// <summary>How the available methods are listed.</summary>
    public static string List => $"{string.Join(", ", Available[..^1])}, agq or agq(n)";

    /// <summary>Finds the methods of a chain.</summary>
    /// <param name="chain">Names with commas between them; case is ignored; n nodes are agq(n), agq:n or agqn, which need no quotes in a shell.</param>
    /// <param name="location">Where the user wrote it, or null.</param>
    /// <param name="diagnostics">Receives the reason when one cannot be used.</param>
    /// <returns>The methods in their order; empty when one cannot be used.</returns>
    public static ImmutableArray<MarginalApproximation> FindChain(string chain, DiagnosticLocation? location, DiagnosticBag diagnostics)
    {
        var found = chain.Split(',').Select(name => Find(name.Trim(), location, diagnostics)).ToArray();
        return found.Contains(null) ? [] : [.. found.OfType<MarginalApproximation>()];
    }

    /// <summary>The methods of a run: those that were asked for, else the model's, else the default.</summary>
    /// <param name="session">The model.</param>
    /// <param name="request">What was asked for.</param>
    /// <param name="problems">Receives the reason when one cannot be used.</param>
    /// <returns>The methods in their order; empty when one cannot be used.</returns>
    public static ImmutableArray<MarginalApproximation> Choose(ModelSession session, RunRequest request, DiagnosticBag problems) => request.Method switch
    {
        { } asked => FindChain(asked, request.MethodLocation, problems),
        _ when session.Model?.Method is { } own => FindChain(own, StreamRun.MethodLocation(session) ?? new FileLocation(session.ModelFile!.Name), problems),
        _ => FindChain(Default, null, problems),
    };

    private static MarginalApproximation? Find(string name, DiagnosticLocation? location, DiagnosticBag diagnostics)
    {
        var nodes = Nodes().Match(name);
        var canonical = nodes.Success ? $"agq({nodes.Groups["n"].Value})"
            : string.Equals(name, "fo-interaction", StringComparison.OrdinalIgnoreCase) ? "foi"
            : name;
        if (MarginalApproximation.Find(canonical) is { } method)
        {
            return method;
        }

        if (name.Length == 0)
        {
            diagnostics.Error("PK6030", "a method is missing", location, "write one name, or several with commas between them: fo,focei");
        }
        else if (nodes.Success)
        {
            diagnostics.Error("PK6033", $"'{name}' has a number of nodes that cannot be", location, "expected agq(n) with 1 to 100 nodes per random effect");
        }
        else if (Planned.Contains(name, StringComparer.OrdinalIgnoreCase))
        {
            diagnostics.Error("PK6031", $"method '{name}' is not available yet", location, $"this version has {List}; nothing else is used in its place");
        }
        else
        {
            diagnostics.Error("PK6030", $"there is no method '{name}'", location, Suggestion.Advice(name, Available.AddRange(Planned)) ?? $"this version has {List}");
        }

        return null;
    }

    [GeneratedRegex(@"^agq\s*(\(\s*(?<n>\d+)\s*\)|:?(?<n>\d+))$", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Nodes();
}
