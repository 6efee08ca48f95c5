namespace PopPK.Cli.Tests;

/// <summary>What a command said.</summary>
internal sealed record CliRun(int Code, string Out, string Error);
