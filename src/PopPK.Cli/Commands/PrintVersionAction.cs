using System.CommandLine;
using System.CommandLine.Invocation;

namespace PopPK.Cli.Commands;

/// <summary>Prints this program's version, whatever process hosts it.</summary>
/// <param name="output">Where to.</param>
internal sealed class PrintVersionAction(TextWriter output) : SynchronousCommandLineAction
{
    /// <inheritdoc/>
    public override int Invoke(ParseResult parseResult)
    {
        output.WriteLine(ProgramVersion.Text);
        return ExitCode.Done;
    }
}
