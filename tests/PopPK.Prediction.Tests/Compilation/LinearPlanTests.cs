using PopPK.Modeling;
using PopPK.Prediction.Compilation;
using PopPK.Symbolics;
using PopPK.TestKit;
using Xunit;

namespace PopPK.Prediction.Tests.Compilation;

/// <summary>Which equations count as linear, and which individual quantities they have.</summary>
public class LinearPlanTests
{
    private const string Linear = "linear equations, 2 compartments, solved by the matrix exponential";

    [Fact]
    public void Every_element_is_one_quantity_whatever_its_sign()
    {
        var compiled = Compile((m, depot, central) =>
        {
            var (ka, cl, v) = (m.LogNormal("ka", 1), m.LogNormal("cl", 3), m.LogNormal("v", 20));
            return [-ka * depot, ka * depot - cl / v * central];
        });

        Assert.Equal(Linear, compiled.Solver.Description);
        Assert.Equal(2, compiled.Phi.Definitions.Count(d => d.Role == PhiRole.Active));
    }

    [Fact]
    public void Numbers_in_front_make_no_new_quantities()
    {
        var compiled = Compile((m, depot, central) =>
        {
            var k = m.LogNormal("k", 1);
            return [-2 * k * depot, 0.5 * k * depot - k * central + 3];
        });

        Assert.Equal(Linear, compiled.Solver.Description);
        Assert.Equal(1, compiled.Phi.Definitions.Count(d => d.Role == PhiRole.Active));
    }

    [Fact]
    public void A_sum_of_rates_is_split_where_its_terms_occur_elsewhere_and_one_quantity_where_not()
    {
        var compiled = Compile((m, a, b) =>
        {
            var (kab, kba) = (m.LogNormal("kab", 1), m.LogNormal("kba", 2));
            var (renal, hepatic) = (m.LogNormal("renal", 0.1), m.LogNormal("hepatic", 0.2));
            return [kba * b - (kab + renal + hepatic) * a, kab * a - kba * b];
        });

        var active = compiled.Phi.Definitions.Where(d => d.Role == PhiRole.Active).Select(d => d.Value.ToString()).ToArray();
        Assert.Equal(3, active.Length);
        Assert.Contains(active, text => text.Contains("renal", StringComparison.Ordinal) && text.Contains("hepatic", StringComparison.Ordinal));
    }

    [Fact]
    public void Parentheses_quotients_and_choices_by_covariates_are_linear()
    {
        var compiled = Compile((m, a, b) =>
        {
            var (k, v, sex) = (m.LogNormal("k", 1), m.LogNormal("v", 20), m.Covariate("SEX"));
            var flow = Expr.Select(new ComparisonCondition(Comparison.Equal, sex, 1), k * (a - b), 2 * k * (a - b) / v);
            return [-flow, flow - (b + a) * k / v];
        });

        Assert.Equal(Linear, compiled.Solver.Description);
    }

    [Fact]
    public void What_cancels_does_not_count() =>
        AssertLinear((m, a, b) => [-a * b / b - m.Time * a + m.Time * a, a - Expr.Power(b, 2) / b]);

    [Fact]
    public void Products_of_amounts_are_integrated() => AssertIntegrated((_, a, b) => [-a * b, a - b]);

    [Fact]
    public void Saturation_is_integrated() => AssertIntegrated((_, a, b) => [-a / (1 + a), a - b]);

    [Fact]
    public void Functions_of_amounts_are_integrated() =>
        AssertIntegrated((_, a, b) => [-a, a - Expr.Call(ElementaryFunction.Abs, b)]);

    [Fact]
    public void Rates_that_depend_on_time_are_integrated()
    {
        AssertIntegrated((m, a, b) => [-m.Time * a, a - b]);
        AssertIntegrated((m, a, b) => [-a, a - b + Expr.Call(ElementaryFunction.Sin, m.Time)]);
    }

    [Fact]
    public void Choices_by_an_amount_are_integrated_even_where_every_branch_is_linear()
    {
        AssertIntegrated((_, a, b) => [-a, a - Expr.Select(new ComparisonCondition(Comparison.Less, b, 5), b, 2 * b)]);
        AssertIntegrated((_, a, b) => [-a, a - b + Expr.Select(new ComparisonCondition(Comparison.Less, a, 5), 1, 2)]);
    }

    [Fact]
    public void Choices_by_time_are_linear_between_the_times_they_change() =>
        AssertLinear((m, a, b) => [-a, a - Expr.Select(new ComparisonCondition(Comparison.Less, m.Time, 5), b, 2 * b)]);

    [Fact]
    public void Recognition_can_be_switched_off()
    {
        var model = TestModels.OneCompartment(withDepot: true).AsEquations();
        var compiled = ModelCompiler.Compile(model, DataFeatures.Unknown, new CompilationOptions { RecognisesLinearEquations = false }).Model!;

        Assert.StartsWith("differential equations", compiled.Solver.Description, StringComparison.Ordinal);
    }

    [Fact]
    public void A_matrix_of_numbers_has_no_derivatives()
    {
        var compiled = Compile((_, a, b) => [-a, a - 0.5 * b]);

        Assert.Equal(2, compiled.Solver.RowLength(DerivativeOrder.SecondAll));
    }

    private static void AssertLinear(Func<ModelBuilder, Expr, Expr, Expr[]> rates) =>
        Assert.Equal(Linear, Compile(rates).Solver.Description);

    private static void AssertIntegrated(Func<ModelBuilder, Expr, Expr, Expr[]> rates) =>
        Assert.StartsWith("differential equations, 2 compartments", Compile(rates).Solver.Description, StringComparison.Ordinal);

    private static CompiledModel Compile(Func<ModelBuilder, Expr, Expr, Expr[]> rates)
    {
        var m = new ModelBuilder();
        var (a, b) = (m.Amount("a"), m.Amount("b"));
        var add = m.Theta("add", 0.5);
        var right = rates(m, a, b);
        return ModelCompiler.Compile(m.Observe(b, add).Equations(right)).Model!;
    }
}
