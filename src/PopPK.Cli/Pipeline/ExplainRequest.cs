using PopPK.Text;

namespace PopPK.Cli.Pipeline;

/// <summary>What the user asked <c>explain</c> to show. Immutable.</summary>
internal sealed record ExplainRequest
{
    /// <summary>The model file, as the user named it.</summary>
    public required string ModelPath { get; init; }

    /// <summary>The data file instead of the model's own, or null.</summary>
    public string? DataPath { get; init; }

    /// <summary>The ID of a subject; null when a model is to be explained, or when the user did not say.</summary>
    public string? SubjectId { get; init; }

    /// <summary>Where the command names <see cref="SubjectId"/>, or where it should.</summary>
    public required DiagnosticLocation SubjectLocation { get; init; }

    /// <summary>What to show.</summary>
    public required string Stage { get; init; }

    /// <summary>True when it is a subject's stage, not a model's.</summary>
    public required bool IsAboutSubject { get; init; }

    /// <summary>True to hide cells of the data in messages.</summary>
    public bool HideValues { get; init; }
}
