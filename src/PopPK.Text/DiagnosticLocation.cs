namespace PopPK.Text;

/// <summary>Where a diagnostic points: into a text, into a table of data, or at a whole file.</summary>
public abstract record DiagnosticLocation
{
    private protected DiagnosticLocation()
    {
    }

    /// <summary>The file, as the user named it.</summary>
    public abstract string Path { get; }
}

/// <summary>A run of characters in a text.</summary>
/// <param name="Source">The text.</param>
/// <param name="Span">The characters.</param>
public sealed record TextLocation(SourceText Source, TextSpan Span) : DiagnosticLocation
{
    /// <inheritdoc/>
    public override string Path => Source.Path;
}

/// <summary>A row, and where known a cell, of a data file.</summary>
/// <param name="File">The data file, as the user named it.</param>
/// <param name="Row">Line of the file, from 1 (the header is line 1).</param>
/// <param name="Column">Name of the column, or null when the whole row is meant.</param>
/// <param name="Value">The cell's text, or null; renderers hide it on request (patient data).</param>
public sealed record CellLocation(string File, int Row, string? Column, string? Value) : DiagnosticLocation
{
    /// <inheritdoc/>
    public override string Path => File;
}

/// <summary>A whole file.</summary>
/// <param name="File">The file, as the user named it.</param>
public sealed record FileLocation(string File) : DiagnosticLocation
{
    /// <inheritdoc/>
    public override string Path => File;
}
