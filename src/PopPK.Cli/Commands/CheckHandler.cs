using PopPK.Cli.Output;
using PopPK.Cli.Pipeline;
using PopPK.Data;
using PopPK.Language.Poppk.Writing;
using PopPK.Modeling;
using PopPK.Text;

namespace PopPK.Cli.Commands;

/// <summary>Carries out <c>check</c>: says what is wrong with a model and its data, and what the program understood.</summary>
/// <param name="environment">Where the command runs.</param>
/// <param name="printer">Shows problems.</param>
internal sealed class CheckHandler(CliEnvironment environment, DiagnosticPrinter printer)
{
    /// <summary>Checks a model.</summary>
    /// <param name="modelPath">The model file, as the user named it.</param>
    /// <param name="dataPath">The data file instead of the model's own, or null.</param>
    /// <param name="hideValues">True to hide cells of the data.</param>
    /// <returns>One of <see cref="ExitCode"/>.</returns>
    public int Run(string modelPath, string? dataPath, bool hideValues)
    {
        var session = ModelSession.OpenModel(modelPath, environment);
        var problems = new DiagnosticBag();
        if (session.Model is { Data: null } && dataPath is null)
        {
            problems.Note(
                InputKind.Data.Code(4), "the model names no data, so it is checked by itself", new FileLocation(session.ModelFile!.Name),
                "give --data file.csv to check it with data");
        }
        else
        {
            session = session.WithData(dataPath, environment);
        }

        session = session.WithStaticChecks();

        problems.AddRange(session.Diagnostics);
        if (session.Model is { } model)
        {
            Summarise(session, model, problems);
            var place = model.Method is null ? null : new FileLocation(session.ModelFile!.Name);
            var methods = EstimationMethods.FindChain(model.Method ?? EstimationMethods.Default, place, problems);
            MethodProblems.Find(session, methods, isFit: false, problems);
            StreamTables.Find(session, problems);
        }

        printer.Print(problems, hideValues);
        var errors = problems.Count(d => d.IsError);
        var warnings = problems.Count(d => d.Severity == DiagnosticSeverity.Warning);
        if (errors + warnings > 0)
        {
            environment.Error.WriteLine($"{DisplayNumber.Count(errors, "error")}, {DisplayNumber.Count(warnings, "warning")}");
        }
        else
        {
            environment.Out.WriteLine("\nno problems found");
        }

        return errors > 0 ? ExitCode.WrongInput : ExitCode.Done;
    }

    // A model without usable data is compiled by itself, so that what is wrong with it is said in the same breath.
    private void Summarise(ModelSession session, PopulationModel model, DiagnosticBag problems)
    {
        environment.Out.Write(ModelPrinter.Print(model));
        var compiled = session.Cohort?.Model;
        if (session.Dataset is null && session.Compile() is { } compilation)
        {
            problems.AddRange(compilation.Diagnostics);
            compiled = compilation.Model;
        }

        if (compiled is not null)
        {
            environment.Out.WriteLine($"\nsolved by\n  {SolverText.Of(compiled)}");
        }

        if (session is { DataFile: { } file, Dataset: { } dataset })
        {
            SummariseData(file, dataset);
        }
    }

    private void SummariseData(InputFile file, Dataset dataset)
    {
        environment.Out.WriteLine($"\ndata {file.Name}\n  {DataSummary.Of(dataset)}");
        if (dataset.ObservationCount > 0)
        {
            var (perSubject, times) = DataSummary.Ranges(dataset);
            environment.Out.WriteLine($"  observations per subject  {perSubject}\n  times of observations     {times}");
        }

        environment.Out.WriteLine($"  columns                   {string.Join(", ", dataset.Columns)}");
    }
}
