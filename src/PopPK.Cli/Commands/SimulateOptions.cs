using System.Collections.Immutable;
using System.CommandLine;
using PopPK.Cli.Pipeline;
using PopPK.Text;

namespace PopPK.Cli.Commands;

/// <summary>The options of <c>simulate</c>, and how they become a request. One owner.</summary>
internal sealed class SimulateOptions
{
    private const int MostReplicates = 100_000_000;
    private static readonly ImmutableArray<string> _uncertainties = ["none", "covariance", "sir", "bootstrap"];

    private readonly Argument<string> _source = SourceArgument();
    private readonly Option<string> _data = RunOptions.DataOption();
    private readonly Option<string> _out = RunOptions.OutOption("folder for the results, default runs/NAME-simulation-n; an earlier simulation there is replaced");
    private readonly Option<string> _threads = RunOptions.ThreadsOption();
    private readonly Option<string> _seed = RunOptions.SeedOption();
    private readonly Option<bool> _quiet = RunOptions.QuietOption();
    private readonly Option<bool> _hideValues = RunOptions.HideValuesOption();
    private readonly Option<string> _replicates = new("--replicates") { HelpName = "N", Description = "how often the design is simulated, default 1" };
    private readonly Option<bool> _noResiduals = new("--no-residual-error") { Description = "observations without residual error: DV is IPRED" };
    private readonly Option<bool> _noEffects = new("--no-random-effects") { Description = "subjects without random effects: everybody is typical" };
    private readonly RegimenOptions _regimen;
    private readonly ExposureOptions _exposure = new();

    private readonly Option<string> _uncertainty = new("--uncertainty")
    {
        HelpName = string.Join('|', _uncertainties),
        Description = "other population parameters in every replicate, drawn from the covariance matrix, the resampled proposals or the bootstrap of a run; default none",
    };

    /// <summary>MODEL|RUN.</summary>
    public static Argument<string> SourceArgument() => new("MODEL|RUN") { Description = "model file, or the folder of a fit, for its estimates" };

    /// <summary>Adds the options to a command.</summary>
    /// <param name="command">The command.</param>
    public SimulateOptions(Command command)
    {
        command.Add(_source);
        foreach (var option in (Option[])[_data, _replicates, _seed, _out, _uncertainty, _noResiduals, _noEffects, .. _exposure.All, _threads, _quiet, _hideValues])
        {
            command.Add(option);
        }

        _regimen = new RegimenOptions(command);
    }

    /// <summary>What the user asked for.</summary>
    /// <param name="result">The parsed command.</param>
    /// <param name="text">The command, for messages.</param>
    /// <param name="diagnostics">Receives what is wrong with values; then the request means nothing.</param>
    public SimulateRequest Bind(ParseResult result, CommandLineText text, DiagnosticBag diagnostics) => new()
    {
        SourcePath = result.GetRequiredValue(_source),
        DataPath = result.GetValue(_data),
        OutPath = result.GetValue(_out),
        Regimen = _regimen.Bind(result),
        Replicates = (int)OptionNumber.Whole(result, _replicates, 1, MostReplicates, 1, text, diagnostics),
        Threads = (int)OptionNumber.Whole(result, _threads, 1, 1024, Environment.ProcessorCount, text, diagnostics),
        Seed = OptionNumber.Whole(result, _seed, 0, long.MaxValue, 0, text, diagnostics),
        HasResiduals = !result.GetValue(_noResiduals),
        HasRandomEffects = !result.GetValue(_noEffects),
        Uncertainty = BindUncertainty(result.GetValue(_uncertainty), text, diagnostics),
        UncertaintyLocation = result.GetValue(_uncertainty) is { } written ? text.Locate(written) : null,
        Exposure = _exposure.Bind(result, text, diagnostics),
        Percentiles = _exposure.BindPercentiles(result, text, diagnostics),
        IsQuiet = result.GetValue(_quiet),
        HideValues = result.GetValue(_hideValues),
    };

    private static ParameterUncertainty BindUncertainty(string? written, CommandLineText text, DiagnosticBag diagnostics)
    {
        var kind = _uncertainties.IndexOf(written?.ToLowerInvariant() ?? "none");
        if (kind < 0)
        {
            diagnostics.Error("PK6003", $"'{written}' is no source of parameter uncertainty", text.Locate(written!),
                Suggestion.Advice(written!, _uncertainties) ?? $"expected {string.Join(", ", _uncertainties[..^1])} or {_uncertainties[^1]}");
        }

        return (ParameterUncertainty)Math.Max(0, kind);
    }
}
