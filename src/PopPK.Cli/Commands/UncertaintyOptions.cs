using System.Collections.Immutable;
using System.CommandLine;
using System.Globalization;
using PopPK.Reporting;
using PopPK.Text;

namespace PopPK.Cli.Commands;

/// <summary>The options of <c>fit</c> that ask for more than standard errors. One owner.</summary>
internal sealed class UncertaintyOptions
{
    private const int MostSamples = 10_000_000;

    private readonly Option<string> _profile = new("--profile")
    {
        HelpName = "NAMES",
        Description = "profile-likelihood intervals: all, or names of parameters with commas between them",
    };

    private readonly Option<string> _sir = new("--sir")
    {
        HelpName = "N[,N...]",
        Description = "sampling importance resampling, N proposals in the last of five rounds, or the proposals of every round; a fifth is kept",
    };

    private readonly Option<string> _bootstrap = new("--bootstrap")
    {
        HelpName = "N",
        Description = "case bootstrap of N replicates; interrupted, the same command goes on with it",
    };

    private readonly Option<string> _stratify = new("--stratify")
    {
        HelpName = "COLUMN",
        Description = "every bootstrap replicate has as many subjects of each value of this column as the data",
    };

    /// <summary>Adds the options to a command.</summary>
    /// <param name="command">The command.</param>
    public UncertaintyOptions(Command command)
    {
        foreach (var option in (Option[])[_profile, _sir, _bootstrap, _stratify])
        {
            command.Add(option);
        }
    }

    /// <summary>What the user asked for.</summary>
    /// <param name="result">The parsed command.</param>
    /// <param name="hasCovariance">False when the covariance step is left out.</param>
    /// <param name="text">The command, for messages.</param>
    /// <param name="diagnostics">Receives what is wrong with values; then the request means nothing.</param>
    public UncertaintyRequest Bind(ParseResult result, bool hasCovariance, CommandLineText text, DiagnosticBag diagnostics)
    {
        var rounds = Counts(result, _sir, text, diagnostics);
        var request = new UncertaintyRequest
        {
            Profile = result.GetValue(_profile),
            Proposals = rounds.IsEmpty ? null : rounds[^1],
            ProposalsByRound = rounds.Length > 1 ? rounds : [],
            Replicates = result.GetValue(_bootstrap) is { } replicates ? Count(replicates, _bootstrap, text, diagnostics) : null,
            Stratify = result.GetValue(_stratify),
        };
        if (request.Proposals is not null && !hasCovariance)
        {
            diagnostics.Error("PK6003", "--sir and --no-covariance contradict each other", text.Locate(_sir.Name), "proposals come from the covariance step");
        }

        if (request.Stratify is not null && request.Replicates is null)
        {
            diagnostics.Error("PK6003", "--stratify says nothing without --bootstrap", text.Locate(_stratify.Name), "add --bootstrap N");
        }

        return request;
    }

    private static ImmutableArray<int> Counts(ParseResult result, Option<string> option, CommandLineText text, DiagnosticBag diagnostics) =>
        [.. (result.GetValue(option)?.Split(',') ?? []).Select(part => Count(part, option, text, diagnostics)).OfType<int>()];

    private static int? Count(string written, Option<string> option, CommandLineText text, DiagnosticBag diagnostics)
    {
        const int least = 2;
        if (int.TryParse(written, NumberStyles.None, CultureInfo.InvariantCulture, out var value) && value is >= least and <= MostSamples)
        {
            return value;
        }

        diagnostics.Error(
            "PK6003", $"'{written}' is no value for {option.Name}", text.Locate(written), $"expected a whole number from {least} to {MostSamples}");
        return null;
    }
}
