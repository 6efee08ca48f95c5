namespace PopPK.Cli.Output;

/// <summary>Plain lines, for files and pipes: no colours, no rules, nothing that moves.</summary>
/// <param name="writer">Where to.</param>
internal sealed class PlainScreen(TextWriter writer) : IScreen
{
    /// <inheritdoc/>
    public void Heading(string text, string? remark = null)
    {
        writer.WriteLine();
        writer.WriteLine(remark is null ? text : $"{text}  ({remark})");
    }

    /// <inheritdoc/>
    public void Line(string text = "", Tone tone = Tone.Normal) => writer.WriteLine(text);

    /// <inheritdoc/>
    public void Facts(IReadOnlyList<(string Name, string Text)> facts)
    {
        var width = facts.Max(f => f.Name.Length);
        foreach (var (name, text) in facts)
        {
            writer.WriteLine($"{name.PadRight(width)}  {text}");
        }
    }

    /// <inheritdoc/>
    public void Table(TextTable table)
    {
        foreach (var line in table.Lines())
        {
            writer.WriteLine("  " + line);
        }
    }

    /// <inheritdoc/>
    public bool Fits(TextTable table) => true;

    /// <inheritdoc/>
    public void While(string activity, Action<Action<string>> work) => work(_ => { });
}
