using Spectre.Console;

namespace PopPK.Cli.Output;

/// <summary>Opens terminals for drawing.</summary>
internal static class Terminal
{
    /// <summary>A terminal behind a writer.</summary>
    /// <param name="writer">Where to.</param>
    /// <param name="useColor">False to draw without colours.</param>
    /// <param name="width">Characters in a line.</param>
    public static IAnsiConsole Open(TextWriter writer, bool useColor, int width)
    {
        var console = AnsiConsole.Create(new AnsiConsoleSettings
        {
            Ansi = AnsiSupport.Yes,
            ColorSystem = useColor ? ColorSystemSupport.Standard : ColorSystemSupport.NoColors,
            Interactive = InteractionSupport.Yes,
            Out = new AnsiConsoleOutput(writer),
        });
        console.Profile.Width = width;
        return console;
    }
}
