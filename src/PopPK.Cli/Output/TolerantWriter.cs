using System.Text;

namespace PopPK.Cli.Output;

/// <summary>
/// Passes text on until that fails once (a full disk behind a redirection), and is silent from then on: a fit must not
/// be lost because its progress cannot be shown.
/// </summary>
/// <param name="inner">Where the text goes.</param>
internal sealed class TolerantWriter(TextWriter inner) : TextWriter
{
    /// <summary>Why text could not be passed on, or null.</summary>
    public IOException? Failure { get; private set; }

    /// <inheritdoc/>
    public override Encoding Encoding => inner.Encoding;

    /// <inheritdoc/>
    public override void Write(char value) => Try(() => inner.Write(value));

    /// <inheritdoc/>
    public override void Write(string? value) => Try(() => inner.Write(value));

    /// <inheritdoc/>
    public override void WriteLine(string? value) => Try(() => inner.WriteLine(value));

    /// <inheritdoc/>
    public override void Flush() => Try(inner.Flush);

    private void Try(Action write)
    {
        if (Failure is not null)
        {
            return;
        }

        try
        {
            write();
        }
        catch (IOException e)
        {
            Failure = e;
        }
    }
}
