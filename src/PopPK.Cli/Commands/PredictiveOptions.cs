using System.CommandLine;
using PopPK.Cli.Pipeline;
using PopPK.Text;

namespace PopPK.Cli.Commands;

/// <summary>The options that <c>vpc</c>, <c>npde</c> and <c>ppc</c> share. One owner.</summary>
internal sealed class PredictiveOptions
{
    private const int DefaultReplicates = 1000;
    private const int MostReplicates = 1_000_000;

    private readonly Argument<string> _source = SimulateOptions.SourceArgument();
    private readonly Option<string> _data = RunOptions.DataOption();
    private readonly Option<string> _out;
    private readonly Option<string> _threads = RunOptions.ThreadsOption();
    private readonly Option<string> _seed = RunOptions.SeedOption();
    private readonly Option<bool> _noPictures = new("--no-pictures") { Description = "charts as Vega-Lite specifications only, which takes no browser and no time" };
    private readonly Option<bool> _quiet = RunOptions.QuietOption();
    private readonly Option<bool> _hideValues = RunOptions.HideValuesOption();
    private readonly Option<string> _replicates = new("--replicates") { HelpName = "N", Description = $"how often the data are simulated, default {DefaultReplicates}" };
    private readonly Option<string> _limit = new("--lloq") { HelpName = "X", Description = "lower limit of quantification, instead of the model's: what is below only ranks" };

    /// <summary>Adds the options to a command.</summary>
    /// <param name="command">The command.</param>
    public PredictiveOptions(Command command)
    {
        _out = RunOptions.OutOption($"folder for the results, default runs/NAME-{command.Name}-n; an earlier check of this kind there is replaced");
        command.Add(_source);
        foreach (var option in (Option[])[_data, _replicates, _seed, _out, _limit, _noPictures, _threads, _quiet, _hideValues])
        {
            command.Add(option);
        }
    }

    /// <summary>What the user asked for.</summary>
    /// <param name="result">The parsed command.</param>
    /// <param name="text">The command, for messages.</param>
    /// <param name="diagnostics">Receives what is wrong with values.</param>
    public PredictiveRequest Bind(ParseResult result, CommandLineText text, DiagnosticBag diagnostics)
    {
        var limit = OptionNumber.Real(result, _limit, text, diagnostics);
        var seed = OptionNumber.Whole(result, _seed, 0, long.MaxValue, 0, text, diagnostics);
        var request = new PredictiveRequest
        {
            SourcePath = result.GetRequiredValue(_source),
            DataPath = result.GetValue(_data),
            OutPath = result.GetValue(_out),
            Replicates = (int)OptionNumber.Whole(result, _replicates, 2, MostReplicates, DefaultReplicates, text, diagnostics),
            Threads = (int)OptionNumber.Whole(result, _threads, 1, 1024, Environment.ProcessorCount, text, diagnostics),
            Seed = seed,
            HasPictures = !result.GetValue(_noPictures),
            IsQuiet = result.GetValue(_quiet),
            HideValues = result.GetValue(_hideValues),
        };
        return request with { Vpc = request.Vpc with { LowerLimit = limit }, Npde = request.Npde with { LowerLimit = limit, Seed = seed } };
    }
}
