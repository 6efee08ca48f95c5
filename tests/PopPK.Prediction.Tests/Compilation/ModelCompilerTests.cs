using PopPK.Modeling;
using PopPK.Prediction.Compilation;
using PopPK.Prediction.Kernels;
using PopPK.Symbolics;
using PopPK.TestKit;
using PopPK.Text;
using Xunit;

namespace PopPK.Prediction.Tests.Compilation;

public class ModelCompilerTests
{
    [Fact]
    public void The_quantities_of_the_theophylline_model_are_the_expected_ones()
    {
        var compiled = Compile(TestModels.Theophylline());

        Assert.Equal(
            [
                "h1 [Active] = 1/tvv/exp(eta_v)",
                "h2 [Active] = tvcl/tvv*exp(eta_cl)/exp(eta_v)",
                "h3 [Active] = tvka*exp(eta_ka)",
                "h4 [Passive] = prop^2",
                "h5 [Passive] = add^2",
            ],
            compiled.Phi.Definitions.Select(d => $"{d.Symbol} [{d.Role}] = {d.Value}"));
        Assert.Equal(new JetLayout(Active: 3, Total: 5), compiled.Phi.Layout);
        Assert.Equal(["central*h1"], compiled.Observations.Select(o => o.Mean.ToString()));
        Assert.Equal("closed form, 1 compartment with first-order absorption", compiled.Solver.Description);
    }

    [Fact]
    public void Two_compartments_observed_in_the_central_one_need_two_weights_two_symmetric_functions_of_the_eigenvalues_and_ka()
    {
        var phi = Compile(TestModels.TwoCompartments(withDepot: true), dosed: [0, 1]).Phi;

        Assert.Equal(5, phi.Definitions.Count(d => d.Role == PhiRole.Active));
        Assert.Equal(2, phi.Definitions.Count(d => d.Role == PhiRole.Passive));
    }

    [Fact]
    public void Variables_of_peripheral_doses_are_there_only_when_such_doses_are()
    {
        var model = TestModels.TwoCompartments(withDepot: false);

        Assert.Equal(PairKernel.PairSize, Compile(model, dosed: [0]).Solver.RowLength(DerivativeOrder.Value));
        Assert.Equal(2 * PairKernel.PairSize, Compile(model, dosed: [0, 1]).Solver.RowLength(DerivativeOrder.Value));
        Assert.Equal(2 * PairKernel.PairSize, Compile(model).Solver.RowLength(DerivativeOrder.Value));
    }

    [Fact]
    public void A_quantity_of_fixed_values_and_covariates_is_constant_and_not_differentiated_by()
    {
        var m = new ModelBuilder();
        var central = m.Amount("central");
        var allometric = m.Individual("allometric", Expr.Power(m.Covariate("WT") / 70, m.Theta("exponent", 0.75, isFixed: true)));
        var k = m.Individual("k", allometric);
        var add = m.Theta("add", 0.5);
        var compiled = Compile(m.Observe(central, add).ClosedForm(null, k));

        Assert.Equal([PhiRole.Passive, PhiRole.Constant], compiled.Phi.Definitions.Select(d => d.Role));
        Assert.Equal(new JetLayout(Active: 0, Total: 1), compiled.Phi.Layout);
        Assert.Equal(1, Assert.Single(compiled.FreeThetas));
    }

    [Fact]
    public void A_fixed_effect_that_is_given_has_no_derivatives()
    {
        var model = TestModels.OneCompartment(withDepot: false);
        var given = model with { FixedEffects = [.. model.FixedEffects.Select(f => f.Name == "tvk10" ? f with { IsFixed = true } : f)] };
        var data = new TestData().Subject().Dose(0, 100).Observe(1, 5).Read();
        var (all, some) = (Bound.To(model, data).Total()[1].Mean, Bound.To(given, data).Total()[1].Mean);

        Assert.Equal(3, Bound.To(given, data).Workspace.ThetaCount);
        Assert.Equal(all.ByEta, some.ByEta);
        Assert.Equal(all.ByTheta[1..], some.ByTheta);
    }

    [Fact]
    public void A_random_effect_whose_variance_is_fixed_to_zero_is_absent()
    {
        var m = new ModelBuilder();
        var central = m.Amount("central");
        var absent = m.Eta("eta_absent", variance: 0, isFixed: true);
        var k = m.Individual("k", m.Theta("tvk", 0.3) * Expr.Exp(absent + m.Eta("eta_k")));
        var given = m.Eta("eta_given", variance: 0.2, isFixed: true);
        var compiled = Compile(m.Observe(central + given, m.Theta("add", 0.5)).ClosedForm(null, k));

        Assert.Equal(["eta_k", "eta_given"], compiled.Etas.Select(e => e.Name));
        Assert.DoesNotContain(compiled.Phi.Definitions, d => d.Value.Symbols().Any(s => s.Name == "eta_absent"));
    }

    [Fact]
    public void A_rate_constant_may_be_a_number()
    {
        var m = new ModelBuilder();
        m.Amount("depot");
        var central = m.Amount("central");
        var model = m.Observe(central, m.Theta("add", 0.5)).ClosedForm(1.5, m.LogNormal("k", 0.3));
        var bound = Bound.To(model, new TestData().Subject().Dose(0, 100).Observe(2).Read());

        Near.Equal([100 * 1.5 / 1.2 * (Math.Exp(-0.6) - Math.Exp(-3))], bound.Means(), Tolerance.Algebra);
    }

    [Fact]
    public void A_rate_constant_may_be_written_with_a_sign()
    {
        var m = new ModelBuilder();
        var central = m.Amount("central");
        var kept = m.LogNormal("kept", 0.8);
        var model = m.Observe(central, m.Theta("add", 0.5)).ClosedForm(null, -Expr.Log(kept));
        var bound = Bound.To(model, new TestData().Subject().Dose(0, 100).Observe(1, 2).Read());

        Near.Equal([80, 64], bound.Means(), Tolerance.Algebra);
        Assert.Equal(1, bound.Model.Phi.Layout.Active);
    }

    [Fact]
    public void A_name_for_an_individual_parameter_changes_nothing()
    {
        PopulationModel Model(Func<ModelBuilder, string, Expr, Expr> name)
        {
            var m = new ModelBuilder();
            var central = m.Amount("central");
            var cl = name(m, "cl", m.Theta("tvcl", 3) * Expr.Exp(m.Eta("eta_cl")));
            var v = name(m, "v", m.Theta("tvv", 20));
            return m.Observe(central / v, m.Theta("add", 0.5)).ClosedForm(null, name(m, "k", cl / v));
        }

        var data = new TestData().Subject().Dose(0, 100).Observe(1, 5).Read();
        var named = Bound.To(Model((m, name, value) => m.Individual(name, value)), data);
        var written = Bound.To(Model((_, _, value) => value), data);

        Assert.Equal(written.Means(), named.Means());
        Assert.Equal(["cl", "v", "k"], named.Model.IndividualParameters.Names.AsEnumerable());
        Assert.Empty(written.Model.IndividualParameters.Names);
    }

    [Fact]
    public void Individual_parameters_are_evaluated_for_tables()
    {
        var compiled = Compile(TestModels.Theophylline());
        var values = new double[3];

        compiled.IndividualParameters.Evaluate([1.5, 2.8, 32, 0.5, 0.1], [0.1, -0.2, 0.3], [], values);

        Assert.Equal(["ka", "cl", "v"], compiled.IndividualParameters.Names.AsEnumerable());
        Near.Equal([1.5 * Math.Exp(0.1), 2.8 * Math.Exp(-0.2), 32 * Math.Exp(0.3)], values, Tolerance.Algebra);
    }

    [Fact]
    public void The_class_of_a_mixture_cannot_choose_the_endpoint()
    {
        var m = new ModelBuilder();
        var central = m.Amount("central");
        var isFirst = new ComparisonCondition(Comparison.Equal, m.Mixture("CLASS", 0.4, 0.6), 1);

        AssertRefused(m.Observe(central, 1, isFirst).Observe(2 * central, 1).ClosedForm(null, m.LogNormal("k", 0.3)), "PK3046", "CLASS");
    }

    [Theory]
    [InlineData(false, "3 compartments, solved by the matrix exponential")]
    [InlineData(true, "3 compartments with first-order absorption, solved by the matrix exponential")]
    public void Three_compartments_are_solved_by_the_matrix_exponential(bool withDepot, string description) =>
        Assert.Equal(description, Compile(TestModels.ThreeCompartments(withDepot)).Solver.Description);

    [Fact]
    public void Three_compartments_with_a_rate_that_depends_on_time_are_integrated()
    {
        var m = new ModelBuilder();
        var central = m.Amount("central");
        m.Amount("shallow");
        m.Amount("deep");

        var compiled = Compile(m.Observe(central, 1).ClosedForm(null, 0.1, (0.2, 0.3), (0.4, m.Time)));
        Assert.StartsWith("differential equations", compiled.Solver.Description, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Closed_forms_whose_rates_depend_on_time_are_integrated(bool plain)
    {
        var m = new ModelBuilder();
        var central = m.Amount("central");
        var k = plain ? m.Time : m.Individual("k", m.Theta("tvk", 0.3) * (1 + m.Time));
        var model = m.Observe(central, 1).ClosedForm(null, k);

        Assert.StartsWith("differential equations", Compile(model).Solver.Description, StringComparison.Ordinal);
    }

    [Fact]
    public void A_wrong_number_of_effects_is_the_callers_mistake()
    {
        var bound = Bound.To(TestModels.OneCompartment(withDepot: false), new TestData().Subject().Dose(0, 1).Observe(1).Read());
        var subject = bound.Cohort.Subjects[0];

        var error = Assert.Throws<ArgumentException>(() =>
            bound.Model.Predict(subject, subject.Observations, [1, 2], [0], DerivativeOrder.Value, bound.Workspace));
        Assert.Contains("4 fixed and 2 random effects; 2 and 1", error.Message, StringComparison.Ordinal);
    }

    private static CompiledModel Compile(PopulationModel model, HashSet<int>? dosed = null)
    {
        var compilation = ModelCompiler.Compile(model, new DataFeatures { DosedCompartments = dosed });
        Assert.Empty(compilation.Diagnostics);
        return compilation.Model!;
    }

    private static void AssertRefused(PopulationModel model, string code, string found)
    {
        var compilation = ModelCompiler.Compile(model);

        Assert.Null(compilation.Model);
        var diagnostic = Assert.Single(compilation.Diagnostics);
        Assert.Equal((code, DiagnosticSeverity.Error), (diagnostic.Code, diagnostic.Severity));
        Assert.Contains(found, diagnostic.Message, StringComparison.Ordinal);
        Assert.NotNull(diagnostic.Advice);
    }
}
