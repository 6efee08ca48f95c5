using System.Collections.Immutable;
using System.CommandLine;
using PopPK.Simulation.Exposure;
using PopPK.Text;

namespace PopPK.Cli.Commands;

/// <summary>The options of <c>simulate</c> that ask for exposure, and how they become a request. One owner.</summary>
internal sealed class ExposureOptions
{
    private const string Intervals = "intervals";

    private readonly Option<string> _exposure = new("--exposure")
    {
        HelpName = $"MEASURES|{Intervals}",
        Description = $"measures of the true course, such as \"auc(0, 24), cmax, above(4*MIC, 0, 24)\", or '{Intervals}' for all of every dosing interval; writes exposure.csv and exposure_summary.csv",
    };

    private readonly Option<string[]> _target = new("--target")
    {
        HelpName = "TARGET",
        Description = "how many subjects attain a target such as \"auc0_24 in [400, 600]\" or \"cmin(12, 24) >= 10\", and which doses do; may be given several times; writes targets.csv",
    };

    private readonly Option<string> _percentiles = new("--percentiles")
    {
        HelpName = "P,P,...",
        Description = $"percentiles of measures, default {string.Join(',', PercentileList.Default)}",
    };

    private readonly Option<string> _doses = new("--doses")
    {
        HelpName = "F,F,...",
        Description = "how many subjects attain the targets when all doses are multiplied with each of these numbers, such as \"0.5, 1, 2\"; of a dose of 1 they are the amounts",
    };

    /// <summary>The options.</summary>
    public Option[] All => [_exposure, _target, _doses, _percentiles];

    /// <summary>What the user asked for; null: nothing.</summary>
    /// <param name="result">The parsed command.</param>
    /// <param name="text">The command, for messages.</param>
    /// <param name="diagnostics">Receives what is wrong.</param>
    public ExposureRequest? Bind(ParseResult result, CommandLineText text, DiagnosticBag diagnostics)
    {
        var exposure = result.GetValue(_exposure);
        var targets = result.GetValue(_target) ?? [];
        if (result.GetValue(_doses) is { } doses && targets.Length == 0)
        {
            diagnostics.Error("PK7217", "--doses are compared by targets, and there is none", text.Locate(doses), "add a target such as --target \"auc(0, 24) >= 400\"");
        }

        if (exposure is null && targets.Length == 0)
        {
            return null;
        }

        var isInterval = exposure?.Trim() == Intervals;
        return new ExposureRequest
        {
            EveryInterval = isInterval,
            Measures = exposure is null || isInterval ? [] : Read(exposure, text, (source, span) => MeasureReader.ReadMeasures(source, span, diagnostics)),
            Targets = [.. targets.Select(t => Read(t, text, (source, span) => MeasureReader.ReadTarget(source, span, diagnostics))).OfType<Target>()],
            Factors = result.GetValue(_doses) is { } factors ? Read(factors, text, (source, span) => FactorList.Read(source, span, diagnostics)) : [],
        };
    }

    /// <summary>The percentiles the user asked for.</summary>
    /// <inheritdoc cref="Bind" path="/param"/>
    public ImmutableArray<double> BindPercentiles(ParseResult result, CommandLineText text, DiagnosticBag diagnostics)
    {
        if (result.GetValue(_percentiles) is not { } written)
        {
            return PercentileList.Default;
        }

        if (result.GetValue(_exposure) is null && result.GetValue(_target) is not { Length: > 0 })
        {
            diagnostics.Error("PK7216", "--percentiles are of measures, and none is asked for", text.Locate(written), "add --exposure intervals, or leave --percentiles out");
        }

        return Read(written, text, (source, span) => PercentileList.Read(source, span, diagnostics));
    }

    /// <summary>Reads words where they stand in the command, without their quotation marks.</summary>
    /// <param name="written">The words.</param>
    /// <param name="text">The command.</param>
    /// <param name="read">Reads them.</param>
    internal static T Read<T>(string written, CommandLineText text, Func<SourceText, TextSpan, T> read)
    {
        var location = (TextLocation)text.Locate(written);
        var start = location.Source.Content.IndexOf(written, location.Span.Start, StringComparison.Ordinal);
        return start < 0
            ? read(new SourceText("command line", written), new TextSpan(0, written.Length))
            : read(location.Source, new TextSpan(start, written.Length));
    }
}
