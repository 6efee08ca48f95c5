using PopPK.Text;

namespace PopPK.Cli.Commands;

/// <summary>The command as a text, so that problems in it can be pointed at. Immutable.</summary>
/// <param name="arguments">The arguments, without the program's name.</param>
internal sealed class CommandLineText(IReadOnlyList<string> arguments)
{
    private const string Program = "poppk ";
    private readonly SourceText _source = new("command line", Program + string.Join(' ', arguments.Select(Quoted)));

    /// <summary>The arguments.</summary>
    public IReadOnlyList<string> Arguments { get; } = arguments;

    /// <summary>The place of an argument.</summary>
    /// <param name="argument">The argument, or what stands on one side of a <c>=</c> in it; the first such is meant.</param>
    public DiagnosticLocation Locate(string argument)
    {
        var start = Program.Length;
        foreach (var candidate in Arguments)
        {
            var length = Quoted(candidate).Length;
            if (candidate == argument || candidate.StartsWith(argument + "=", StringComparison.Ordinal) || candidate.EndsWith("=" + argument, StringComparison.Ordinal))
            {
                return new TextLocation(_source, new TextSpan(start, length));
            }

            start += length + 1;
        }

        return AtEnd;
    }

    /// <summary>The place behind the last argument.</summary>
    public DiagnosticLocation AtEnd => new TextLocation(_source, new TextSpan(_source.Content.Length, 0));

    private static string Quoted(string argument) => argument.Length == 0 || argument.Contains(' ') ? $"\"{argument}\"" : argument;
}
