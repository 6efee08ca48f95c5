using System.Collections.Immutable;
using PopPK.Likelihood;
using PopPK.Text;

namespace PopPK.Cli.Pipeline;

/// <summary>The estimation methods by the names users give them. Stateless.</summary>
internal static class EstimationMethods
{
    /// <summary>What is used when neither the command nor the model names a method.</summary>
    public const string Default = "focei";

    /// <summary>Every name that means a method, those of methods to come too.</summary>
    public static ImmutableArray<string> Names { get; } = ["fo", "foce", "focei", "laplace", "laplace-nointer", "agq", "saem", "imp"];

    private static ImmutableArray<MarginalApproximation> Available { get; } = [MarginalApproximation.Focei];

    /// <summary>Finds a method.</summary>
    /// <param name="name">Its name; case is ignored.</param>
    /// <param name="location">Where the user wrote it, or null.</param>
    /// <param name="diagnostics">Receives the reason when it cannot be used.</param>
    /// <returns>The method, or null.</returns>
    public static MarginalApproximation? Find(string name, DiagnosticLocation? location, DiagnosticBag diagnostics)
    {
        if (Available.FirstOrDefault(m => string.Equals(m.Name, name, StringComparison.OrdinalIgnoreCase)) is { } method)
        {
            return method;
        }

        var available = string.Join(", ", Available.Select(m => m.Name));
        if (Names.Contains(name, StringComparer.OrdinalIgnoreCase))
        {
            diagnostics.Error("PK6031", $"method '{name}' is not available yet", location, $"this version has {available}; nothing else is used in its place");
        }
        else
        {
            diagnostics.Error("PK6030", $"there is no method '{name}'", location, Suggestion.Advice(name, Names) ?? $"this version has {available}");
        }

        return null;
    }
}
