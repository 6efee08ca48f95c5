namespace PopPK.Cli.Output;

/// <summary>Where results are shown. What is shown is the same on every screen; how it looks is the screen's matter.</summary>
internal interface IScreen
{
    /// <summary>Begins a part.</summary>
    /// <param name="text">Its heading.</param>
    /// <param name="remark">Said beside it, or null.</param>
    public void Heading(string text, string? remark = null);

    /// <summary>Shows a line.</summary>
    /// <param name="text">The line.</param>
    /// <param name="tone">How it is meant.</param>
    public void Line(string text = "", Tone tone = Tone.Normal);

    /// <summary>Shows names and what belongs to them, one a line.</summary>
    /// <param name="facts">The pairs.</param>
    public void Facts(IReadOnlyList<(string Name, string Text)> facts);

    /// <summary>Shows a table.</summary>
    /// <param name="table">The table.</param>
    public void Table(TextTable table);

    /// <summary>True when a table can be shown without folding its lines.</summary>
    /// <param name="table">The table.</param>
    public bool Fits(TextTable table);

    /// <summary>Shows that work is going on, for as long as it is; the work may show lines meanwhile.</summary>
    /// <param name="activity">What is being done.</param>
    /// <param name="work">The work; it may rename the activity through its argument.</param>
    public void While(string activity, Action<Action<string>> work);
}
