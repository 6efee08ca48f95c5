using System.Collections.Immutable;
using PopPK.Language.Poppk.Binding;
using PopPK.Language.Poppk.Syntax;
using PopPK.Language.Regimens.Syntax;
using PopPK.Modeling.Regimens;
using PopPK.Symbolics;
using PopPK.Text;

namespace PopPK.Language.Regimens.Binding;

/// <summary>Turns what is said about covariates into their sources.</summary>
/// <param name="names">What names mean; learns the covariates.</param>
internal sealed class PopulationBinder(RegimenNames names)
{
    private const double ProbabilityTolerance = 1e-9;

    /// <summary>Binds a covariate that has a value or is computed.</summary>
    /// <param name="context">The text.</param>
    /// <param name="syntax">The statement.</param>
    public CovariateSource Bind(BindingContext context, ComputedSyntax syntax)
    {
        var value = syntax.Value is NameExpressionSyntax { Name.Text: var label } && names.ValueOfLabel(syntax.Name.Text, label) is { } number
            ? number
            : names.BinderFor(context).Bind(syntax.Value);
        return new ComputedCovariate(names.Declare(syntax.Name.Text), value) { Location = context.At(syntax.Name) };
    }

    /// <summary>Binds covariates that are drawn.</summary>
    /// <param name="context">The text.</param>
    /// <param name="syntax">The statement.</param>
    /// <returns>Their source, or null when something is wrong.</returns>
    public CovariateSource? Bind(BindingContext context, DrawnSyntax syntax)
    {
        var name = syntax.Distribution.Text;
        if (!RegimenWords.Distributions.Contains(name))
        {
            context.Report(RegimenDiagnostics.UnknownDistribution(
                context.At(syntax.Distribution), name, Suggestion.Nearest(name, RegimenWords.Distributions)));
            Declare(syntax);
            return null;
        }

        return syntax.Covariance is not null || syntax.Names.Length > 1 ? BindJoint(context, syntax) : BindSingle(context, syntax);
    }

    private ImmutableArray<Symbol> Declare(DrawnSyntax syntax) => [.. syntax.Names.Select(n => names.Declare(n.Text))];

    private DrawnCovariate? BindSingle(BindingContext context, DrawnSyntax syntax)
    {
        var distribution = BindDistribution(context, syntax);
        var symbol = Declare(syntax)[0];
        if (distribution is null)
        {
            return null;
        }

        var drawn = new DrawnCovariate(symbol, distribution) { Location = context.At(syntax.Names[0]) };
        if (syntax.Bounds is not { } bounds)
        {
            return drawn;
        }

        if (distribution is CategoricalCovariate)
        {
            context.Report(RegimenDiagnostics.NotTruncated(context.At(bounds), symbol.Name, "a covariate with a few values"));
        }
        else if (!(bounds.Lower.Value < bounds.Upper.Value))
        {
            context.Report(RegimenDiagnostics.EmptyBounds(context.At(bounds), bounds.Lower.Value, bounds.Upper.Value));
        }

        return drawn with { Lower = bounds.Lower.Value, Upper = bounds.Upper.Value };
    }

    private CovariateDistribution? BindDistribution(BindingContext context, DrawnSyntax syntax)
    {
        var name = syntax.Distribution.Text;
        if (name == "categorical")
        {
            return BindCategories(context, syntax);
        }

        if (!syntax.Categories.IsEmpty || syntax.Arguments.Any(a => a.Value is MissingExpressionSyntax))
        {
            return WrongArguments(context, syntax);
        }

        var binder = names.BinderFor(context);
        var arguments = syntax.Arguments;
        var values = arguments.Select(a => binder.Bind(a.Value)).ToArray();
        switch (name)
        {
            case "bernoulli" when AreNamed(arguments, "p"):
                CheckProbability(context, arguments[0].Value, values[0]);
                return new CategoricalCovariate([0, 1], [1 - values[0], values[0]]);
            case "uniform" when AreNamed(arguments, "lower", "upper"):
                return new UniformCovariate(values[0], values[1]);
            case "normal" when AreNamed(arguments, "mean", "sd"):
                CheckNotNegative(context, arguments[1].Value, values[1]);
                return new NormalCovariate(values[0], values[1]);
            case "lognormal" when AreNamed(arguments, "median", "sd"):
                CheckPositive(context, arguments[0].Value, values[0]);
                CheckNotNegative(context, arguments[1].Value, values[1]);
                return new LogNormalCovariate(values[0], values[1]);
            case "lognormal" when arguments is [_, { Name.Text: "cv" }] && AreNamed(arguments[..1], "median"):
                // A log-normal number with sd s of its logarithm has a coefficient of variation of sqrt(exp(s^2) - 1).
                CheckPositive(context, arguments[0].Value, values[0]);
                CheckNotNegative(context, arguments[1].Value, values[1]);
                return new LogNormalCovariate(values[0], Expr.Sqrt(Expr.Log(1 + Expr.Power(values[1], 2))));
            default:
                return WrongArguments(context, syntax);
        }
    }

    private CategoricalCovariate? BindCategories(BindingContext context, DrawnSyntax syntax)
    {
        if (syntax.Categories.IsEmpty)
        {
            WrongArguments(context, syntax);
            return null;
        }

        var binder = names.BinderFor(context);
        var values = ImmutableArray.CreateBuilder<double>();
        var probabilities = ImmutableArray.CreateBuilder<Expr>();
        foreach (var (value, label, probability) in syntax.Categories)
        {
            if (label is not null && names.ValueOfLabel(syntax.Names[0].Text, label.Text) is null)
            {
                context.Report(RegimenDiagnostics.UnknownLabel(context.At(label), label.Text, syntax.Names[0].Text, names.LabelsOf(syntax.Names[0].Text)));
            }

            values.Add(value?.Value ?? names.ValueOfLabel(syntax.Names[0].Text, label?.Text ?? "") ?? double.NaN);
            probabilities.Add(binder.Bind(probability));
            CheckProbability(context, probability, probabilities[^1]);
        }

        if (probabilities.All(p => p is ConstantExpr) && probabilities.Sum(p => ((ConstantExpr)p).Value) is var sum && Math.Abs(sum - 1) > ProbabilityTolerance)
        {
            context.Report(RegimenDiagnostics.BadProbabilities(context.At(syntax.Distribution), sum));
        }

        return new CategoricalCovariate(values.ToImmutable(), probabilities.ToImmutable());
    }

    private JointCovariates? BindJoint(BindingContext context, DrawnSyntax syntax)
    {
        var binder = names.BinderFor(context);
        ImmutableArray<Expr> centres = [.. syntax.Centres.Select(binder.Bind)];
        var symbols = Declare(syntax);
        if (syntax.Bounds is { } bounds)
        {
            context.Report(RegimenDiagnostics.NotTruncated(context.At(bounds), string.Join(", ", symbols.Select(s => s.Name)), "covariates that are drawn together"));
        }

        if (syntax.Distribution.Text is not ("normal" or "lognormal") || syntax.Covariance is null)
        {
            WrongArguments(context, syntax);
            return null;
        }

        ImmutableArray<double> triangle = [.. syntax.Covariance.Rows.SelectMany(r => r.Select(n => n.Value))];
        var isTriangle = syntax.Covariance.Rows.Select(r => r.Length).SequenceEqual(Enumerable.Range(1, symbols.Length));
        if (centres.Length != symbols.Length || !isTriangle || !IsPositiveDefinite(triangle, symbols.Length))
        {
            context.Report(RegimenDiagnostics.WrongCovariance(context.At(syntax.Covariance), symbols.Length));
            return null;
        }

        return new JointCovariates(symbols, centres, triangle, syntax.Distribution.Text == "lognormal") { Location = context.At(syntax.Names[0]) };
    }

    private static bool IsPositiveDefinite(ImmutableArray<double> triangle, int size)
    {
        var factor = new double[size, size];
        for (var i = 0; i < size; i++)
        {
            for (var j = 0; j <= i; j++)
            {
                var sum = triangle[(i * (i + 1) / 2) + j];
                for (var k = 0; k < j; k++)
                {
                    sum -= factor[i, k] * factor[j, k];
                }

                if (i == j && !(sum > 0))
                {
                    return false;
                }

                factor[i, j] = i == j ? Math.Sqrt(sum) : sum / factor[j, j];
            }
        }

        return true;
    }

    private static CovariateDistribution? WrongArguments(BindingContext context, DrawnSyntax syntax)
    {
        var name = syntax.Distribution.Text;
        context.Report(RegimenDiagnostics.WrongArguments(context.At(syntax.Distribution), name, (name, syntax.Names.Length > 1) switch
        {
            (_, true) => "WT, HT ~ normal([70, 170], [100; 40, 64]); other distributions are for one covariate",
            ("normal", _) => "normal(mean, sd)",
            ("lognormal", _) => "lognormal(median, sd) with the standard deviation of the logarithm, or lognormal(median, cv = 0.2)",
            ("uniform", _) => "uniform(lower, upper)",
            ("bernoulli", _) => "bernoulli(p), the probability of 1",
            _ => "categorical {1: 0.6, 2: 0.3, 3: 0.1}",
        }));
        return null;
    }

    // Arguments stand in their order, with or without their names.
    private static bool AreNamed(ImmutableArray<ArgumentSyntax> arguments, params ReadOnlySpan<string> expected)
    {
        if (arguments.Length != expected.Length)
        {
            return false;
        }

        for (var i = 0; i < arguments.Length; i++)
        {
            if (arguments[i].Name is { } name && name.Text != expected[i])
            {
                return false;
            }
        }

        return true;
    }

    private static void CheckProbability(BindingContext context, ExpressionSyntax syntax, Expr value) =>
        Check(context, syntax, value, p => p is >= 0 and <= 1, "a probability");

    private static void CheckNotNegative(BindingContext context, ExpressionSyntax syntax, Expr value) =>
        Check(context, syntax, value, sd => sd >= 0, "a standard deviation");

    private static void CheckPositive(BindingContext context, ExpressionSyntax syntax, Expr value) =>
        Check(context, syntax, value, median => median > 0, "the median of a log-normal distribution");

    private static void Check(BindingContext context, ExpressionSyntax syntax, Expr value, Func<double, bool> isRight, string what)
    {
        if (value is ConstantExpr { Value: var number } && !isRight(number))
        {
            context.Report(RegimenDiagnostics.BadArgument(context.At(syntax), what, number));
        }
    }
}
