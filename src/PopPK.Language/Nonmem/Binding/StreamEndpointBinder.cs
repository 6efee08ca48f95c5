using System.Collections.Immutable;
using PopPK.Language.Nonmem.Code.Execution;
using PopPK.Modeling;
using PopPK.Symbolics;
using PopPK.Text;

namespace PopPK.Language.Nonmem.Binding;

/// <summary>
/// Turns Y into distributions of observations. With residual errors the meaning is first order: the mean is Y at epsilon = 0, the variance
/// the sum of sigma(i, j) dY/deps(i) dY/deps(j) there; with F_FLAG 1 or 2 Y is a likelihood or -2 log of one. One owner.
/// </summary>
/// <param name="context">What all binders share.</param>
/// <param name="scope">The variables of <c>$ERROR</c> or <c>$PRED</c>.</param>
internal sealed class StreamEndpointBinder(StreamContext context, CodeScope scope)
{
    // Of a path no record takes; infinity would turn into NaN beside a derivative of 0.
    private const double LogOfNothing = -1e30;

    private readonly ImmutableArray<Symbol> _epsilons = context.Parameters.Epsilons;

    /// <summary>For each endpoint made, the epsilons it uses.</summary>
    public List<ImmutableArray<int>> Used { get; } = [];

    /// <summary>Makes the endpoints; what is wrong is reported.</summary>
    /// <param name="flag">What Y is where F_FLAG does not say it: 0, 1 or 2.</param>
    /// <param name="place">Where Y is assigned.</param>
    public ImmutableArray<Endpoint> Bind(int flag, TextLocation place)
    {
        var endpoints = ImmutableArray.CreateBuilder<Endpoint>();
        var cases = ObservationCases.Find(context, scope, flag, place);
        // Where some cases have a residual error, one without is for records that are no observations.
        var hasResiduals = cases.Any(c => HasResidual(c.Y));
        foreach (var (when, y, meaning) in cases.Where(c => c.Flag != 0 || !hasResiduals || HasResidual(c.Y)))
        {
            if (DistributionOf(y, meaning, place) is { } distribution)
            {
                Used.Add([.. Enumerable.Range(0, _epsilons.Length).Where(i => y.Symbols().Contains(_epsilons[i]))]);
                var selector = when.Joined;
                var name = distribution.Prediction is SymbolExpr { Symbol.Name: var mean } ? mean : "Y";
                endpoints.Add(new Endpoint(distribution)
                {
                    Name = endpoints.Any(e => e.Name == name) ? $"{name}.{endpoints.Count + 1}" : name,
                    Selector = selector,
                    Location = place,
                });
            }
        }

        if (cases.IsEmpty && !context.Diagnostics.HasErrors)
        {
            context.Diagnostics.Add(BindingDiagnostics.NoResidual(place));
        }

        return endpoints.ToImmutable();
    }

    /// <summary>
    /// The correlations that L2 asks for: of kinds of observations with an epsilon each, by the covariance of the epsilons; null when it
    /// asks for more.
    /// </summary>
    public ImmutableArray<ResidualCorrelation>? Correlations()
    {
        if (Used.Count < 2 || Used.Any(u => u.Length != 1) || Used.DistinctBy(u => u[0]).Count() < Used.Count)
        {
            return null;
        }

        var correlations = ImmutableArray.CreateBuilder<ResidualCorrelation>();
        for (var i = 0; i < Used.Count; i++)
        {
            for (var j = 0; j < i; j++)
            {
                var (a, b) = (Used[i][0], Used[j][0]);
                var covariance = context.Parameters.SigmaOf(a, b);
                if (covariance is not ConstantExpr { Value: 0 })
                {
                    var deviations = Expr.Sqrt(context.Parameters.SigmaOf(a, a) * context.Parameters.SigmaOf(b, b));
                    correlations.Add(new ResidualCorrelation(j, i, covariance / deviations));
                }
            }
        }

        return correlations.ToImmutable();
    }

    private bool HasResidual(Expr y) => y.Symbols().Any(_epsilons.Contains);

    private ObservationDistribution? DistributionOf(Expr y, int flag, TextLocation place)
    {
        var used = Enumerable.Range(0, _epsilons.Length).Where(i => y.Symbols().Contains(_epsilons[i])).ToArray();
        if (flag != 0)
        {
            if (used.Length > 0)
            {
                context.Diagnostics.Add(BindingDiagnostics.ResidualInLikelihood(place));
            }

            var log = flag == 1 ? LogOf(y) : -0.5 * y;
            return new LikelihoodDistribution(context.OnObserved(log));
        }

        var zeros = _epsilons.ToDictionary(e => e, _ => Expr.Zero);
        var mean = Substitution.Substitute(y, zeros);
        var differentiator = new Differentiator();
        var slopes = used.Select(i => (Index: i, Slope: Substitution.Substitute(differentiator.Differentiate(y, _epsilons[i]), zeros))).ToArray();
        return DeviationOf(slopes) is { } deviation ? new NormalDistribution(mean, deviation) : Refused(place);
    }

    // Where something else is wrong, that is most likely why EPS is missing; and once is enough.
    private NormalDistribution? Refused(TextLocation place)
    {
        if (!context.Diagnostics.HasErrors)
        {
            context.Diagnostics.Add(BindingDiagnostics.NoResidual(place));
        }

        return null;
    }

    // The root of the variance; null when there is none.
    private Expr? DeviationOf((int Index, Expr Slope)[] slopes)
    {
        var present = slopes.Where(s => s.Slope is not ConstantExpr { Value: 0 } && context.Parameters.SigmaOf(s.Index, s.Index) is not ConstantExpr { Value: 0 }).ToArray();
        switch (present)
        {
            case []:
                return null;
            case [var (index, slope)]:
                return Root(context.Parameters.SigmaOf(index, index)) * slope;
            default:
                var terms = new List<Expr>();
                for (var i = 0; i < present.Length; i++)
                {
                    for (var j = 0; j <= i; j++)
                    {
                        var covariance = context.Parameters.SigmaOf(present[i].Index, present[j].Index);
                        if (covariance is not ConstantExpr { Value: 0 })
                        {
                            var product = i == j ? Expr.Power(present[i].Slope, 2) : 2 * present[i].Slope * present[j].Slope;
                            terms.Add(covariance * product);
                        }
                    }
                }

                return Expr.Sqrt(Expr.Sum(terms));
        }
    }

    private static Expr Root(Expr variance) => variance is ConstantExpr { Value: var value } ? Math.Sqrt(value) : Expr.Sqrt(variance);

    // log L without a detour over L, which may be too small for a number.
    private Expr LogOf(Expr likelihood) => likelihood switch
    {
        SymbolExpr { Symbol: var symbol } when scope.Definitions.FirstOrDefault(d => d.Symbol == symbol) is { } definition
            && definition.Value is FunctionExpr { Function: ElementaryFunction.Exp or ElementaryFunction.NormalCdf } or SelectExpr or SumExpr => LogOf(definition.Value),
        FunctionExpr { Function: ElementaryFunction.NormalCdf } f => Expr.Call(ElementaryFunction.LogNormalCdf, f.Argument),
        FunctionExpr { Function: ElementaryFunction.Exp } f => f.Argument,
        SelectExpr s => Expr.Select(s.Condition, LogOf(s.WhenTrue), LogOf(s.WhenFalse)),
        ConstantExpr { Value: <= 0 } => LogOfNothing,
        SumExpr { Terms: [ProductExpr { Factors: [ConstantExpr { Value: -1 }, FunctionExpr { Function: ElementaryFunction.NormalCdf } f] }, ConstantExpr { Value: 1 }] } =>
            Expr.Call(ElementaryFunction.LogNormalCdf, -f.Argument),
        _ => Expr.Log(likelihood),
    };

}
