using System.Text;

namespace PopPK.Cli.Tests;

/// <summary>A stream of text that does something when a line begins in a certain way.</summary>
internal sealed class WatchingWriter(string lineStart, Action onLine) : StringWriter
{
    public override Encoding Encoding => Encoding.UTF8;

    public override void WriteLine(string? value)
    {
        base.WriteLine(value);
        if (value?.TrimStart().StartsWith(lineStart, StringComparison.Ordinal) == true)
        {
            onLine();
        }
    }
}
