using PopPK.Data;
using PopPK.Language.Regimens;
using PopPK.Modeling;
using PopPK.Modeling.Regimens;
using PopPK.Simulation.Design;
using PopPK.Text;

namespace PopPK.Cli.Pipeline;

/// <summary>A model or run with the trial a regimen makes for it, as far as it could be made. Immutable.</summary>
/// <param name="Source">Model or run; its data have been read where people come from them.</param>
/// <param name="RegimenFile">The regimen file, or null.</param>
/// <param name="Trial">The trial of the first replicate, or null when something is wrong.</param>
internal sealed record TrialSession(ModelOrRun? Source, InputFile? RegimenFile, TrialDesign? Trial)
{
    /// <summary>The data people are taken from, or null.</summary>
    public Dataset? People { get; private init; }

    /// <summary>True when chance decides who takes part.</summary>
    public bool DrawsPeople => Trial?.Regimen.Population is { } plan
        && ((plan.Count is not null && !plan.Columns.IsEmpty) || plan.Sources.Any(s => s is not ComputedCovariate));

    /// <summary>The trial with the people of a replicate.</summary>
    /// <param name="seed">Seed of the random numbers.</param>
    /// <param name="replicate">Number of the replicate, from 0.</param>
    /// <param name="problems">Receives what is wrong with the people.</param>
    public TrialDesign? Draw(long seed, int replicate, DiagnosticBag problems)
    {
        var result = DesignBuilder.Build(Source!.Model!, Trial!.Regimen, People, seed, replicate);
        problems.AddRange(result.Diagnostics);
        return result.Design;
    }

    /// <summary>Reads a model or run and a regimen, and draws its people.</summary>
    /// <param name="path">Model or run, as the user named it.</param>
    /// <param name="dataPath">The data people come from instead of the model's own, or null.</param>
    /// <param name="request">The regimen.</param>
    /// <param name="seed">Seed of the random numbers.</param>
    /// <param name="environment">Where the command runs.</param>
    /// <param name="problems">Receives what is wrong.</param>
    public static TrialSession Open(string path, string? dataPath, RegimenRequest request, long seed, CliEnvironment environment, DiagnosticBag problems)
    {
        var source = ModelOrRun.Open(path, dataPath, needsData: false, environment, problems);
        var file = request.Path is null ? null : InputFile.Read(request.Path, environment.FullPath(request.Path), InputKind.Regimen, null, problems);
        if (source?.Model is not { } model || (request.Path is not null && file is null))
        {
            return new TrialSession(source, file, null);
        }

        var text = file is null ? null : new SourceText(file.Name, file.ReadText());
        var reading = RegimenReader.Read(model, text, hasData: dataPath is not null || source.Run is not null || model.Data is not null, request.Lines);
        problems.AddRange(reading.Diagnostics);
        if (reading.Regimen is not { } regimen || problems.HasErrors)
        {
            return new TrialSession(source, file, null);
        }

        var plan = regimen.Population;
        Dataset? people = null;
        if (plan.Columns.Length > 0 || plan.Count is null)
        {
            source = plan.UsesModelData && source.Session.Dataset is null && (model.Data is not null || source.Run is not null)
                ? source.WithData(environment, problems)
                : source;
            people = plan.File is null ? source.Session.Dataset : ReadPeople(model, plan, file, environment, problems);
        }
        else if (plan.File is { } unused)
        {
            problems.Warning("PK7052", $"nobody is taken from '{unused}': the model and the regimen use no column that stands there",
                plan.FileLocation, "leave it out, or use its columns in doses and covariates");
        }

        if (problems.HasErrors)
        {
            return new TrialSession(source, file, null);
        }

        var result = DesignBuilder.Build(model, regimen, people, seed);
        problems.AddRange(result.Diagnostics);
        return new TrialSession(source, file, result.Design) { People = people };
    }

    // What the command names is relative to the working directory, what the regimen names to the regimen.
    private static Dataset? ReadPeople(PopulationModel model, PopulationPlan plan, InputFile? regimen, CliEnvironment environment, DiagnosticBag problems)
    {
        var isInFile = regimen is not null && plan.FileLocation?.Path == regimen.Name;
        var folder = isInFile ? Path.GetDirectoryName(regimen!.FullPath)! : environment.WorkingDirectory;
        var full = Path.GetFullPath(plan.File!, folder);
        if (InputFile.Read(environment.Shown(full), full, InputKind.Data, plan.FileLocation, problems) is not { } file)
        {
            return null;
        }

        var reading = PeopleReader.Read(model, plan, file.ReadText(), file.Name);
        problems.AddRange(reading.Diagnostics);
        return reading.Dataset;
    }
}
