using PopPK.Data;
using PopPK.Language.Poppk;
using PopPK.Modeling;
using PopPK.Prediction;
using PopPK.Prediction.Compilation;
using PopPK.Text;

namespace PopPK.TestKit;

/// <summary>Turns model texts and data into cohorts; any error diagnostic fails the test with its text.</summary>
public static class CohortOf
{
    /// <summary>Reads a model text.</summary>
    /// <param name="text">The model in the model language.</param>
    public static PopulationModel Model(string text) => Checked(ModelReader.Read(new SourceText("test.poppk", text)));

    /// <summary>A model file of the repository with the data it names.</summary>
    /// <param name="parts">Path of the model below the root.</param>
    public static Cohort File(params string[] parts)
    {
        var path = RepositoryFiles.Path(parts);
        var model = Checked(ModelReader.Read(SourceText.Read(path)));
        return Bind(model, ModelDataset.Read(model, Path.Combine(Path.GetDirectoryName(path)!, model.Data!.Path)));
    }

    /// <summary>A model file of the repository whose likelihood is computed eight observations at a time, or one by one.</summary>
    /// <param name="inLanes">True for eight at a time.</param>
    /// <param name="parts">Path of the model below the root.</param>
    public static Cohort File(bool inLanes, params string[] parts) => Rebuilt(File(parts), inLanes ? 0 : int.MaxValue);

    /// <summary>The same cohort with another number of observations from which on its likelihood is computed eight at a time.</summary>
    /// <param name="cohort">The cohort.</param>
    /// <param name="lanesFrom">The number.</param>
    public static Cohort Rebuilt(Cohort cohort, int lanesFrom) => CohortBuilder.Build(
        cohort.Model.Model, cohort.Dataset, CompilationOptions.Default with { LanesFromObservations = lanesFrom }).Cohort!;

    /// <summary>A model text with the data of a file.</summary>
    /// <param name="text">The model.</param>
    /// <param name="dataPath">The data file.</param>
    public static Cohort TextAndFile(string text, string dataPath) => TextAndFile(text, dataPath, recognisesLinearEquations: true);

    /// <summary>A model text with the data of a file.</summary>
    /// <param name="text">The model.</param>
    /// <param name="dataPath">The data file.</param>
    /// <param name="recognisesLinearEquations">False to integrate equations that are linear too.</param>
    public static Cohort TextAndFile(string text, string dataPath, bool recognisesLinearEquations)
    {
        var model = Model(text);
        var options = CompilationOptions.Default with { RecognisesLinearEquations = recognisesLinearEquations };
        return Bind(model, ModelDataset.Read(model, dataPath), options);
    }

    /// <summary>A model with the data of a file.</summary>
    /// <param name="model">The model.</param>
    /// <param name="dataPath">The data file.</param>
    public static Cohort ModelAndFile(PopulationModel model, string dataPath) => Bind(model, ModelDataset.Read(model, dataPath));

    /// <summary>A model text with data as a text.</summary>
    /// <param name="text">The model.</param>
    /// <param name="data">The data file's text.</param>
    public static Cohort TextAndData(string text, string data) => ModelAndData(Model(text), data);

    /// <summary>A model text with data as a text.</summary>
    /// <param name="text">The model.</param>
    /// <param name="data">The data file's text.</param>
    /// <param name="recognisesLinearEquations">False to integrate equations that are linear too.</param>
    public static Cohort TextAndData(string text, string data, bool recognisesLinearEquations)
    {
        var model = Model(text);
        var options = CompilationOptions.Default with { RecognisesLinearEquations = recognisesLinearEquations };
        return Bind(model, ModelDataset.Read(model, new StringReader(data), "test.csv"), options);
    }

    /// <summary>A model with data as a text.</summary>
    /// <param name="model">The model.</param>
    /// <param name="data">The data file's text.</param>
    public static Cohort ModelAndData(PopulationModel model, string data) =>
        Bind(model, ModelDataset.Read(model, new StringReader(data), "test.csv"));

    private static PopulationModel Checked(ModelReading reading)
    {
        Check(reading.Diagnostics);
        return reading.Model!;
    }

    private static Cohort Bind(PopulationModel model, DatasetReading reading, CompilationOptions? options = null)
    {
        Check(reading.Diagnostics);
        var binding = CohortBuilder.Build(model, reading.Dataset!, options ?? CompilationOptions.Default);
        Check(binding.Diagnostics);
        return binding.Cohort!;
    }

    private static void Check(IEnumerable<Diagnostic> diagnostics)
    {
        var errors = diagnostics.Where(d => d.IsError).ToArray();
        if (errors.Length > 0)
        {
            throw new InvalidOperationException(string.Concat(errors.Select(d => DiagnosticRenderer.Render(d))));
        }
    }
}
