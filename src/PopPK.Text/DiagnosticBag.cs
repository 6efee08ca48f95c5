using System.Collections;

namespace PopPK.Text;

/// <summary>Collects diagnostics in the order they were found. One owner; not safe for concurrent use.</summary>
public sealed class DiagnosticBag : IReadOnlyCollection<Diagnostic>
{
    private readonly List<Diagnostic> _items = [];

    /// <inheritdoc/>
    public int Count => _items.Count;

    /// <summary>True when at least one of the diagnostics is an error.</summary>
    public bool HasErrors => _items.Exists(d => d.IsError);

    /// <summary>Adds a diagnostic.</summary>
    /// <param name="diagnostic">The diagnostic.</param>
    public void Add(Diagnostic diagnostic)
    {
        ArgumentNullException.ThrowIfNull(diagnostic);
        _items.Add(diagnostic);
    }

    /// <summary>Adds several diagnostics.</summary>
    /// <param name="diagnostics">The diagnostics.</param>
    public void AddRange(IEnumerable<Diagnostic> diagnostics) => _items.AddRange(diagnostics);

    /// <summary>Adds an error.</summary>
    /// <inheritdoc cref="Diagnostic" path="/param"/>
    public void Error(string code, string message, DiagnosticLocation? location = null, string? advice = null) =>
        Add(new Diagnostic(code, DiagnosticSeverity.Error, message, location, advice));

    /// <summary>Adds a warning.</summary>
    /// <inheritdoc cref="Diagnostic" path="/param"/>
    public void Warning(string code, string message, DiagnosticLocation? location = null, string? advice = null) =>
        Add(new Diagnostic(code, DiagnosticSeverity.Warning, message, location, advice));

    /// <summary>Adds a warning that rests on numbers.</summary>
    /// <param name="code">Stable code.</param>
    /// <param name="message">What was found, in one sentence without a final full stop.</param>
    /// <param name="advice">What to do.</param>
    /// <param name="evidence">The numbers.</param>
    public void Finding(string code, string message, string advice, params ReadOnlySpan<DiagnosticEvidence> evidence) =>
        Add(new Diagnostic(code, DiagnosticSeverity.Warning, message, null, advice) { Evidence = [.. evidence] });

    /// <summary>Adds a note.</summary>
    /// <inheritdoc cref="Diagnostic" path="/param"/>
    public void Note(string code, string message, DiagnosticLocation? location = null, string? advice = null) =>
        Add(new Diagnostic(code, DiagnosticSeverity.Note, message, location, advice));

    /// <inheritdoc/>
    public IEnumerator<Diagnostic> GetEnumerator() => _items.GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
