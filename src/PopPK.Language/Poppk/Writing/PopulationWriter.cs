using PopPK.Modeling;

namespace PopPK.Language.Poppk.Writing;

/// <summary>Writes mixtures and priors, statement by statement, for the language and for people.</summary>
internal static class PopulationWriter
{
    /// <summary>The classes of a mixture: <c>slow = pslow</c>.</summary>
    /// <param name="mixture">The mixture.</param>
    /// <param name="expressions">Writes expressions.</param>
    public static IEnumerable<string> Classes(Mixture mixture, ExpressionWriter expressions) => mixture.Classes.Select((c, i) =>
    {
        var name = SourceNames.IsName(c.Name) ? c.Name : $"class{i + 1}";
        return $"{name} = {expressions.Write(c.Probability)}";
    });

    /// <summary>The priors of a model: <c>tvcl ~ normal(5, 0.04)</c>.</summary>
    /// <param name="model">The model.</param>
    /// <param name="names">The names of its symbols.</param>
    public static IEnumerable<string> Priors(PopulationModel model, SourceNames names)
    {
        foreach (var prior in model.FixedEffectPriors)
        {
            var means = string.Join(", ", prior.Mean.Select(ExpressionWriter.Number));
            var covariance = ModelWriter.Matrix(prior.Effects.Length, prior.Covariance);
            yield return $"{string.Join(", ", prior.Effects.Select(names.Of))} ~ normal({(prior.Mean.Length == 1 ? means : $"[{means}]")}, {covariance})";
        }

        foreach (var prior in model.CovariancePriors)
        {
            var block = model.RandomEffects[prior.Block];
            var effects = string.Join(", ", block.Effects.Select(e => names.Of(e.Symbol)));
            yield return $"{effects} ~ inverse_wishart({ModelWriter.Matrix(block.Size, prior.Scale)}, {ExpressionWriter.Number(prior.DegreesOfFreedom)})";
        }
    }
}
