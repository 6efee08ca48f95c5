using System.CommandLine;
using PopPK.Cli.Pipeline;
using PopPK.Reporting;
using PopPK.Text;
using PopPK.Uncertainty;

namespace PopPK.Cli.Commands;

/// <summary>The options of <c>fit</c> and <c>evaluate</c>, and how they become a request. One owner.</summary>
internal sealed class RunOptions
{
    /// <summary>MODEL.</summary>
    public static Argument<string> ModelArgument() => new("MODEL") { Description = "model file (*.poppk)" };

    /// <summary>--data.</summary>
    public static Option<string> DataOption() => new("--data") { HelpName = "FILE", Description = "data file, instead of the one the model names" };

    /// <summary>--hide-values.</summary>
    public static Option<bool> HideValuesOption() => new("--hide-values") { Description = "do not show cells of the data in messages" };

    /// <summary>--quiet.</summary>
    public static Option<bool> QuietOption() => new("--quiet", "-q") { Description = "print nothing but problems" };

    /// <summary>--threads.</summary>
    public static Option<string> ThreadsOption() => new("--threads") { HelpName = "N", Description = "number of threads, default all; results do not depend on it" };

    /// <summary>--seed.</summary>
    public static Option<string> SeedOption() => new("--seed") { HelpName = "S", Description = "seed of random numbers, default 0; recorded with the results" };

    /// <summary>--out.</summary>
    /// <param name="description">What it says of itself.</param>
    public static Option<string> OutOption(string description) => new("--out") { HelpName = "DIR", Description = description };

    private readonly RunKind _kind;
    private readonly UncertaintyOptions? _uncertainty;
    private readonly Argument<string> _model = ModelArgument();
    private readonly Option<string> _data = DataOption();
    private readonly Option<bool> _hideValues = HideValuesOption();
    private readonly Option<bool> _quiet = QuietOption();
    private readonly Option<bool> _noReport = new("--no-report") { Description = "leave out report.html" };
    private readonly Option<bool> _noCovariance = new("--no-covariance") { Description = "leave out the covariance step: no standard errors" };

    private readonly Option<string> _method = new("--method")
    {
        HelpName = "METHOD",
        Description = $"estimation method, default what the model says, else {EstimationMethods.Default}; available: {EstimationMethods.List} "
            + "(or agq:n); a chain of them is fo,focei",
    };

    private readonly Option<string> _out = OutOption("folder for the results, default runs/NAME-n; an earlier run there is replaced");
    private readonly Option<string> _threads = ThreadsOption();
    private readonly Option<string> _seed = SeedOption();

    private readonly Option<string> _covariance = new("--covariance")
    {
        HelpName = "sandwich|r|s",
        Description = "matrix that standard errors come from: R^-1 S R^-1 (default), R^-1 or S^-1",
    };

    private readonly Option<string> _restarts = new("--restarts")
    {
        HelpName = "N",
        Description = "fit also from N perturbed initial estimates (up to a factor of 3, by --seed) and keep the best; default 0",
    };

    /// <summary>Adds the options to a command.</summary>
    /// <param name="command">The command.</param>
    /// <param name="kind">What the command does.</param>
    public RunOptions(Command command, RunKind kind)
    {
        _kind = kind;
        command.Add(_model);
        foreach (var option in (Option[])[_data, _method, _out, _threads, _seed])
        {
            command.Add(option);
        }

        if (kind == RunKind.Fit)
        {
            command.Add(_restarts);
            command.Add(_noCovariance);
            command.Add(_covariance);
            _uncertainty = new UncertaintyOptions(command);
        }

        command.Add(_noReport);
        command.Add(_quiet);
        command.Add(_hideValues);
    }

    /// <summary>What the user asked for.</summary>
    /// <param name="result">The parsed command.</param>
    /// <param name="text">The command, for messages.</param>
    /// <param name="diagnostics">Receives what is wrong with values; then the request means nothing.</param>
    public RunRequest Bind(ParseResult result, CommandLineText text, DiagnosticBag diagnostics) => new()
    {
        Kind = _kind,
        ModelPath = result.GetRequiredValue(_model),
        DataPath = result.GetValue(_data),
        Method = result.GetValue(_method),
        MethodLocation = result.GetValue(_method) is { } method ? text.Locate(method) : null,
        OutPath = result.GetValue(_out),
        Threads = (int)OptionNumber.Whole(result, _threads, 1, 1024, Environment.ProcessorCount, text, diagnostics),
        Seed = OptionNumber.Whole(result, _seed, 0, long.MaxValue, 0, text, diagnostics),
        Restarts = _kind == RunKind.Fit ? (int)OptionNumber.Whole(result, _restarts, 0, 10_000, 0, text, diagnostics) : 0,
        Covariance = _kind == RunKind.Fit ? BindCovariance(result, text, diagnostics) : CovarianceRequest.None,
        IsCovarianceStated = _kind == RunKind.Fit && (result.GetValue(_noCovariance) || result.GetValue(_covariance) is not null),
        Uncertainty = _uncertainty?.Bind(result, !result.GetValue(_noCovariance), text, diagnostics) ?? UncertaintyRequest.None,
        IsQuiet = result.GetValue(_quiet),
        WithReport = !result.GetValue(_noReport),
        HideValues = result.GetValue(_hideValues),
    };

    private CovarianceRequest BindCovariance(ParseResult result, CommandLineText text, DiagnosticBag diagnostics)
    {
        var isLeftOut = result.GetValue(_noCovariance);
        var name = result.GetValue(_covariance);
        if (isLeftOut && name is not null)
        {
            diagnostics.Error("PK6003", "--no-covariance and --covariance contradict each other", text.Locate(_noCovariance.Name), "give one of them");
        }

        CovarianceMatrixKind? kind = name?.ToLowerInvariant() switch
        {
            null or "sandwich" => CovarianceMatrixKind.Sandwich,
            "r" => CovarianceMatrixKind.R,
            "s" => CovarianceMatrixKind.S,
            _ => null,
        };
        if (kind is null)
        {
            diagnostics.Error("PK6003", $"'{name}' is no covariance matrix", text.Locate(name!), "expected sandwich, r or s");
        }

        return new CovarianceRequest(kind ?? CovarianceMatrixKind.Sandwich, !isLeftOut);
    }
}
