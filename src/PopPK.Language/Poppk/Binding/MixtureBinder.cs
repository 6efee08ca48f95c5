using System.Collections.Immutable;
using PopPK.Language.Poppk.Syntax;
using PopPK.Modeling;
using PopPK.Symbolics;

namespace PopPK.Language.Poppk.Binding;

/// <summary>Binds the section <c>mixture</c>.</summary>
/// <param name="context">What all binders share.</param>
internal sealed class MixtureBinder(BindingContext context)
{
    /// <summary>The word behind a class that has what the others leave; in a model with a mixture nothing else is called so.</summary>
    public const string Rest = "rest";

    private const double SumTolerance = 1e-8;

    /// <summary>Declares the name that stands for the class, and its labels.</summary>
    /// <param name="syntax">The section.</param>
    /// <returns>The mixture with classes without probabilities, or null when it has no name, which has been reported.</returns>
    public Mixture? Declare(MixtureSyntax syntax)
    {
        if (syntax.Name is not { } name)
        {
            return null;
        }

        var labels = ImmutableSortedDictionary.CreateBuilder<double, string>();
        foreach (var label in syntax.Classes.Select(c => c.Name))
        {
            if (labels.ContainsValue(label.Text))
            {
                context.Report(LanguageDiagnostics.DuplicateCategory(context.At(label), $"the label '{label.Text}'", name.Text));
            }

            labels.Add(labels.Count + 1, label.Text);
        }

        context.Names.SetCategories(name.Text, labels.ToImmutable());
        var classes = syntax.Classes.Select(c => new MixtureClass(c.Name.Text, Expr.Zero)).ToImmutableArray();
        return new Mixture(context.Names.Declare(name, NameKind.Mixture), classes) { Location = context.At(name) };
    }

    /// <summary>Binds the probabilities; everything they could be mistaken for is declared by now.</summary>
    /// <param name="syntax">The section.</param>
    /// <param name="mixture">What <see cref="Declare"/> made of it.</param>
    /// <param name="model">The model with its fixed effects and covariates.</param>
    public Mixture Bind(MixtureSyntax syntax, Mixture mixture, PopulationModel model)
    {
        if (syntax.Classes.Length < 2)
        {
            context.Report(LanguageDiagnostics.TooFewClasses(context.At(syntax.Name!), syntax.Name!.Text, syntax.Classes.Length));
        }

        var rests = syntax.Classes.Where(IsRest).ToImmutableArray();
        foreach (var second in rests.Skip(1))
        {
            context.Report(LanguageDiagnostics.SecondRest(context.At(second), context.LineOf(rests[0])));
        }

        if (context.Names.Find(Rest) is { } namesake)
        {
            context.Report(LanguageDiagnostics.ReservedName(context.At(namesake.Syntax), Rest));
        }

        var binder = new ExpressionBinder(context, name => Resolve(name, model));
        var bound = syntax.Classes.Select(c => IsRest(c) ? null : binder.Bind(c.Probability)).ToImmutableArray();
        var others = bound.OfType<Expr>().Aggregate(Expr.Zero, (sum, next) => sum + next);
        ImmutableArray<Expr> probabilities = [.. bound.Select(p => p ?? 1 - others)];
        CheckValues(syntax, probabilities, model);
        return mixture with { Classes = [.. mixture.Classes.Zip(probabilities, (c, p) => c with { Probability = p })] };
    }

    private static bool IsRest(MixtureClassSyntax syntax) => syntax.Probability is NameExpressionSyntax { Name.Text: Rest };

    private Expr Resolve(NameSyntax name, PopulationModel model)
    {
        var covariate = model.Covariates.FirstOrDefault(c => c.Name == name.Text);
        if (covariate is not null && covariate.Interpolation != CovariateInterpolation.Constant)
        {
            context.Report(LanguageDiagnostics.ProbabilityNeedsConstants(context.At(name), name.Text));
        }

        return context.Names.Resolve(name, BindingPlace.Probability);
    }

    private void CheckValues(MixtureSyntax syntax, ImmutableArray<Expr> probabilities, PopulationModel model)
    {
        var start = probabilities.Select(p => InitialValue.Of(p, model)).ToImmutableArray();
        var areGood = true;
        foreach (var (c, value) in syntax.Classes.Zip(start))
        {
            if (value is { } known && !(known > 0 && known < 1))
            {
                context.Report(LanguageDiagnostics.ImpossibleProbability(context.At(c), c.Name.Text, known));
                areGood = false;
            }
        }

        // Without a rest the probabilities are as they are written.
        if (areGood && start.Sum() is var sum && start.All(v => v is not null) && start.Length > 1 && Math.Abs(sum!.Value - 1) > SumTolerance)
        {
            context.Report(LanguageDiagnostics.ProbabilitiesDoNotAddUp(context.At(syntax.Name!), syntax.Name!.Text, sum.Value));
        }
    }
}
