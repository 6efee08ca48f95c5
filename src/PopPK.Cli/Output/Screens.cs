namespace PopPK.Cli.Output;

/// <summary>Chooses where results are shown. Stateless.</summary>
internal static class Screens
{
    /// <summary>Nowhere, on a terminal, or as plain lines.</summary>
    /// <param name="isQuiet">True to show nothing.</param>
    /// <param name="environment">Where the command runs.</param>
    public static IScreen For(bool isQuiet, CliEnvironment environment) => isQuiet
        ? new SilentScreen()
        : environment.IsOutTerminal ? new TerminalScreen(environment) : new PlainScreen(environment.Out);
}
