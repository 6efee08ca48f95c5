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
            if (NameOf(estimation.Settings) is { } name)
            {
                names.Add(name);
            }
            else
            {
                context.Diagnostics.Add(BindingDiagnostics.MethodNotSupported(estimation.Location, WrittenAs(estimation.Settings.Method)));
            }
        }

        return names.Count == 0 ? null : string.Join(',', names);
    }

    private static string? NameOf(EstimationSettings settings) => settings.Method switch
    {
        EstimationMethod.FirstOrder when settings.IsLaplacian => settings.HasInteraction ? "laplace" : "laplace-nointer",
        EstimationMethod.FirstOrder => settings.HasInteraction ? "fo-interaction" : "fo",
        EstimationMethod.Conditional when settings.IsLaplacian => settings.HasInteraction ? "laplace" : "laplace-nointer",
        EstimationMethod.Conditional => settings.HasInteraction ? "focei" : "foce",
        EstimationMethod.StochasticApproximation => "saem",
        EstimationMethod.ImportanceSampling or EstimationMethod.ImportanceSamplingAtMode => "imp",
        _ => null,
    };

    private static string WrittenAs(EstimationMethod method) => method switch
    {
        EstimationMethod.Hybrid => "HYBRID",
        EstimationMethod.Stieltjes => "STIELTJES",
        EstimationMethod.IterativeTwoStage => "ITS",
        EstimationMethod.DirectSampling => "DIRECT",
        EstimationMethod.Bayes => "BAYES",
        EstimationMethod.NoUTurn => "NUTS",
        EstimationMethod.Chain => "CHAIN",
        _ => method.ToString(),
    };
}
