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

        return new Endpoint(distribution.Mean, distribution.StandardDeviation)
        {
            Name = call.Arguments is [{ Value: NameExpressionSyntax { Name.Text: var name } }, ..] ? name : "DV",
            Selector = selector,
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

    private (Expr Mean, Expr StandardDeviation)? BindDistribution(CallExpressionSyntax call)
    {
        var name = call.Function.Text;
        if (ResidualDistribution.Find(name) is not { } distribution)
        {
            foreach (var argument in call.Arguments)
            {
                _expressions.Bind(argument.Value);
            }

            context.Report(Vocabulary.PlannedDistributions.Contains(name)
                ? LanguageDiagnostics.DistributionNotSupported(context.At(call.Function), name)
                : LanguageDiagnostics.UnknownDistribution(context.At(call.Function), name, Suggestion.Nearest(name, ResidualDistribution.Names)));
            return null;
        }

        return MatchArguments(distribution, call) is { } values ? (values[0], distribution.StandardDeviation(values)) : null;
    }

    private ImmutableArray<Expr>? MatchArguments(ResidualDistribution distribution, CallExpressionSyntax call)
    {
        if (distribution.Name == "normal" && call.Arguments.Any(a => a.Name?.Text == "variance"))
        {
            distribution = ResidualDistribution.NormalByVariance;
        }

        var values = new Expr?[distribution.Parameters.Length];
        var isGood = !call.Arguments.Any(a => a.Value is MissingExpressionSyntax);
        var position = 0;
        foreach (var argument in call.Arguments)
        {
            var value = _expressions.Bind(argument.Value);
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
