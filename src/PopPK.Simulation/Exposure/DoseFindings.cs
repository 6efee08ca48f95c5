using System.Globalization;
using PopPK.Text;

namespace PopPK.Simulation.Exposure;

/// <summary>Says in words why a search of a dose did not succeed. Stateless.</summary>
public static class DoseFindings
{
    /// <summary>What is to say of a result.</summary>
    /// <param name="result">The result.</param>
    /// <param name="target">The target.</param>
    /// <param name="whose">For whom the dose was searched: <c>the typical subject</c>.</param>
    /// <param name="location">Where the target is written, or null.</param>
    /// <returns>A diagnostic, or null when a dose was found.</returns>
    public static Diagnostic? Of(DoseSearchResult result, Target target, string whose, DiagnosticLocation? location)
    {
        ArgumentNullException.ThrowIfNull(result);
        ArgumentNullException.ThrowIfNull(target);
        var best = $"{target.Measure} comes nearest at {Text(result.Dose)} times the dose, where it is {Text(result.Value)}";
        return result.Status switch
        {
            DoseSearchStatus.Attained => null,
            DoseSearchStatus.BoundReached => new Diagnostic(
                "PK7211", DiagnosticSeverity.Error, $"no dose up to the ends of the search attains {target} for {whose}: {best}", location,
                "the measure still moves there; begin with other doses, or look at the unit of the target")
            { Evidence = Evidence(result) },
            DoseSearchStatus.NotAttained => new Diagnostic(
                "PK7210", DiagnosticSeverity.Error, $"no dose attains {target} for {whose}: {best}", location,
                "the measure does not go further with the dose: it saturates, turns round, or does not depend on it; another interval or route may")
            { Evidence = Evidence(result) },
            _ => new Diagnostic(
                "PK7214", DiagnosticSeverity.Error, $"{target.Measure} could not be evaluated for {whose} at any dose", location,
                "poppk explain MODEL --subject ID shows where a subject fails"),
        };
    }

    private static System.Collections.Immutable.ImmutableArray<DiagnosticEvidence> Evidence(DoseSearchResult result) =>
        [new("bestDose", result.Dose), new("bestValue", result.Value)];

    private static string Text(double value) => value.ToString("G6", CultureInfo.InvariantCulture);
}
