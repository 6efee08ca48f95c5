using System.Collections.Immutable;
using PopPK.Language.Nonmem;
using PopPK.Language.Nonmem.Conversion;
using PopPK.Modeling;
using PopPK.Prediction;
using PopPK.TestKit;
using PopPK.Text;

namespace PopPK.Estimation.Tests;

/// <summary>Published runs as control streams: the files in the folder ControlStreams.</summary>
internal static class ControlStreams
{
    /// <summary>Ids of the runs.</summary>
    public static IEnumerable<string> Ids =>
        Directory.GetFiles(Folder, "*.mod").Select(f => Path.GetFileNameWithoutExtension(f)).Order(StringComparer.Ordinal);

    private static string Folder => RepositoryFiles.Path("tests", "PopPK.Estimation.Tests", "ControlStreams");

    /// <summary>Reads a control stream; an error fails the test with its text.</summary>
    /// <param name="id">The run.</param>
    public static PopulationModel Read(string id)
    {
        var reading = ControlStreamReader.Read(SourceText.Read(Path.Combine(Folder, id + ".mod")));
        var errors = reading.Diagnostics.Where(d => d.IsError).ToArray();
        return errors.Length == 0
            ? reading.Model!
            : throw new InvalidOperationException(string.Concat(errors.Select(d => DiagnosticRenderer.Render(d))));
    }

    /// <summary>The same model in the model language.</summary>
    /// <param name="id">The run.</param>
    /// <param name="dataPath">The run's data file.</param>
    public static ControlStreamConversion Convert(string id, string dataPath) => ControlStreamConverter.Convert(
        SourceText.Read(Path.Combine(Folder, id + ".mod")), [.. File.ReadLines(dataPath).First().Split(',')]);

    /// <summary>A model with the run's data.</summary>
    /// <param name="model">The model.</param>
    /// <param name="run">The run.</param>
    public static Cohort Bind(PopulationModel model, NonmemCase run) => CohortOf.ModelAndFile(model, run.DataPath);

    /// <summary>The model with other initial values.</summary>
    /// <param name="model">The model.</param>
    /// <param name="values">Values in the order theta, omega, sigma, elements of blocks row by row.</param>
    public static PopulationModel At(PopulationModel model, double[] values)
    {
        var next = new Queue<double>(values);
        var thetas = model.FixedEffects.Where(f => f.Residual is null).Select(f => f with { Initial = next.Dequeue() }).ToImmutableArray();
        var blocks = model.RandomEffects
            .Select(b => b with { InitialCovariance = [.. b.InitialCovariance.Select(_ => next.Dequeue())] })
            .ToImmutableArray();
        var sigmas = model.FixedEffects
            .Where(f => f.Residual is not null)
            .Select(f => f.Residual!.Block is null ? f : f with { Initial = next.Dequeue() })
            .ToImmutableArray();
        return next.Count == 0
            ? model with { FixedEffects = [.. thetas, .. sigmas], RandomEffects = blocks }
            : throw new InvalidOperationException($"{next.Count} values are left over.");
    }
}
