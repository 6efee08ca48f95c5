using PopPK.Data;
using PopPK.Modeling;
using PopPK.Prediction;
using PopPK.Prediction.Compilation;
using PopPK.Symbolics;
using PopPK.Text;
using Xunit;

namespace PopPK.TestKit;

/// <summary>A model bound to data, with scratch and typical values at hand, for tests. One owner.</summary>
public sealed class Bound
{
    private Bound(Cohort cohort)
    {
        Cohort = cohort;
        Workspace = cohort.CreateWorkspace();
        Theta = [.. cohort.Model.Model.FixedEffects.Select(f => f.Initial)];
        Eta = new double[cohort.Model.Slots.Length];
    }

    /// <summary>The cohort.</summary>
    public Cohort Cohort { get; }

    /// <summary>The compiled model.</summary>
    public CompiledModel Model => Cohort.Model;

    /// <summary>Scratch.</summary>
    public SubjectWorkspace Workspace { get; }

    /// <summary>Initial values of the fixed effects; may be changed.</summary>
    public double[] Theta { get; }

    /// <summary>Random effects, one per slot, all 0; may be changed.</summary>
    public double[] Eta { get; }

    /// <summary>Binds a model to data that fit.</summary>
    /// <param name="model">The model.</param>
    /// <param name="data">The data.</param>
    public static Bound To(PopulationModel model, Dataset data) => To(model, data, CompilationOptions.Default);

    /// <summary>Binds a model whose equations are integrated even if they are linear.</summary>
    /// <param name="model">The model.</param>
    /// <param name="data">The data.</param>
    public static Bound Integrated(PopulationModel model, Dataset data) =>
        To(model, data, CompilationOptions.Default with { RecognisesLinearEquations = false });

    private static Bound To(PopulationModel model, Dataset data, CompilationOptions options)
    {
        var binding = CohortBuilder.Build(model, data, options);
        Assert.DoesNotContain(binding.Diagnostics, d => d.Severity == DiagnosticSeverity.Error);
        return new Bound(binding.Cohort!);
    }

    /// <summary>Sets a fixed effect by its name.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="value">Its value.</param>
    public Bound Set(string name, double value)
    {
        var index = Enumerable.Range(0, Theta.Length).Single(i => Model.Model.FixedEffects[i].Name == name);
        Theta[index] = value;
        return this;
    }

    /// <summary>Means of a subject's observations; the prediction must succeed.</summary>
    /// <param name="subject">Which subject, from 0.</param>
    public double[] Means(int subject = 0)
    {
        var bound = Cohort.Subjects[subject];
        Assert.Equal(PredictionStatus.Success, Predict(DerivativeOrder.Value, subject));
        return [.. Enumerable.Range(0, bound.Observations.Count).Select(j => Workspace.Mean(j))];
    }

    /// <summary>Predicts a subject's observations.</summary>
    /// <param name="order">Which derivatives are wanted.</param>
    /// <param name="subject">Which subject, from 0.</param>
    public PredictionStatus Predict(DerivativeOrder order, int subject = 0) =>
        Model.Predict(Cohort.Subjects[subject], Cohort.Subjects[subject].Observations, Theta, Eta, order, Workspace);

    /// <summary>Extras of a subject's observations with all their total derivatives.</summary>
    /// <param name="subject">Which subject, from 0.</param>
    public TotalPrediction[] TotalExtra(int subject = 0)
    {
        Assert.Equal(PredictionStatus.Success, Predict(DerivativeOrder.SecondAll, subject));
        return TotalPrediction.ExtrasOf(Workspace, Cohort.Subjects[subject].Observations);
    }

    /// <summary>-2 log likelihood of each of a subject's observations, nothing left out.</summary>
    /// <param name="subject">Which subject, from 0.</param>
    public double[] MinusTwoLogLikelihoods(int subject = 0)
    {
        var bound = Cohort.Subjects[subject];
        Assert.Equal(PredictionStatus.Success, Predict(DerivativeOrder.Value, subject));
        return [.. Enumerable.Range(0, bound.Observations.Count).Select(j =>
            (Math.Pow(bound.Observed[j] - Workspace.Mean(j), 2) / Workspace.Variance(j)) + Math.Log(Workspace.Variance(j))
            + Workspace.Extra(j) + (bound.IsNormal[j] ? Math.Log(2 * Math.PI) : 0))];
    }

    /// <summary>Means and variances of a subject's observations with all their total derivatives.</summary>
    /// <param name="subject">Which subject, from 0.</param>
    public (TotalPrediction Mean, TotalPrediction Variance)[] Total(int subject = 0) =>
        TotalPrediction.Of(Model, Cohort.Subjects[subject], Cohort.Subjects[subject].Observations, Theta, Eta, Workspace);
}
