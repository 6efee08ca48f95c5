namespace PopPK.Reporting;

/// <summary>What simulations, checks and forecasts were made from. Immutable.</summary>
public sealed record ResultSource
{
    /// <summary>The model's name.</summary>
    public required string Model { get; init; }

    /// <summary>Version of the program.</summary>
    public required string Version { get; init; }

    /// <summary>The model file, as the user named it or as it lies in the run's folder.</summary>
    public required string ModelFile { get; init; }

    /// <summary>SHA-256 of the model file's bytes.</summary>
    public required string ModelSha256 { get; init; }

    /// <summary>The run the parameters are from, as the user named it; null: the model's own values.</summary>
    public string? Run { get; init; }

    /// <summary>The data file, or null when the design was made.</summary>
    public string? DataFile { get; init; }

    /// <summary>SHA-256 of that file's bytes.</summary>
    public string? DataSha256 { get; init; }
}
