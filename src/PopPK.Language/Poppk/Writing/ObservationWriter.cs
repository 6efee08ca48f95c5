using System.Collections.Immutable;
using PopPK.Modeling;
using PopPK.Symbolics;

namespace PopPK.Language.Poppk.Writing;

/// <summary>Writes what an endpoint says of its observations, for the language and for people.</summary>
internal static class ObservationWriter
{
    /// <summary>A distribution as the language writes it: <c>normal(mean, sd)</c>.</summary>
    /// <param name="distribution">The distribution.</param>
    /// <param name="meanName">The name its mean is written with; null: it is written out.</param>
    /// <param name="expressions">Writes its expressions.</param>
    public static string Write(ObservationDistribution distribution, string? meanName, ExpressionWriter expressions)
    {
        var name = distribution switch
        {
            NormalDistribution { Transform: null } => "normal",
            NormalDistribution { Transform: LogTransform } => "lognormal",
            NormalDistribution { Transform: BoxCoxTransform } => "boxcox",
            NormalDistribution { Transform: YeoJohnsonTransform } => "yeojohnson",
            NormalDistribution { Transform: LogitTransform } => "logitnormal",
            NormalDistribution { Transform: ProbitTransform } => "probitnormal",
            StudentTDistribution => "student_t",
            LikelihoodDistribution => "loglikelihood",
            _ => throw Unknown(distribution),
        };
        return $"{name}({string.Join(", ", PartsOf(distribution).Select((p, i) => (i == 0 ? meanName : null) ?? expressions.Write(p.Value)))})";
    }

    /// <summary>What is censored, as the language writes it behind a distribution: <c>by CENS below LLOQ using m4</c>.</summary>
    /// <param name="censoring">What is censored.</param>
    /// <param name="expressions">Writes its expressions.</param>
    public static string Write(Censoring censoring, ExpressionWriter expressions)
    {
        (string Word, Expr? Value)[] clauses =
        [
            ("by", censoring.Flag is { } flag ? (Expr)flag : null),
            ("below", censoring.Lower),
            ("above", censoring.Upper),
            ("interval", censoring.OtherEnd),
        ];
        var written = clauses.Where(c => c.Value is not null).Select(c => $"{c.Word} {expressions.Write(c.Value!)}");
        return $"{string.Join(" ", written)} using {Vocabulary.CensoringMethods.WordFor(censoring.Method)}";
    }

    /// <summary>A correlation as the language writes it: <c>correlation(cp, effect) = rho</c>.</summary>
    /// <param name="correlation">The correlation.</param>
    /// <param name="endpoints">The names of the endpoints.</param>
    /// <param name="expressions">Writes expressions.</param>
    public static string Write(ResidualCorrelation correlation, EndpointNames endpoints, ExpressionWriter expressions) =>
        $"correlation({endpoints.ReferenceTo(correlation.First)}, {endpoints.ReferenceTo(correlation.Second)}) = {expressions.Write(correlation.Correlation)}";

    /// <summary>What people call a distribution.</summary>
    /// <param name="distribution">The distribution.</param>
    public static string KindOf(ObservationDistribution distribution) => distribution switch
    {
        NormalDistribution { Transform: null } => "normal",
        NormalDistribution { Transform: LogTransform } => "normal after a log transform of both sides",
        NormalDistribution { Transform: BoxCoxTransform } => "normal after a Box-Cox transform of both sides",
        NormalDistribution { Transform: YeoJohnsonTransform } => "normal after a Yeo-Johnson transform of both sides",
        NormalDistribution { Transform: LogitTransform } => "normal after a logit transform of both sides",
        NormalDistribution { Transform: ProbitTransform } => "normal after a probit transform of both sides",
        StudentTDistribution => "Student's t",
        LikelihoodDistribution => "written-out likelihood",
        _ => throw Unknown(distribution),
    };

    /// <summary>The arguments of a distribution in the order of the language, with their names.</summary>
    /// <param name="distribution">The distribution.</param>
    public static ImmutableArray<(string Name, Expr Value)> PartsOf(ObservationDistribution distribution) => distribution switch
    {
        NormalDistribution normal => [("mean", normal.Mean), ("sd", normal.StandardDeviation), .. PartsOf(normal.Transform)],
        StudentTDistribution student => [("mean", student.Mean), ("scale", student.Scale), ("df", student.DegreesOfFreedom)],
        LikelihoodDistribution likelihood => [("log likelihood", likelihood.LogLikelihood)],
        _ => throw Unknown(distribution),
    };

    private static ImmutableArray<(string Name, Expr Value)> PartsOf(ObservationTransform? transform) => transform switch
    {
        BoxCoxTransform boxCox => [("lambda", boxCox.Lambda)],
        YeoJohnsonTransform yeoJohnson => [("lambda", yeoJohnson.Lambda)],
        LogitTransform logit => [("lower", logit.Lower), ("upper", logit.Upper)],
        ProbitTransform probit => [("lower", probit.Lower), ("upper", probit.Upper)],
        _ => [],
    };

    private static ArgumentException Unknown(ObservationDistribution distribution) =>
        new($"unknown distribution {distribution.GetType().Name}", nameof(distribution));
}
