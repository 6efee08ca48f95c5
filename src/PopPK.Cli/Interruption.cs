namespace PopPK.Cli;

/// <summary>The user's wish to stop.</summary>
/// <param name="Token">Set when the user interrupts.</param>
internal sealed record Interruption(CancellationToken Token);
