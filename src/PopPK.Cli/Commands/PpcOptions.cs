using System.CommandLine;
using PopPK.Cli.Pipeline;
using PopPK.Simulation.Exposure;
using PopPK.Text;

namespace PopPK.Cli.Commands;

/// <summary>The options of <c>ppc</c>, and how they become a request. One owner.</summary>
internal sealed class PpcOptions
{
    private const string Default = "cmax, tmax, auc";

    private readonly PredictiveOptions _common;

    private readonly Option<string> _measures = new("--measures")
    {
        HelpName = "MEASURES",
        Description = $"what is measured of each subject's observations, default \"{Default}\": auc, auc(0, 24), cmax(cp, 0, 24), cavg, cmin, tmin, ctrough, c(12)",
    };

    private readonly Option<string> _level = new("--ci") { HelpName = "LEVEL", Description = "level of the intervals of simulated numbers in percent, default 95" };

    /// <summary>Adds the options to a command.</summary>
    /// <param name="command">The command.</param>
    public PpcOptions(Command command)
    {
        _common = new PredictiveOptions(command);
        command.Add(_measures);
        command.Add(_level);
    }

    /// <summary>What the user asked for.</summary>
    /// <param name="result">The parsed command.</param>
    /// <param name="text">The command, for messages.</param>
    /// <param name="diagnostics">Receives what is wrong with values; then the request means nothing.</param>
    public PredictiveRequest Bind(ParseResult result, CommandLineText text, DiagnosticBag diagnostics)
    {
        var request = _common.Bind(result, text, diagnostics);
        return request with
        {
            Measures = ExposureOptions.Read(result.GetValue(_measures) ?? Default, text, (source, span) => MeasureReader.ReadMeasures(source, span, diagnostics)),
            Level = OptionNumber.Real(result, _level, text, diagnostics) / 100 ?? request.Level,
        };
    }
}
