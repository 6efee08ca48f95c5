using BenchmarkDotNet.Attributes;
using PopPK.Language.Poppk;
using PopPK.Modeling;
using PopPK.Prediction;
using PopPK.Prediction.Compilation;
using PopPK.TestKit;
using PopPK.Text;

namespace PopPK.Benchmarks;

/// <summary>What the way from a model's text to its first prediction costs, stage by stage, in a process that is warm.</summary>
public class CompilationBenchmarks
{
    private SourceText _text = null!;
    private PopulationModel _model = null!;
    private RepositoryModel _bound = null!;

    [Params("theophylline", "theophylline_ode", "remifentanil")]
    public string Model { get; set; } = "";

    [GlobalSetup]
    public void Setup()
    {
        _text = SourceText.Read(RepositoryFiles.Path("models", Model + ".poppk"));
        _model = Read().Model!;
        _bound = new RepositoryModel(Model);
    }

    /// <summary>Lexer, parser, binder.</summary>
    [Benchmark]
    public ModelReading Read() => ModelReader.Read(_text);

    /// <summary>The model in terms of phi; what needs derivatives is not made yet.</summary>
    [Benchmark]
    public ModelCompilation Compile() => ModelCompiler.Compile(_model);

    /// <summary>The same, the data bound, and every derivative a gradient needs differentiated, emitted and run once.</summary>
    [Benchmark]
    public PredictionStatus CompileAndPredict()
    {
        var cohort = CohortBuilder.Build(_model, _bound.Cohort.Dataset).Cohort!;
        var subject = cohort.Subjects[0];
        return cohort.Model.Predict(
            subject, subject.Observations, _bound.Theta, _bound.Eta, DerivativeOrder.SecondAll, cohort.CreateWorkspace());
    }
}
