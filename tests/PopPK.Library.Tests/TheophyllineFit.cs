using PopPK.TestKit;

namespace PopPK.Library.Tests;

/// <summary>The fit that most tests look at, made once.</summary>
public sealed class TheophyllineFit
{
    public TheophyllineFit()
    {
        Model = PharmacometricModel.Load(RepositoryFiles.Path("models", "theophylline.poppk"));
        Data = Model.ReadData();
        Fit = Model.Fit(Data, new FitOptions { Threads = 2 });
    }

    public PharmacometricModel Model { get; }

    public TrialData Data { get; }

    public FitResult Fit { get; }
}
