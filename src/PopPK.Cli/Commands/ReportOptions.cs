using System.CommandLine;
using PopPK.Cli.Pipeline;
using PopPK.Text;

namespace PopPK.Cli.Commands;

/// <summary>The options of <c>report</c>, and how they become a request. One owner.</summary>
internal sealed class ReportOptions
{
    private const int DefaultReplicates = 500;
    private const int MostReplicates = 1_000_000;

    private readonly Argument<string[]> _runs = new("RUN") { Description = "the folder of a run", Arity = ArgumentArity.OneOrMore };
    private readonly Option<string> _out = new("--out") { HelpName = "FILE", Description = "the page, default report.html in the run's folder, of several runs in the working directory" };

    private readonly Option<string> _charts = new("--charts")
    {
        HelpName = "DIR",
        Description = "write each chart as Vega-Lite specification too, and as SVG and PNG where a browser of the Chromium family is found",
    };

    private readonly Option<string> _vpc = new("--vpc") { HelpName = "DIR", Description = "folder of a visual predictive check of the run, to be shown instead of one that report makes" };
    private readonly Option<string> _npde = new("--npde") { HelpName = "DIR", Description = "folder of the run's prediction distribution errors, to be shown instead" };

    private readonly Option<string> _replicates = new("--replicates")
    {
        HelpName = "N",
        Description = $"how often the data of the one run are simulated for these checks, default {DefaultReplicates}; 0: no checks",
    };

    private readonly Option<string> _data = new("--data") { HelpName = "FILE", Description = "the run's data, where they are no longer where it found them" };
    private readonly Option<string> _seed = RunOptions.SeedOption();
    private readonly Option<string> _threads = RunOptions.ThreadsOption();

    /// <summary>Adds the options to a command.</summary>
    /// <param name="command">The command.</param>
    public ReportOptions(Command command)
    {
        command.Add(_runs);
        foreach (var option in (Option[])[_out, _charts, _vpc, _npde, _replicates, _seed, _data, _threads])
        {
            command.Add(option);
        }
    }

    /// <summary>What the user asked for.</summary>
    /// <param name="result">The parsed command.</param>
    /// <param name="text">The command, for messages.</param>
    /// <param name="diagnostics">Receives what is wrong with values; then the request means nothing.</param>
    public ReportRequest Bind(ParseResult result, CommandLineText text, DiagnosticBag diagnostics)
    {
        var replicates = (int)OptionNumber.Whole(result, _replicates, 0, MostReplicates, DefaultReplicates, text, diagnostics);
        if (replicates == 1)
        {
            diagnostics.Error("PK6003", "'1' is no value for --replicates", text.Locate("1"), "one replicate has no distribution; 0 leaves the checks out");
        }

        return new ReportRequest
        {
            Paths = [.. result.GetRequiredValue(_runs)],
            OutPath = result.GetValue(_out),
            ChartsPath = result.GetValue(_charts),
            Checks = [.. new[] { result.GetValue(_vpc), result.GetValue(_npde) }.OfType<string>()],
            DataPath = result.GetValue(_data),
            Replicates = replicates,
            Seed = OptionNumber.Whole(result, _seed, 0, long.MaxValue, 0, text, diagnostics),
            Threads = (int)OptionNumber.Whole(result, _threads, 1, 1024, Environment.ProcessorCount, text, diagnostics),
            OptionOfOneRun = new Option<string>[] { _vpc, _npde, _replicates, _seed, _data, _threads }.FirstOrDefault(o => result.GetValue(o) is not null)?.Name,
        };
    }
}
