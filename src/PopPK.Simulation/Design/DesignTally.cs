using PopPK.Text;

namespace PopPK.Simulation.Design;

/// <summary>Counts what is wrong for many people and reports each kind once, with the first of them. One owner.</summary>
internal sealed class DesignTally
{
    private readonly OrderedDictionary<(object Place, string Kind), (Func<int, Diagnostic> Write, int Count)> _found = [];

    /// <summary>True when something was counted.</summary>
    public bool HasAny => _found.Count > 0;

    /// <summary>Counts a problem.</summary>
    /// <param name="place">What in the regimen has it.</param>
    /// <param name="kind">What kind of problem.</param>
    /// <param name="write">Writes the message of the first one, given the number of others.</param>
    public void Count(object place, string kind, Func<int, Diagnostic> write) =>
        _found[(place, kind)] = _found.TryGetValue((place, kind), out var known) ? (known.Write, known.Count + 1) : (write, 0);

    /// <summary>Writes the messages.</summary>
    /// <param name="diagnostics">Receives them.</param>
    public void Report(DiagnosticBag diagnostics)
    {
        foreach (var (write, count) in _found.Values)
        {
            diagnostics.Add(write(count));
        }
    }
}
