using PopPK.Modeling;
using PopPK.Symbolics;
using PopPK.Text;

namespace PopPK.Prediction.Compilation;

/// <summary>Checks what a mixture asks of a model: the class is not observed, and its probabilities are known before the subject is. Stateless.</summary>
internal static class MixtureChecks
{
    /// <summary>Checks a model.</summary>
    /// <param name="model">The model.</param>
    /// <param name="diagnostics">Receives what is wrong.</param>
    public static void Check(PopulationModel model, DiagnosticBag diagnostics)
    {
        if (model.Mixture is not { } mixture)
        {
            return;
        }

        foreach (var endpoint in model.Endpoints.Where(e => e.Selector?.Symbols().Contains(mixture.Class) == true))
        {
            diagnostics.Error(
                "PK3046",
                $"the condition of endpoint {endpoint.Name} depends on the class {mixture.Class.Name}",
                endpoint.Location ?? mixture.Location,
                "which endpoint describes a record must be known from the data; use the class in the distribution instead");
        }

        var effects = model.RandomEffects.SelectMany(b => b.Effects).Select(e => e.Symbol).ToHashSet();
        foreach (var (one, value) in mixture.Classes.Zip(Probabilities(model, mixture)))
        {
            var symbols = value.Symbols();
            if (symbols.Contains(mixture.Class) || symbols.Contains(model.Time))
            {
                diagnostics.Error(
                    "PK3047",
                    $"the probability of class {one.Name} depends on {(symbols.Contains(mixture.Class) ? $"the class {mixture.Class.Name} itself" : "the time")}",
                    mixture.Location,
                    "a probability may use fixed effects and covariates that do not change");
            }
            else if (symbols.FirstOrDefault(effects.Contains) is { } effect)
            {
                diagnostics.Error(
                    "PK3048",
                    $"the probability of class {one.Name} depends on the random effect {effect.Name}",
                    mixture.Location,
                    "a subject's class is drawn before its random effects; use fixed effects and covariates only");
            }
        }
    }

    /// <summary>The probabilities of a mixture in terms of fixed effects, covariates, and what they must not depend on.</summary>
    /// <param name="model">The model.</param>
    /// <param name="mixture">Its mixture.</param>
    public static IReadOnlyList<Expr> Probabilities(PopulationModel model, Mixture mixture)
    {
        var values = new Dictionary<Symbol, Expr>();
        foreach (var definition in model.Individual)
        {
            values[definition.Symbol] = Substitution.Substitute(definition.Value, values);
        }

        return Substitution.Substitute(mixture.Classes.Select(c => c.Probability), values);
    }
}
