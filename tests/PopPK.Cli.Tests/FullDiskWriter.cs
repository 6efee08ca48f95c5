using System.Text;

namespace PopPK.Cli.Tests;

/// <summary>A stream of text on a full disk.</summary>
internal sealed class FullDiskWriter : TextWriter
{
    public override Encoding Encoding => Encoding.UTF8;

    public override void Write(char value) => throw new IOException("No space left on device");
}
