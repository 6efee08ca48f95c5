using System.CommandLine;
using PopPK.Cli.Pipeline;
using PopPK.Evaluation.Predictive;
using PopPK.Text;

namespace PopPK.Cli.Commands;

/// <summary>The options of <c>npde</c>, and how they become a request. One owner.</summary>
internal sealed class NpdeOptions
{
    private readonly string[] _methods = ["cholesky", "symmetric"];
    private readonly PredictiveOptions _common;

    private readonly Option<string> _decorrelation = new("--decorrelation")
    {
        HelpName = "cholesky|symmetric",
        Description = "the root of the simulated covariance matrix that makes a subject's observations uncorrelated, default cholesky",
    };

    /// <summary>Adds the options to a command.</summary>
    /// <param name="command">The command.</param>
    public NpdeOptions(Command command)
    {
        _common = new PredictiveOptions(command);
        command.Add(_decorrelation);
    }

    /// <summary>What the user asked for.</summary>
    /// <param name="result">The parsed command.</param>
    /// <param name="text">The command, for messages.</param>
    /// <param name="diagnostics">Receives what is wrong with values; then the request means nothing.</param>
    public PredictiveRequest Bind(ParseResult result, CommandLineText text, DiagnosticBag diagnostics)
    {
        var request = _common.Bind(result, text, diagnostics);
        var written = result.GetValue(_decorrelation);
        var method = Array.IndexOf(_methods, written?.ToLowerInvariant() ?? _methods[0]);
        if (method < 0)
        {
            diagnostics.Error("PK6003", $"'{written}' is no value for --decorrelation", text.Locate(written!),
                Suggestion.Advice(written!, _methods) ?? $"expected {string.Join(" or ", _methods)}");
        }

        return request with { Npde = request.Npde with { Decorrelation = (Decorrelation)Math.Max(0, method) } };
    }
}
