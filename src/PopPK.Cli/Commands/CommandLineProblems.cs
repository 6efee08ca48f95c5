using System.CommandLine;
using System.CommandLine.Parsing;
using PopPK.Text;

namespace PopPK.Cli.Commands;

/// <summary>Says what is wrong with the words of a command, with suggestions. Stateless.</summary>
internal static class CommandLineProblems
{
    /// <summary>Finds unknown words and missing ones.</summary>
    /// <param name="parsed">The parsed command.</param>
    /// <param name="text">The command, for messages.</param>
    /// <param name="problems">Receives them.</param>
    public static void Find(ParseResult parsed, CommandLineText text, DiagnosticBag problems)
    {
        if (parsed.Errors.Count == 0 && !HasMisreadOption(parsed))
        {
            return;
        }

        foreach (var word in UnknownWords(parsed))
        {
            problems.Add(Unknown(word, parsed, text));
        }

        foreach (var option in parsed.Errors.Select(e => e.SymbolResult).OfType<OptionResult>().Distinct())
        {
            var wants = option.Tokens.Count > 1 ? "takes one value, not several" : "needs a value";
            problems.Error("PK6002", $"{option.Option.Name} {wants}", text.Locate(option.IdentifierToken?.Value ?? option.Option.Name),
                option.Option.HelpName is { } value ? $"write {option.Option.Name} {value}" : null);
        }

        if (!problems.HasErrors)
        {
            var command = parsed.CommandResult.Command;
            problems.Error("PK6002", command is RootCommand ? "the command is missing" : $"{command.Name} needs {(command.Name is "compare" or "report" ? "runs" : "a model")}", text.AtEnd,
                command is RootCommand ? $"the commands are {string.Join(", ", CommandNames(parsed))}" : command.Name == "compare" ? "write poppk compare RUN RUN, where RUN is a folder that fit wrote"
                : command.Name == "report" ? "write poppk report RUN, where RUN is a folder that fit wrote"
                : $"write poppk {command.Name} MODEL, where MODEL is a *.poppk file");
        }
    }

    // Before MODEL is found an unknown option is taken for it.
    private static IEnumerable<string> MisreadOptions(ParseResult parsed) =>
        parsed.CommandResult.Command.Arguments
            .SelectMany(a => parsed.GetResult(a)?.Tokens ?? [])
            .Select(t => t.Value)
            .Where(IsOption);

    // A word after an unknown option is probably its value, and one after an unknown command belongs to that.
    private static IEnumerable<string> UnknownWords(ParseResult parsed)
    {
        var words = MisreadOptions(parsed).Concat(parsed.UnmatchedTokens).ToArray();
        return words.Any(IsOption) ? words.Where(IsOption)
            : parsed.CommandResult.Command is RootCommand ? words.Take(1)
            : words;
    }

    private static bool HasMisreadOption(ParseResult parsed) => MisreadOptions(parsed).Any();

    private static bool IsOption(string word) => word.Length > 1 && word[0] == '-';

    private static Diagnostic Unknown(string word, ParseResult parsed, CommandLineText text)
    {
        var command = parsed.CommandResult.Command;
        if (IsOption(word))
        {
            var name = word.Split('=')[0];
            var options = command.Options.Concat(parsed.RootCommandResult.Command.Options.Where(o => o.Recursive)).Select(o => o.Name).Distinct().ToArray();
            return Error($"{Owner(command)} has no option {name}", name, Suggestion.Advice(name, options) ?? $"the options are {string.Join(", ", options)}", text);
        }

        return command is RootCommand
            ? Error($"there is no command '{word}'", word,
                Suggestion.Advice(word, CommandNames(parsed)) ?? $"the commands are {string.Join(", ", CommandNames(parsed))}", text)
            : Error($"'{word}' is one word too many for {command.Name}", word, $"'poppk {command.Name} --help' says what it takes", text);
    }

    private static string Owner(Command command) => command is RootCommand ? "poppk" : command.Name;

    private static IEnumerable<string> CommandNames(ParseResult parsed) => parsed.RootCommandResult.Command.Subcommands.Select(c => c.Name);

    private static Diagnostic Error(string message, string word, string advice, CommandLineText text) =>
        new("PK6001", DiagnosticSeverity.Error, message, text.Locate(word), advice);
}
