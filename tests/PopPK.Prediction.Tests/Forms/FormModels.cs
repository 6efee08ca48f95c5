using PopPK.Modeling;
using PopPK.Symbolics;
using PopPK.TestKit;

namespace PopPK.Prediction.Tests.Forms;

/// <summary>A decline f = 8 exp(-0.3 t) with random effects, a residual deviation "sd" of 0.4, and observations of any kind.</summary>
internal static class FormModels
{
    /// <summary>Binds the model to the records of one subject.</summary>
    /// <param name="observe">Makes the endpoint from the builder, the prediction and the deviation.</param>
    /// <param name="data">The records.</param>
    public static Bound Bind(Func<ModelBuilder, Expr, Expr, Endpoint> observe, TestData data) => Bound.To(Model(observe), data.Read());

    /// <summary>The model.</summary>
    /// <param name="observe">Makes the endpoint from the builder, the prediction and the deviation.</param>
    public static PopulationModel Model(Func<ModelBuilder, Expr, Expr, Endpoint> observe)
    {
        var m = new ModelBuilder("decline");
        var f = m.Prediction("f", m.LogNormal("start", 8) * Expr.Exp(-m.LogNormal("rate", 0.3) * m.Time));
        return m.Observe(observe(m, f, m.Theta("sd", 0.4))).Algebraic();
    }

    /// <summary>A normal endpoint.</summary>
    /// <param name="f">Prediction.</param>
    /// <param name="sd">Deviation.</param>
    /// <param name="transform">Transform of both sides.</param>
    public static Endpoint Normal(Expr f, Expr sd, ObservationTransform? transform = null) =>
        new(new NormalDistribution(f, sd) { Transform = transform });

    /// <summary>A covariate that tells which observations are censored.</summary>
    /// <param name="m">The builder.</param>
    public static Symbol Flag(ModelBuilder m) => ((SymbolExpr)m.Covariate("CENS")).Symbol;

    /// <summary>One subject with values near the prediction.</summary>
    public static TestData Data() => new TestData().Subject().Measure(0, 7).Measure(1, 6.5).Measure(3, 2.7).Measure(6, 1.9);

    /// <summary>The same values with a flag and a limit per record: three censored, one observed.</summary>
    public static TestData CensoredData() => new TestData("CENS", "LIMIT").Subject(0, 0)
        .Measure(0, 7.5, -1, 8.5).Measure(1, 6.5, 0, 3).Measure(3, 3, 1, 2).Measure(6, 1.2, 1, 0).Measure(7, 2, -1, 99);
}
