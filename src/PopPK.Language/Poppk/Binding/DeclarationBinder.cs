using System.Collections.Immutable;
using PopPK.Language.Poppk.Syntax;
using PopPK.Modeling;

namespace PopPK.Language.Poppk.Binding;

/// <summary>Binds the sections <c>parameters</c> and <c>covariates</c>.</summary>
/// <param name="context">What all binders share.</param>
internal sealed class DeclarationBinder(BindingContext context)
{
    /// <summary>Binds a fixed effect.</summary>
    /// <param name="syntax">Its syntax.</param>
    public FixedEffect BindParameter(ParameterSyntax syntax)
    {
        CheckBounds(syntax);
        return new FixedEffect(context.Names.Declare(syntax.Name, NameKind.Parameter), syntax.Initial?.Value ?? 0)
        {
            Lower = syntax.Bounds?.Lower.Value ?? double.NegativeInfinity,
            Upper = syntax.Bounds?.Upper.Value ?? double.PositiveInfinity,
            IsFixed = syntax.IsFixed,
            Unit = syntax.Unit?.Value,
            Description = syntax.Description?.Value,
            Location = context.At(syntax.Name),
        };
    }

    /// <summary>Binds a covariate.</summary>
    /// <param name="syntax">Its syntax.</param>
    public Covariate BindCovariate(CovariateSyntax syntax)
    {
        var categories = ImmutableSortedDictionary.CreateBuilder<double, string>();
        foreach (var (value, label) in syntax.Categories)
        {
            if (categories.ContainsValue(label.Text))
            {
                context.Report(LanguageDiagnostics.DuplicateCategory(context.At(label), $"the label '{label.Text}'", syntax.Name.Text));
            }
            else if (!categories.TryAdd(value.Value, label.Text))
            {
                context.Report(LanguageDiagnostics.DuplicateCategory(context.At(value), $"the value {value.Value}", syntax.Name.Text));
            }
        }

        var labels = categories.ToImmutable();
        if (!labels.IsEmpty)
        {
            context.Names.SetCategories(syntax.Name.Text, labels);
        }

        var interpolation = syntax.Interpolation is { } word ? Vocabulary.Interpolations.Find(word.Text) : null;
        if (interpolation == CovariateInterpolation.Linear && !syntax.Categories.IsEmpty)
        {
            context.Report(LanguageDiagnostics.LinearCategories(context.At(syntax.Interpolation!), syntax.Name.Text));
        }

        return new Covariate(context.Names.Declare(syntax.Name, NameKind.Covariate))
        {
            Unit = syntax.Unit?.Value,
            Categories = labels,
            Interpolation = interpolation ?? CovariateInterpolation.NextCarriedBackward,
            Location = context.At(syntax.Name),
        };
    }

    private void CheckBounds(ParameterSyntax syntax)
    {
        if (syntax.Initial is not { } initial)
        {
            return;
        }

        if (!double.IsFinite(initial.Value))
        {
            context.Report(LanguageDiagnostics.InfiniteInitial(context.At(initial), syntax.Name.Text));
        }
        else if (syntax.Bounds is { } bounds)
        {
            CheckBounds(syntax.Name.Text, initial, bounds, syntax.IsFixed);
        }
    }

    private void CheckBounds(string name, NumberSyntax initial, BoundsSyntax bounds, bool isFixed)
    {
        var (lower, upper) = (bounds.Lower.Value, bounds.Upper.Value);
        if (lower >= upper)
        {
            context.Report(LanguageDiagnostics.EmptyBounds(context.At(bounds), name, lower, upper));
        }
        else if (initial.Value < lower || initial.Value > upper)
        {
            context.Report(LanguageDiagnostics.InitialOutsideBounds(context.At(initial), name, initial.Value, lower, upper));
        }
        else if ((initial.Value == lower && !bounds.IsLowerClosed) || (initial.Value == upper && !bounds.IsUpperClosed))
        {
            context.Report(LanguageDiagnostics.InitialOnOpenBound(context.At(initial), name, initial.Value));
        }
        else if (!isFixed && (initial.Value == lower || initial.Value == upper))
        {
            // The optimiser's scale reaches a bound only in the limit, so a search that began there could not leave it.
            context.Report(LanguageDiagnostics.EstimateStartsOnBound(context.At(initial), name, initial.Value, lower, upper));
        }
    }
}
