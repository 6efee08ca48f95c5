using System.Collections.Immutable;
using PopPK.Likelihood;
using PopPK.Reporting.Csv;
using PopPK.Simulation;
using PopPK.Text;
using PopPK.Uncertainty;

namespace PopPK.Cli.Pipeline;

/// <summary>Finds the population parameters that a simulation draws with. Stateless.</summary>
internal static class ParameterSources
{
    /// <summary>Finds them.</summary>
    /// <param name="source">The model or run.</param>
    /// <param name="layout">The parameters of its model.</param>
    /// <param name="uncertainty">How replicates differ.</param>
    /// <param name="location">Where the command says so, or null.</param>
    /// <param name="seed">The seed.</param>
    /// <param name="problems">Receives what is missing.</param>
    /// <returns>The parameters, or null.</returns>
    public static ParameterSource? Find(
        ModelOrRun source, ParameterLayout layout, ParameterUncertainty uncertainty, DiagnosticLocation? location, long seed, DiagnosticBag problems)
    {
        if (source.FreeParameters(layout, problems) is not { } free)
        {
            return null;
        }

        if (uncertainty == ParameterUncertainty.None)
        {
            if (layout.PointAt(free) is { } point)
            {
                return ParameterSource.Of(point);
            }

            problems.Error("PK7113", "the covariance matrix of the random effects is not positive definite", location, "give each estimated variance a value above 0; one that is 0 is fixed");
            return null;
        }

        if (source is not { Run: { } run, Folder: { } folder })
        {
            problems.Error("PK7114", "a model has no parameter uncertainty, only a run has", location, "name the folder of a fit instead of the model");
            return null;
        }

        var draws = uncertainty == ParameterUncertainty.Covariance
            ? FromCovariance(layout, free, run.Covariance, seed)
            : FromSample(layout, folder, uncertainty, seed);
        if (draws is null)
        {
            problems.Error("PK7115", uncertainty switch
            {
                ParameterUncertainty.Covariance => "the run has no covariance matrix of all its estimates",
                ParameterUncertainty.Sir => "the run has no sample of importance resampling",
                _ => "the run has no bootstrap",
            }, location, uncertainty switch
            {
                ParameterUncertainty.Covariance => "fit without --no-covariance; a matrix that leaves parameters out does not do",
                ParameterUncertainty.Sir => "fit with --sir N",
                _ => "fit with --bootstrap N",
            });
            return null;
        }

        return ParameterSource.Of(draws.At);
    }

    private static ParameterDraws? FromCovariance(ParameterLayout layout, double[] free, ImmutableArray<double> covariance, long seed) =>
        covariance.Length == free.Length * free.Length && covariance.All(double.IsFinite)
            ? ParameterDraws.TryFromCovariance(layout, free, covariance.AsSpan(), seed)
            : null;

    private static ParameterDraws? FromSample(ParameterLayout layout, string folder, ParameterUncertainty uncertainty, long seed)
    {
        var isSir = uncertainty == ParameterUncertainty.Sir;
        var path = Path.Combine(folder, isSir ? "sir.csv" : "bootstrap.csv");
        if (!File.Exists(path))
        {
            return null;
        }

        using var text = File.OpenText(path);
        var sample = isSir ? ParameterSampleReader.ReadSir(layout, text) : ParameterSampleReader.ReadBootstrap(layout, text);
        return sample.IsEmpty ? null : ParameterDraws.FromSample(layout, sample, seed);
    }
}
