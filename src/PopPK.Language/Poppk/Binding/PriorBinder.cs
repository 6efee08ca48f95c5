using System.Collections.Immutable;
using PopPK.Language.Poppk.Syntax;
using PopPK.Modeling;
using PopPK.Symbolics;
using PopPK.Text;

namespace PopPK.Language.Poppk.Binding;

/// <summary>Binds the section <c>priors</c>.</summary>
/// <param name="context">What all binders share.</param>
/// <param name="model">The model with its fixed and random effects.</param>
internal sealed class PriorBinder(BindingContext context, PopulationModel model)
{
    private readonly CovarianceBinder _covariances = new(context);
    private readonly Dictionary<string, NameSyntax> _withPrior = [];

    /// <summary>Binds the priors of fixed effects.</summary>
    /// <param name="priors">All priors; the others are left alone.</param>
    public ImmutableArray<NormalPrior> BindNormal(ImmutableArray<PriorSyntax> priors)
    {
        var bound = ImmutableArray.CreateBuilder<NormalPrior>();
        foreach (var prior in priors.OfType<NormalPriorSyntax>())
        {
            var effects = prior.Names.Select(FindFixedEffect).OfType<Symbol>().ToImmutableArray();
            CheckMeans(prior);
            var covariance = _covariances.Bind(prior.Covariance, prior.Names, "parameters");
            bound.Add(new NormalPrior(effects, [.. prior.Means.Select(m => m.Value)], covariance) { Location = context.At(prior) });
        }

        return bound.DrainToImmutable();
    }

    /// <summary>Binds the priors of covariance matrices.</summary>
    /// <param name="priors">All priors; the others are left alone.</param>
    public ImmutableArray<InverseWishartPrior> BindInverseWishart(ImmutableArray<PriorSyntax> priors)
    {
        var bound = ImmutableArray.CreateBuilder<InverseWishartPrior>();
        foreach (var prior in priors.OfType<InverseWishartPriorSyntax>())
        {
            var scale = _covariances.Bind(prior.Scale, prior.Names, "random effects");
            var degrees = prior.DegreesOfFreedom;
            if (!double.IsFinite(degrees.Value) || degrees.Value <= prior.Names.Length - 1)
            {
                context.Report(LanguageDiagnostics.WishartDegreesOfFreedom(context.At(degrees), degrees.Value, prior.Names.Length));
            }

            if (FindBlock(prior) is { } block)
            {
                bound.Add(new InverseWishartPrior(block, scale, degrees.Value) { Location = context.At(prior) });
            }
        }

        return bound.DrainToImmutable();
    }

    private void CheckMeans(NormalPriorSyntax prior)
    {
        if (prior.Means.Length != prior.Names.Length)
        {
            context.Report(LanguageDiagnostics.WrongPriorMeans(context.At(prior.MeansSpan), prior.Means.Length, prior.Names.Length));
        }

        foreach (var mean in prior.Means.Where(m => !double.IsFinite(m.Value)))
        {
            context.Report(LanguageDiagnostics.InfinitePriorMean(context.At(mean)));
        }
    }

    private Symbol? FindFixedEffect(NameSyntax name)
    {
        var effect = model.FixedEffects.FirstOrDefault(f => f.Name == name.Text);
        if (effect is null)
        {
            context.Report(context.Names.Find(name.Text) is { } other
                ? LanguageDiagnostics.PriorOfOther(context.At(name), name.Text, SymbolTable.Describe(other.Kind), isNormal: true)
                : LanguageDiagnostics.UnknownName(context.At(name), name.Text, Suggestion.Nearest(name.Text, model.FixedEffects.Select(f => f.Name))));
            return null;
        }

        if (effect.IsFixed)
        {
            context.Report(LanguageDiagnostics.PriorOfFixed(context.At(name), $"the parameter '{name.Text}' is"));
        }

        CheckOnce(name);
        return effect.Symbol;
    }

    private int? FindBlock(InverseWishartPriorSyntax prior)
    {
        foreach (var name in prior.Names.Where(n => !model.RandomEffects.Any(b => b.Effects.Any(e => e.Name == n.Text))))
        {
            var effects = model.RandomEffects.SelectMany(b => b.Effects).Select(e => e.Name);
            context.Report(context.Names.Find(name.Text) is { } other
                ? LanguageDiagnostics.PriorOfOther(context.At(name), name.Text, SymbolTable.Describe(other.Kind), isNormal: false)
                : LanguageDiagnostics.UnknownName(context.At(name), name.Text, Suggestion.Nearest(name.Text, effects)));
            return null;
        }

        var place = context.At(prior.Names[0].Span.Union(prior.Names[^1].Span));
        var index = model.RandomEffects.Select(NamesOf).ToList().IndexOf(string.Join(", ", prior.Names.Select(n => n.Text)));
        if (index < 0)
        {
            context.Report(LanguageDiagnostics.PriorOfNoBlock(
                place, NamesOf(model.RandomEffects.First(b => b.Effects.Any(e => e.Name == prior.Names[0].Text)))));
            return null;
        }

        var block = model.RandomEffects[index];
        if (block.SameAs is { } earlier)
        {
            context.Report(LanguageDiagnostics.PriorOfSharedMatrix(place, NamesOf(block), NamesOf(model.RandomEffects[earlier])));
            return null;
        }

        if (block.IsFixed)
        {
            context.Report(LanguageDiagnostics.PriorOfFixed(place, $"the covariance matrix of {NamesOf(block)} is"));
        }

        CheckOnce(prior.Names[0]);
        return index;
    }

    private void CheckOnce(NameSyntax name)
    {
        if (!_withPrior.TryAdd(name.Text, name))
        {
            context.Report(LanguageDiagnostics.SecondPrior(context.At(name), name.Text, context.LineOf(_withPrior[name.Text])));
        }
    }

    private static string NamesOf(RandomEffectBlock block) => string.Join(", ", block.Effects.Select(e => e.Name));
}
