namespace PopPK.Cli.Output;

/// <summary>Shows nothing: <c>--quiet</c>.</summary>
internal sealed class SilentScreen : IScreen
{
    /// <inheritdoc/>
    public void Heading(string text, string? remark = null)
    {
    }

    /// <inheritdoc/>
    public void Line(string text = "", Tone tone = Tone.Normal)
    {
    }

    /// <inheritdoc/>
    public void Facts(IReadOnlyList<(string Name, string Text)> facts)
    {
    }

    /// <inheritdoc/>
    public void Table(TextTable table)
    {
    }

    /// <inheritdoc/>
    public bool Fits(TextTable table) => true;

    /// <inheritdoc/>
    public void While(string activity, Action<Action<string>> work) => work(_ => { });
}
