using PopPK.Likelihood;
using PopPK.Prediction;
using PopPK.TestKit;

namespace PopPK.Benchmarks;

/// <summary>A model of models/ bound to its data, with scratch, at its initial estimates. One owner.</summary>
internal sealed class RepositoryModel
{
    public RepositoryModel(string name)
    {
        Cohort = CohortOf.File("models", name + ".poppk");
        Workspace = Cohort.CreateWorkspace();
        Theta = [.. Cohort.Model.Model.FixedEffects.Select(f => f.Initial)];
        Eta = [.. Cohort.Model.Slots.Select((_, k) => k % 2 == 0 ? 0.1 : -0.1)];
        Free = new ParameterLayout(Cohort.Model).InitialFree();
    }

    public Cohort Cohort { get; }

    public SubjectWorkspace Workspace { get; }

    public double[] Theta { get; }

    public double[] Eta { get; }

    /// <summary>The free population parameters on their natural scale.</summary>
    public double[] Free { get; }

    public BoundSubject FirstSubject => Cohort.Subjects[0];

    /// <summary>Predicts the first subject's observations.</summary>
    public PredictionStatus Predict(DerivativeOrder order) =>
        Cohort.Model.Predict(FirstSubject, FirstSubject.Observations, Theta, Eta, order, Workspace);
}
