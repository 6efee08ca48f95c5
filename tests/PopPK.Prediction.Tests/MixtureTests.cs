using PopPK.Modeling;
using PopPK.Symbolics;
using PopPK.TestKit;
using Xunit;

namespace PopPK.Prediction.Tests;

/// <summary>A subject as a member of each class of a mixture.</summary>
public class MixtureTests
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_subject_in_a_class_is_the_subject_with_the_class_for_a_covariate(bool asEquations)
    {
        PopulationModel Model(Func<ModelBuilder, Expr> number)
        {
            var m = new ModelBuilder();
            var central = m.Amount("central");
            var weight = m.Covariate("WT");
            var one = number(m);
            var isSlow = new ComparisonCondition(Comparison.Equal, one, 2);
            var cl = m.Individual("cl", Expr.Select(isSlow, m.Theta("slow", 1), m.Theta("fast", 4)) * weight / 70 * Expr.Exp(m.Eta("e")));
            var model = m.Observe(central / 20, m.Theta("add", 1) * one).ClosedForm(null, cl / (10 + 5 * one));
            return asEquations ? model.AsEquations() : model;
        }

        TestData Data(double number) => new TestData("WT", "CLASS").Subject(60, number).Dose(0, 100).Observe(1).Subject(80, number).Dose(0, 200).Observe(2, 5);
        var bound = Bound.To(Model(m => m.Mixture("CLASS", 0.3, 0.7)), Data(9).Read());
        Assert.Equal(2, bound.Cohort.ClassCount);
        Assert.Same(bound.Cohort.Subjects[1], bound.Cohort.SubjectOf(1, 0));
        bound.Eta[0] = 0.3;
        for (var k = 0; k < 2; k++)
        {
            var written = Bound.To(Model(m => m.Covariate("CLASS")), Data(k + 1).Read());
            var subject = bound.Cohort.SubjectOf(1, k);
            written.Eta[0] = 0.3;
            var actual = TotalPrediction.Of(bound.Model, subject, subject.Observations, bound.Theta, bound.Eta, bound.Workspace);
            foreach (var (expected, found) in written.Total(1).Zip(actual))
            {
                foreach (var (one, other) in new[] { (expected.Mean, found.Mean), (expected.Variance, found.Variance) })
                {
                    Near.Equal([one.Value, .. one.ByEta, .. one.ByTheta], [other.Value, .. other.ByEta, .. other.ByTheta], Tolerance.Algebra);
                    Near.Equal([.. one.ByEtaEta, .. one.ByEtaTheta], [.. other.ByEtaEta, .. other.ByEtaTheta], Tolerance.Algebra);
                }
            }
        }
    }

    [Fact]
    public void Probabilities_come_with_their_derivatives_by_what_is_estimated()
    {
        var m = new ModelBuilder();
        var central = m.Amount("central");
        m.Theta("given", 1, isFixed: true);
        var logit = m.Theta("a", 0.4) + m.Theta("b", 0.2) * (m.Covariate("WT") - 70) / 10;
        var p = m.Individual("p", 1 / (1 + Expr.Exp(-logit)));
        var k = m.LogNormal("k", 0.2);
        var model = m.Observe(central * m.Mixture("CLASS", p, 1 - p), 1).ClosedForm(null, k);
        var bound = Bound.To(model, new TestData("WT").Subject(90).Dose(0, 100).Observe(1).Read());
        var function = bound.Model.ClassProbabilities!;
        double[] free = [0.4, 0.2, 0.2];
        double[] At(double[] x)
        {
            var values = new double[2];
            function.Evaluate([1, .. x], bound.Cohort.Subjects[0].Covariates, values);
            return values;
        }

        var all = new double[function.Length];
        function.EvaluateWithDerivatives(bound.Theta, bound.Cohort.Subjects[0].Covariates, all);

        Assert.Equal((2, 3, 8), (function.ClassCount, function.ThetaCount, function.Length));
        Near.Equal([1 / (1 + Math.Exp(-0.8)), 1 / (1 + Math.Exp(0.8))], all.AsSpan(0, 2), Tolerance.Algebra);
        Assert.Equal(At(free), all[..2]);
        Near.Equal([.. HighOrderDifference.Jacobian(At, free, step: 0.05)], all.AsSpan(2), Tolerance.Derivative, 1);
    }

    [Fact]
    public void A_plain_model_has_one_class_and_no_probabilities()
    {
        var bound = Bound.To(TestModels.OneCompartment(false), new TestData().Subject().Dose(0, 1).Observe(1).Read());

        Assert.Equal(1, bound.Cohort.ClassCount);
        Assert.Null(bound.Model.ClassProbabilities);
        Assert.Same(bound.Cohort.Subjects[0], bound.Cohort.SubjectOf(0, 0));
    }

    [Fact]
    public void Classes_and_occasions_go_together()
    {
        var m = new ModelBuilder();
        var central = m.Amount("central");
        var one = m.Mixture("CLASS", 0.5, 0.5);
        var k = m.Individual("k", m.Theta("tvk", 0.1) * one * Expr.Exp(m.Eta("kappa", grouping: "OCC", within: "ID")));
        var model = m.Observe(central, 1).ClosedForm(null, k);
        var bound = Bound.To(model, new TestData("OCC").Subject(1).Dose(0, 100).Observe(1).With(2).Observe(3, 5, 6, 7).Read());
        bound.Eta[0] = 0.5;
        bound.Eta[1] = -0.5;
        var (subject, parameters) = (bound.Cohort.SubjectOf(0, 1), new double[1]);
        Assert.Equal(PredictionStatus.Success, bound.Model.Predict(subject, subject.Observations, bound.Theta, bound.Eta, DerivativeOrder.Value, bound.Workspace));
        bound.Model.IndividualParameters.Evaluate(bound.Theta, bound.Eta, subject, 3, parameters);

        Near.Equal(0.2 * Math.Exp(-0.5), parameters[0], Tolerance.Algebra);
        Near.Equal(100 * Math.Exp(-0.2 * (Math.Exp(0.5) + 2 * Math.Exp(-0.5))), bound.Workspace.Mean(1), Tolerance.MatrixExponential);
    }
}
