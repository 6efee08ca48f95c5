using System.Collections.Immutable;
using PopPK.Language.Poppk.Syntax;
using PopPK.Modeling;
using PopPK.Symbolics;
using PopPK.Text;

namespace PopPK.Language.Poppk.Binding;

/// <summary>Binds the distributions of the section <c>observations</c>.</summary>
/// <param name="context">What all binders share.</param>
internal sealed class ObservationBinder(BindingContext context)
{
    private readonly ExpressionBinder _expressions = ExpressionBinder.For(context, BindingPlace.Observation);

    /// <summary>Binds a distribution.</summary>
    /// <param name="syntax">Its syntax.</param>
    /// <returns>The endpoint, or null when the distribution cannot be used, which has been reported.</returns>
    public Endpoint? Bind(ObservationSyntax syntax)
    {
        if (syntax.Target.Text != "DV")
        {
            context.Report(LanguageDiagnostics.TargetNotDv(context.At(syntax.Target), syntax.Target.Text));
        }

        var selector = syntax.Selector is null ? null : ExpressionBinder.For(context, BindingPlace.Selector).BindCondition(syntax.Selector);
        if (syntax.Distribution is not { } call || BindDistribution(call) is not { } distribution)
        {
            return null;
        }

        return new Endpoint(distribution)
        {
            Name = NameOf(call, distribution),
            Selector = selector,
            Censoring = syntax.Censoring is null ? null : new CensoringBinder(context).Bind(syntax.Censoring, distribution, call.Function.Text),
            Location = context.At(syntax),
        };
    }

    /// <summary>Reports endpoints that describe the same records.</summary>
    /// <param name="observations">The distributions in the order of the text.</param>
    public void CheckOverlap(ImmutableArray<ObservationSyntax> observations)
    {
        if (observations.Length < 2)
        {
            return;
        }

        foreach (var open in observations.Where(o => o.Selector is null))
        {
            context.Report(LanguageDiagnostics.EndpointsOverlap(context.At(open)));
        }
    }

    // A prediction that has a name gives it to the endpoint; abbreviations of the section structure have one too.
    private static string NameOf(CallExpressionSyntax call, ObservationDistribution distribution)
    {
        if (distribution.Prediction is SymbolExpr symbol)
        {
            return symbol.Symbol.Name;
        }

        var mean = call.Arguments.FirstOrDefault(a => a.Name?.Text == "mean") ?? call.Arguments.FirstOrDefault(a => a.Name is null);
        return distribution.Prediction is not null && mean?.Value is NameExpressionSyntax { Name.Text: var name } ? name : "DV";
    }

    private ObservationDistribution? BindDistribution(CallExpressionSyntax call)
    {
        var name = call.Function.Text;
        if (DistributionForm.Find(name) is not { } form)
        {
            foreach (var argument in call.Arguments)
            {
                _expressions.Bind(argument.Value);
            }

            context.Report(Vocabulary.PlannedDistributions.Contains(name)
                ? LanguageDiagnostics.DistributionNotSupported(context.At(call.Function), name)
                : LanguageDiagnostics.UnknownDistribution(context.At(call.Function), name, Suggestion.Nearest(name, DistributionForm.Names)));
            return null;
        }

        if (MatchArguments(form, call) is not { } values)
        {
            return null;
        }

        var distribution = form.Build(values);
        CheckValues(call, distribution);
        return distribution;
    }

    // Numbers can be checked here; everything else is known when subjects are.
    private void CheckValues(CallExpressionSyntax call, ObservationDistribution distribution)
    {
        var name = call.Function.Text;
        var bounds = (distribution as NormalDistribution)?.Transform switch
        {
            LogitTransform logit => (logit.Lower, logit.Upper),
            ProbitTransform probit => (probit.Lower, probit.Upper),
            _ => default((Expr Lower, Expr Upper)?),
        };
        if (bounds is (ConstantExpr lower, ConstantExpr upper) && lower.Value >= upper.Value)
        {
            context.Report(LanguageDiagnostics.DistributionBounds(context.At(call), name, lower.Value, upper.Value));
        }

        if (distribution is StudentTDistribution { DegreesOfFreedom: ConstantExpr { Value: <= 0 and var degrees } })
        {
            context.Report(LanguageDiagnostics.StudentDegreesOfFreedom(context.At(call), degrees));
        }
    }

    private ImmutableArray<Expr>? MatchArguments(DistributionForm distribution, CallExpressionSyntax call)
    {
        if (distribution.Name == "normal" && call.Arguments.Any(a => a.Name?.Text == "variance"))
        {
            distribution = DistributionForm.NormalByVariance;
        }

        var expressions = distribution.IsLikelihood ? ExpressionBinder.For(context, BindingPlace.Likelihood) : _expressions;
        var values = new Expr?[distribution.Parameters.Length];
        var isGood = !call.Arguments.Any(a => a.Value is MissingExpressionSyntax);
        var position = 0;
        foreach (var argument in call.Arguments)
        {
            var value = expressions.Bind(argument.Value);
            var index = argument.Name is { } name ? distribution.Parameters.IndexOf(name.Text) : position++;
            if (argument.Name is not null && (index < 0 || values[index] is not null))
            {
                context.Report(LanguageDiagnostics.DistributionArgument(context.At(argument.Name), argument.Name.Text, distribution.Form, index >= 0));
                isGood = false;
            }
            else if (index >= 0 && index < values.Length && values[index] is null)
            {
                values[index] = distribution.Parameters[index] == "variance" ? Expr.Sqrt(value) : value;
            }
        }

        if (isGood && (call.Arguments.Length != values.Length || values.Contains(null)))
        {
            context.Report(LanguageDiagnostics.DistributionArgumentCount(context.At(call), call.Arguments.Length, distribution.Form));
            isGood = false;
        }

        return isGood ? [.. values.Select(v => v!)] : null;
    }
}
