using System.Collections.Immutable;
using System.CommandLine;
using System.Globalization;
using PopPK.Cli.Pipeline;
using PopPK.Evaluation.Predictive;
using PopPK.Text;

namespace PopPK.Cli.Commands;

/// <summary>The options of <c>vpc</c>, and how they become a request. One owner.</summary>
internal sealed class VpcOptions
{
    private const int MostBins = 1000;
    private const string BinForms = "expected auto, a number of bins, kmeans:N, nominal, nominal:COLUMN, or edges like 0,1,2,4,8";

    private readonly PredictiveOptions _common;
    private readonly Option<string> _stratify = new("--stratify") { HelpName = "COL[,COL]", Description = "columns of the data whose values make panels of their own" };
    private readonly Option<string> _variable = new("--idv") { HelpName = "TIME|TAD|PRED|COL", Description = "what the axis shows: time (default), time after dose, population prediction, or a column of the data" };

    private readonly Option<string> _bins = new("--bins")
    {
        HelpName = "BINS",
        Description = "auto (default); N bins with as many observations each; kmeans:N natural breaks; nominal: a bin per value, nominal:COL of a column; edges 0,1,2,4",
    };

    private readonly Option<bool> _corrected = new("--pc") { Description = "prediction-corrected (Bergstrand et al. 2011)" };
    private readonly Option<bool> _variability = new("--pvc") { Description = "prediction- and variability-corrected" };
    private readonly Option<bool> _logarithms = new("--log-dv") { Description = "DV and predictions are logarithms: they are corrected by differences" };
    private readonly Option<string> _bound = new("--lower-bound") { HelpName = "X", Description = "lower bound of DV in the prediction correction, default 0" };
    private readonly Option<string> _percentiles = new("--percentiles") { HelpName = "P,P,P", Description = "percentiles that are shown, default 5,50,95" };
    private readonly Option<string> _level = new("--ci") { HelpName = "LEVEL", Description = "level of the bands about simulated percentiles in percent, default 95" };
    private readonly Option<string> _least = new("--min-per-bin") { HelpName = "N", Description = "bins with fewer observations are reported, default 5" };
    private readonly Option<bool> _logAxis = new("--log-axis") { Description = "a logarithmic axis of observations in the chart" };

    /// <summary>Adds the options to a command.</summary>
    /// <param name="command">The command.</param>
    public VpcOptions(Command command)
    {
        _common = new PredictiveOptions(command);
        foreach (var option in (Option[])[_stratify, _variable, _bins, _corrected, _variability, _logarithms, _bound, _percentiles, _level, _least, _logAxis])
        {
            command.Add(option);
        }
    }

    /// <summary>What the user asked for.</summary>
    /// <param name="result">The parsed command.</param>
    /// <param name="text">The command, for messages.</param>
    /// <param name="diagnostics">Receives what is wrong with values; then the request means nothing.</param>
    public PredictiveRequest Bind(ParseResult result, CommandLineText text, DiagnosticBag diagnostics)
    {
        var request = _common.Bind(result, text, diagnostics);
        var defaults = request.Vpc;
        return request with
        {
            Vpc = defaults with
            {
                StratifyBy = result.GetValue(_stratify) is { } columns ? [.. columns.Split(',', StringSplitOptions.TrimEntries)] : [],
                Variable = result.GetValue(_variable) is { } variable ? new IndependentVariable(variable) : defaults.Variable,
                Binning = BindBins(result.GetValue(_bins), text, diagnostics),
                Correction = result.GetValue(_variability) ? PredictionCorrection.PredictionAndVariability
                    : result.GetValue(_corrected) ? PredictionCorrection.Prediction : PredictionCorrection.None,
                IsLogarithmic = result.GetValue(_logarithms),
                LowerBound = OptionNumber.Real(result, _bound, text, diagnostics) ?? defaults.LowerBound,
                Percentiles = BindList(_percentiles, result, text, diagnostics) is { IsDefault: false } list ? [.. list.Select(p => p / 100)] : defaults.Percentiles,
                Level = OptionNumber.Real(result, _level, text, diagnostics) / 100 ?? defaults.Level,
                LeastInBin = (int)OptionNumber.Whole(result, _least, 1, int.MaxValue, defaults.LeastInBin, text, diagnostics),
                HasLogAxis = result.GetValue(_logAxis),
            },
        };
    }

    private static Binning BindBins(string? written, CommandLineText text, DiagnosticBag diagnostics)
    {
        var parts = (written ?? "auto").Split(':', 2);
        var binning = (parts[0].ToLowerInvariant(), parts.Length) switch
        {
            ("auto", 1) => Binning.Automatic,
            ("nominal", 1) => new NominalBinning(),
            ("nominal", 2) => new NominalBinning(parts[1]),
            ("kmeans", 2) when Count(parts[1]) is { } count => new NaturalBinning(count),
            ("count", 2) when Count(parts[1]) is { } count => new CountBinning(count),
            (_, 1) when Count(parts[0]) is { } count => new CountBinning(count),
            (_, 1) when Numbers(parts[0]) is { IsDefault: false, Length: > 1 } edges => new GivenBinning(edges),
            _ => (Binning?)null,
        };
        if (binning is null)
        {
            diagnostics.Error("PK6003", $"'{written}' is no value for --bins", text.Locate(written!), BinForms);
        }

        return binning ?? Binning.Automatic;
    }

    private static int? Count(string written) =>
        int.TryParse(written, NumberStyles.None, CultureInfo.InvariantCulture, out var count) && count is >= 1 and <= MostBins ? count : null;

    private static ImmutableArray<double> BindList(Option<string> option, ParseResult result, CommandLineText text, DiagnosticBag diagnostics)
    {
        if (result.GetValue(option) is not { } written)
        {
            return default;
        }

        var numbers = Numbers(written);
        if (numbers.IsDefault)
        {
            diagnostics.Error("PK6003", $"'{written}' is no value for {option.Name}", text.Locate(written), "expected numbers with commas between them");
        }

        return numbers;
    }

    private static ImmutableArray<double> Numbers(string written)
    {
        var numbers = ImmutableArray.CreateBuilder<double>();
        foreach (var part in written.Split(','))
        {
            if (!double.TryParse(part, NumberStyles.Float, CultureInfo.InvariantCulture, out var value))
            {
                return default;
            }

            numbers.Add(value);
        }

        return numbers.ToImmutable();
    }
}
