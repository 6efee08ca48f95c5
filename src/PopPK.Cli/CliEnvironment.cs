using PopPK.Cli.Output;

namespace PopPK.Cli;

/// <summary>What a command sees of the world: two streams of text and a folder. Immutable.</summary>
/// <param name="Out">Results.</param>
/// <param name="Error">Problems.</param>
/// <param name="WorkingDirectory">Full path of the folder relative paths start from.</param>
internal sealed record CliEnvironment(TextWriter Out, TextWriter Error, string WorkingDirectory) : WorkingFolder(WorkingDirectory)
{
    /// <summary>Width of lines when there is no terminal.</summary>
    public const int PlainWidth = 100;

    /// <summary>True when <see cref="Out"/> is a terminal: progress, tables with rules, colours.</summary>
    public bool IsOutTerminal { get; init; }

    /// <summary>True when <see cref="Error"/> is a terminal.</summary>
    public bool IsErrorTerminal { get; init; }

    /// <summary>False when colours are unwanted (NO_COLOR, https://no-color.org).</summary>
    public bool UseColor { get; init; } = true;

    /// <summary>Number of characters in a line of <see cref="Out"/>.</summary>
    public int Width { get; init; } = PlainWidth;

    /// <summary>The environment of this process.</summary>
    public static CliEnvironment OfProcess()
    {
        var canDraw = !string.Equals(Environment.GetEnvironmentVariable("TERM"), "dumb", StringComparison.Ordinal);
        var isOutTerminal = canDraw && !Console.IsOutputRedirected;
        return new CliEnvironment(new TolerantWriter(Console.Out), Console.Error, Directory.GetCurrentDirectory())
        {
            IsOutTerminal = isOutTerminal,
            IsErrorTerminal = canDraw && !Console.IsErrorRedirected,
            UseColor = string.IsNullOrEmpty(Environment.GetEnvironmentVariable("NO_COLOR")),
            Width = isOutTerminal ? Math.Max(60, Console.WindowWidth) : PlainWidth,
        };
    }
}
