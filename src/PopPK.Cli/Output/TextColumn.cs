namespace PopPK.Cli.Output;

/// <summary>A column of a <see cref="TextTable"/>.</summary>
/// <param name="Header">Its heading.</param>
/// <param name="IsNumeric">True for numbers, which are aligned to the right.</param>
internal sealed record TextColumn(string Header, bool IsNumeric = false);
