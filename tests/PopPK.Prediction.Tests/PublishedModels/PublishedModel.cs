using PopPK.Modeling;
using PopPK.TestKit;

namespace PopPK.Prediction.Tests.PublishedModels;

/// <summary>A model file of the repository, as it is or with something else observed.</summary>
/// <param name="Name">The file's name without ending.</param>
internal sealed record PublishedModel(string Name)
{
    private const string Columns = "ID,TIME,EVID,CMT,AMT,RATE,ADDL,II,SS,DV\n";

    /// <summary>The model of the file.</summary>
    public PopulationModel Model => CohortOf.Model(Text);

    private string Text => File.ReadAllText(RepositoryFiles.Path("models", Name + ".poppk"));

    /// <summary>The model with one observation under an additive error of 1, and further equations that read the others.</summary>
    /// <param name="expression">What is observed.</param>
    /// <param name="equations">The further equations.</param>
    public PopulationModel Observing(string expression, string equations = "")
    {
        // A column that only tells kinds of observations apart is then asked for no more.
        var beginning = Text[..Text.IndexOf("\nobservations", StringComparison.Ordinal)]
            .Replace("\ncovariates\n  DVID\n", "", StringComparison.Ordinal);
        return CohortOf.Model($"{beginning}\n{equations}\nobservations\n  DV ~ additive({expression}, 1)\n");
    }

    /// <summary>Binds the model that observes an expression to data.</summary>
    /// <param name="expression">What is observed.</param>
    /// <param name="data">The data.</param>
    /// <param name="equations">Further equations.</param>
    public Bound Observe(string expression, TestData data, string equations = "") => Bound.To(Observing(expression, equations), data.Read());

    /// <summary>Binds the model that observes an expression to one dose in all its details, at steady state or not.</summary>
    /// <param name="expression">What is observed.</param>
    /// <param name="dose">TIME, EVID, CMT, AMT, RATE, ADDL, II and SS of the dose.</param>
    /// <param name="times">When it is observed.</param>
    public Bound Observe(string expression, FormattableString dose, IEnumerable<double> times)
    {
        var rows = times.Select(t => FormattableString.Invariant($"1,{t:R},0,0,0,0,0,0,0,1\n"));
        var data = $"{Columns}1,{FormattableString.Invariant(dose)},.\n{string.Concat(rows)}";
        return Bound.To(Observing(expression), TestData.Read(data));
    }
}
