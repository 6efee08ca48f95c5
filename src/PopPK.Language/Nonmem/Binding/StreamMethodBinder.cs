using PopPK.Language.Nonmem.Records;

namespace PopPK.Language.Nonmem.Binding;

/// <summary>Names the methods of <c>$ESTIMATION</c>. Stateless.</summary>
internal static class StreamMethodBinder
{
    /// <summary>The chain of methods, or null when there is none.</summary>
    /// <param name="context">What all binders share.</param>
    public static string? Bind(StreamContext context)
    {
        var names = new List<string>();
        foreach (var estimation in context.Stream.Estimations)
        {
            var (name, isKnown) = NameOf(estimation.Settings);
            names.Add(name);
            if (!isKnown)
            {
                context.Diagnostics.Add(BindingDiagnostics.MethodNotSupported(estimation.Location, name.ToUpperInvariant()));
            }
        }

        return names.Count == 0 ? null : string.Join(',', names);
    }

    // What nobody has is still named, so that whoever runs the model without another method is told.
    private static (string Name, bool IsKnown) NameOf(EstimationSettings settings) => settings.Method switch
    {
        EstimationMethod.FirstOrder when settings.IsLaplacian => (settings.HasInteraction ? "laplace" : "laplace-nointer", true),
        EstimationMethod.FirstOrder => (settings.HasInteraction ? "fo-interaction" : "fo", true),
        EstimationMethod.Conditional when settings.IsLaplacian => (settings.HasInteraction ? "laplace" : "laplace-nointer", true),
        EstimationMethod.Conditional => (settings.HasInteraction ? "focei" : "foce", true),
        EstimationMethod.StochasticApproximation => ("saem", true),
        EstimationMethod.ImportanceSampling or EstimationMethod.ImportanceSamplingAtMode => ("imp", true),
        EstimationMethod.IterativeTwoStage => ("its", false),
        EstimationMethod.DirectSampling => ("direct", false),
        EstimationMethod.NoUTurn => ("nuts", false),
        var method => (method.ToString().ToLowerInvariant(), false),
    };
}
