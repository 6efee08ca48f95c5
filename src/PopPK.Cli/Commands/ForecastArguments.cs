using System.Collections.Immutable;
using System.CommandLine;
using System.Globalization;
using PopPK.Cli.Pipeline;
using PopPK.Simulation.Exposure;
using PopPK.Text;

namespace PopPK.Cli.Commands;

/// <summary>The options of <c>forecast</c>, and how they become a request. One owner.</summary>
internal sealed class ForecastArguments
{
    private const string Time = "a time, in the unit of the data";
    private const int MostSamples = 100_000;

    private readonly Argument<string> _source = SimulateOptions.SourceArgument();
    private readonly Option<string> _data = new("--data") { HelpName = "FILE", Description = "doses and levels so far, instead of the data the model or run names" };
    private readonly Option<string[]> _subject = new("--subject") { HelpName = "ID", Description = "forecast this subject only; may be given several times" };
    private readonly Option<string> _from = new("--from") { HelpName = "T", Description = "when it is decided how to go on: only levels up to then are used; default each subject's last record" };
    private readonly Option<string> _until = new("--until") { HelpName = "T", Description = "end of the forecast, on the clock of the data; default one interval behind the last dose" };
    private readonly Option<string> _times = new("--times") { HelpName = "TIMES", Description = "when predictions are wanted, on the clock of the data, such as \"24, 36 to 72 by 4\"" };

    private readonly Option<string[]> _dose = new("--dose")
    {
        HelpName = "DOSES",
        Description = "a candidate: doses from the decision on, where times begin at 0, such as \"100 every 12\" or \"loading: 200; 100 every 12 at 12\"; may be given several times",
    };

    private readonly Option<string[]> _target = new("--target")
    {
        HelpName = "TARGET",
        Description = "what is to be attained, with times from the decision on, such as \"auc(0, 24) in [400, 600]\"; finds the dose; may be given several times",
    };

    private readonly Option<string> _samples = new("--samples") { HelpName = "N", Description = "size of the sample of individual parameters, default 1000" };
    private readonly Option<bool> _residuals = new("--residual-error") { Description = "intervals of levels that would be measured, not of the true course" };
    private readonly Option<string> _seed = RunOptions.SeedOption();
    private readonly Option<string> _out = RunOptions.OutOption("folder for the results, default runs/NAME-forecast-n; an earlier forecast there is replaced");
    private readonly Option<string> _threads = RunOptions.ThreadsOption();
    private readonly Option<bool> _quiet = RunOptions.QuietOption();
    private readonly Option<bool> _hideValues = RunOptions.HideValuesOption();

    /// <summary>Adds the options to a command.</summary>
    /// <param name="command">The command.</param>
    public ForecastArguments(Command command)
    {
        command.Add(_source);
        foreach (var option in (Option[])[_data, _subject, _from, _until, _times, _dose, _target, _samples, _residuals, _seed, _out, _threads, _quiet, _hideValues])
        {
            command.Add(option);
        }
    }

    /// <summary>What the user asked for.</summary>
    /// <param name="result">The parsed command.</param>
    /// <param name="text">The command, for messages.</param>
    /// <param name="diagnostics">Receives what is wrong with values; then the request means nothing.</param>
    public ForecastRequest Bind(ParseResult result, CommandLineText text, DiagnosticBag diagnostics) => new()
    {
        SourcePath = result.GetRequiredValue(_source),
        DataPath = result.GetValue(_data),
        Subjects = [.. result.GetValue(_subject) ?? []],
        From = OptionNumber.Real(result, _from, text, diagnostics, Time),
        Until = OptionNumber.Real(result, _until, text, diagnostics, Time),
        Times = result.GetValue(_times),
        Doses = [.. result.GetValue(_dose) ?? []],
        Targets = [.. (result.GetValue(_target) ?? []).Select(t => Target(t, text, diagnostics)).OfType<Target>()],
        Samples = (int)OptionNumber.Whole(result, _samples, 1, MostSamples, 1000, text, diagnostics),
        Seed = OptionNumber.Whole(result, _seed, 0, long.MaxValue, 0, text, diagnostics),
        Threads = (int)OptionNumber.Whole(result, _threads, 1, 1024, Environment.ProcessorCount, text, diagnostics),
        HasResiduals = result.GetValue(_residuals),
        OutPath = result.GetValue(_out),
        IsQuiet = result.GetValue(_quiet),
        HideValues = result.GetValue(_hideValues),
    };

    // Where in the command the words stand, without their quotation marks.
    private static Target? Target(string written, CommandLineText text, DiagnosticBag diagnostics)
    {
        var location = (TextLocation)text.Locate(written);
        var start = location.Source.Content.IndexOf(written, location.Span.Start, StringComparison.Ordinal);
        return start < 0
            ? MeasureReader.ReadTarget(new SourceText("command line", written), new TextSpan(0, written.Length), diagnostics)
            : MeasureReader.ReadTarget(location.Source, new TextSpan(start, written.Length), diagnostics);
    }
}
