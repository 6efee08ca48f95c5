using System.CommandLine;
using System.Globalization;
using PopPK.Text;

namespace PopPK.Cli.Commands;

/// <summary>Reads numbers that options have as their values. Stateless.</summary>
internal static class OptionNumber
{
    /// <summary>A whole number.</summary>
    /// <param name="result">The parsed command.</param>
    /// <param name="option">The option.</param>
    /// <param name="least">The least it may be.</param>
    /// <param name="most">The most it may be; the largest number there is: no limit.</param>
    /// <param name="missing">What a missing option means.</param>
    /// <param name="text">The command, for messages.</param>
    /// <param name="diagnostics">Receives what is wrong.</param>
    public static long Whole(
        ParseResult result,
        Option<string> option,
        long least,
        long most,
        long missing,
        CommandLineText text,
        DiagnosticBag diagnostics)
    {
        if (result.GetValue(option) is not { } written)
        {
            return missing;
        }

        if (long.TryParse(written, NumberStyles.Integer, CultureInfo.InvariantCulture, out var value) && value >= least && value <= most)
        {
            return value;
        }

        diagnostics.Error(
            "PK6003",
            $"'{written}' is no value for {option.Name}",
            text.Locate(written),
            most == long.MaxValue ? $"expected a whole number from {least}" : $"expected a whole number from {least} to {most}");
        return missing;
    }

    /// <summary>A number.</summary>
    /// <param name="result">The parsed command.</param>
    /// <param name="option">The option.</param>
    /// <param name="text">The command, for messages.</param>
    /// <param name="diagnostics">Receives what is wrong.</param>
    /// <param name="expected">What is expected.</param>
    /// <returns>The number, or null when the option is missing or wrong.</returns>
    public static double? Real(ParseResult result, Option<string> option, CommandLineText text, DiagnosticBag diagnostics, string expected = "a number")
    {
        if (result.GetValue(option) is not { } written)
        {
            return null;
        }

        if (double.TryParse(written, NumberStyles.Float, CultureInfo.InvariantCulture, out var value) && double.IsFinite(value))
        {
            return value;
        }

        diagnostics.Error("PK6003", $"'{written}' is no value for {option.Name}", text.Locate(written), $"expected {expected}");
        return null;
    }
}
