using System.Collections.Immutable;
using PopPK.Text;

namespace PopPK.Prediction;

/// <summary>What can be said about data that fit a model, but may not be what was meant: doses no observation shows, covariates that do not vary. Stateless.</summary>
public static class DataCheck
{
    /// <summary>Checks the data of a cohort.</summary>
    /// <param name="cohort">Model and data.</param>
    /// <returns>Warnings and notes, codes PK306x.</returns>
    public static ImmutableArray<Diagnostic> Check(Cohort cohort)
    {
        ArgumentNullException.ThrowIfNull(cohort);
        var diagnostics = new DiagnosticBag();
        DoseReachChecks.Check(cohort.Dataset, [.. cohort.Subjects.Select(s => s.Timeline)], diagnostics);
        CovariateChecks.Check(cohort.Model.Model, cohort.Dataset, diagnostics);
        return [.. diagnostics];
    }
}
