using System.Collections.Immutable;
using PopPK.Modeling;
using PopPK.Symbolics;

namespace PopPK.Prediction.Compilation;

/// <summary>Turns the endpoints of a model into the forms their observations take. Stateless.</summary>
internal static class FormLowering
{
    /// <summary>The forms of a model: first that of each endpoint's observed values, in order, then those of censored observations.</summary>
    /// <param name="model">The model; <see cref="EndpointChecks"/> found nothing wrong with it.</param>
    /// <param name="symbols">Stand for what a record says.</param>
    /// <param name="censored">The endpoints and what is known of their censored observations; null: everything that may be.</param>
    public static ImmutableArray<ObservationForm> Lower(
        PopulationModel model, RecordSymbols symbols, IReadOnlySet<(int Endpoint, CensoringStatus Status)>? censored)
    {
        var forms = ImmutableArray.CreateBuilder<ObservationForm>();
        for (var i = 0; i < model.Endpoints.Length; i++)
        {
            forms.Add(Lower(model.Endpoints[i], i, CensoringStatus.None, symbols));
        }

        for (var i = 0; i < model.Endpoints.Length; i++)
        {
            foreach (var status in Enum.GetValues<CensoringStatus>())
            {
                if (status != CensoringStatus.None && (censored?.Contains((i, status)) ?? IsPossible(model.Endpoints[i], status)))
                {
                    forms.Add(Lower(model.Endpoints[i], i, status, symbols));
                }
            }
        }

        return forms.ToImmutable();
    }

    private static bool IsPossible(Endpoint endpoint, CensoringStatus status) =>
        endpoint.Censoring is { } censoring && censoring.Method != CensoringMethod.Discard && status switch
        {
            CensoringStatus.Below => censoring.Flag is not null || censoring.Lower is not null,
            CensoringStatus.Above => censoring.Flag is not null || censoring.Upper is not null,
            _ => censoring.OtherEnd is not null,
        };

    private static ObservationForm Lower(Endpoint endpoint, int position, CensoringStatus status, RecordSymbols symbols) => endpoint.Distribution switch
    {
        NormalDistribution normal when status == CensoringStatus.None => Observed(endpoint, normal, position, symbols),
        NormalDistribution normal => Direct(endpoint, position, status, LogProbability(endpoint, normal, status, symbols)),
        StudentTDistribution t => Direct(
            endpoint, position, status, ProbabilityExpressions.LogStudentT(symbols.Observed, t.Mean, t.Scale, t.DegreesOfFreedom)),
        LikelihoodDistribution likelihood => Direct(endpoint, position, status, likelihood.LogLikelihood),
        _ => throw new ArgumentException($"Unknown distribution {endpoint.Distribution.GetType().Name}.", nameof(endpoint)),
    };

    private static ObservationForm Observed(Endpoint endpoint, NormalDistribution normal, int position, RecordSymbols symbols)
    {
        Expr observed = symbols.Observed;
        var isTransformed = normal.Transform is not null;
        var mean = isTransformed
            ? TransformExpressions.Apply(normal.Transform, normal.Mean) - TransformExpressions.Apply(normal.Transform, observed)
            : normal.Mean;
        var extra = -2 * TransformExpressions.LogSlope(normal.Transform, observed);
        if (IsGivenPositive(endpoint))
        {
            extra += 2 * LogPositive(normal);
        }

        return new ObservationForm(position, CensoringStatus.None, mean, normal.StandardDeviation * normal.StandardDeviation, extra)
        {
            IsNormal = true,
            IsOnDataScale = !isTransformed,
            Prediction = normal.Prediction,
        };
    }

    private static ObservationForm Direct(Endpoint endpoint, int position, CensoringStatus status, Expr logLikelihood) =>
        new(position, status, Expr.Zero, Expr.One, -2 * logLikelihood)
        {
            IsNormal = false,
            IsOnDataScale = false,
            Prediction = endpoint.Distribution.Prediction,
        };

    // M3 and M4 of Beal 2001, limits and prediction on the scale of the transform.
    private static Expr LogProbability(Endpoint endpoint, NormalDistribution normal, CensoringStatus status, RecordSymbols symbols)
    {
        Expr Transformed(Expr x) => TransformExpressions.Apply(normal.Transform, x);
        var deviation = Deviation(normal);
        var prediction = Transformed(normal.Mean);
        Expr Standard(Expr limit) => (Transformed(limit) - prediction) / deviation;
        Expr Between(Expr lower, Expr upper) =>
            ProbabilityExpressions.LogBetween(Standard(lower), Standard(upper), (Transformed(upper) - Transformed(lower)) / deviation);

        Expr lower = symbols.Lower;
        Expr upper = symbols.Upper;
        var isGivenPositive = IsGivenPositive(endpoint);
        var probability = status switch
        {
            CensoringStatus.Below when isGivenPositive => Between(Expr.Zero, upper),
            CensoringStatus.Below => ProbabilityExpressions.LogBelow(Standard(upper)),
            CensoringStatus.Above => ProbabilityExpressions.LogBelow(-Standard(lower)),
            _ => Between(lower, upper),
        };
        return isGivenPositive ? probability - LogPositive(normal) : probability;
    }

    private static bool IsGivenPositive(Endpoint endpoint) => endpoint.Censoring?.Method == CensoringMethod.ProbabilityGivenPositive;

    // log P(DV > 0).
    private static Expr LogPositive(NormalDistribution normal) => ProbabilityExpressions.LogBelow(normal.Mean / Deviation(normal));

    // Only the square of a standard deviation matters, so its sign may be anything.
    private static Expr Deviation(NormalDistribution normal) =>
        normal.StandardDeviation is FunctionExpr { Function: ElementaryFunction.Sqrt or ElementaryFunction.Exp or ElementaryFunction.Abs }
            ? normal.StandardDeviation
            : Expr.Call(ElementaryFunction.Abs, normal.StandardDeviation);
}
