using System.Collections.Immutable;
using System.CommandLine;
using PopPK.Cli.Pipeline;
using PopPK.Language.Regimens;
using PopPK.Text;

namespace PopPK.Cli.Commands;

/// <summary>The options that describe another trial than that of the data. One owner.</summary>
internal sealed class RegimenOptions
{
    private readonly Option<string> _file = new("--regimen")
    {
        HelpName = "FILE",
        Description = "simulate the trial a regimen file describes instead of the data's design; the options below add to it, or stand alone",
    };

    private readonly ImmutableArray<(Option<string[]> Option, RegimenLineKind Kind)> _lines =
    [
        (Line("--dose", "a line of doses: \"100*WT/70 into depot every 12 times 10\""), RegimenLineKind.Dose),
        (Line("--sample", "when observations are made: \"cp at 0 to 24 by 0.5\""), RegimenLineKind.Sample),
        (Line("--population", "number of people, or where a covariate comes from: \"500\", \"WT ~ lognormal(70, 0.2)\""), RegimenLineKind.Population),
        (Line("--arm", "an arm and its statements: \"high: 200 every 24\""), RegimenLineKind.Arm),
    ];

    /// <summary>Adds the options to a command.</summary>
    /// <param name="command">The command.</param>
    public RegimenOptions(Command command)
    {
        command.Add(_file);
        foreach (var (option, _) in _lines)
        {
            command.Add(option);
        }
    }

    /// <summary>What the user asked for.</summary>
    /// <param name="result">The parsed command.</param>
    public RegimenRequest Bind(ParseResult result) => new(
        result.GetValue(_file),
        [.. _lines.SelectMany(l => (result.GetValue(l.Option) ?? []).Select(text => (l.Kind, new SourceText(l.Option.Name, text))))]);

    private static Option<string[]> Line(string name, string description) => new(name)
    {
        HelpName = "LINE",
        Description = description + "; may be given several times",
        AllowMultipleArgumentsPerToken = false,
    };
}
