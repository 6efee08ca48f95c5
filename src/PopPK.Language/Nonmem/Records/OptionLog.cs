using PopPK.Text;

namespace PopPK.Language.Nonmem.Records;

/// <summary>What is found while options are read. One owner; mutable.</summary>
/// <param name="diagnostics">Receives what is wrong.</param>
internal sealed class OptionLog(DiagnosticBag diagnostics)
{
    private readonly List<(string Record, RecordOption Option)> _steering = [];

    /// <summary>Receives what is wrong.</summary>
    public DiagnosticBag Diagnostics => diagnostics;

    /// <summary>Remembers an option that has no meaning here.</summary>
    /// <param name="record">The record's full name with <c>$</c>.</param>
    /// <param name="option">The option.</param>
    public void AddSteering(string record, RecordOption option) => _steering.Add((record, option));

    /// <summary>Reports all remembered options in one note.</summary>
    public void Report()
    {
        if (_steering.Count == 0)
        {
            return;
        }

        var byRecord = _steering.GroupBy(s => s.Record).Select(g => $"{g.Key} {string.Join(' ', g.Select(s => s.Option.Name).Distinct())}".TrimEnd());
        diagnostics.Add(RecordDiagnostics.Steering(_steering[0].Option.Location, string.Join(", ", byRecord)));
    }
}
