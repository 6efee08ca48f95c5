using System.Collections.Immutable;
using PopPK.Text;

namespace PopPK.Data.Diagnostics;

/// <summary>
/// Collects the diagnostics of one file so that a mistake repeated in every row does not bury the others: of each code the first few are
/// kept and the rest counted; findings that are only worth one line altogether are counted from the start. One owner.
/// </summary>
/// <param name="file">The file, as the user named it.</param>
internal sealed class DiagnosticTally(string file)
{
    private const int ShownPerCode = 10;

    private readonly List<Diagnostic> _shown = [];
    private readonly Dictionary<string, int> _countOfCode = [];
    private readonly List<Group> _groups = [];

    /// <summary>The file, as the user named it.</summary>
    public string File { get; } = file;

    /// <summary>True when an error was added.</summary>
    public bool HasErrors { get; private set; }

    /// <summary>Adds a diagnostic; beyond the first few of its code it is only counted.</summary>
    /// <param name="diagnostic">The diagnostic.</param>
    public void Add(Diagnostic diagnostic)
    {
        HasErrors |= diagnostic.IsError;
        var count = _countOfCode.GetValueOrDefault(diagnostic.Code) + 1;
        _countOfCode[diagnostic.Code] = count;
        if (count <= ShownPerCode)
        {
            _shown.Add(diagnostic);
        }
    }

    /// <summary>Counts a finding that is reported once for the whole file, at its first place.</summary>
    /// <param name="key">What belongs together; the findings of one key are one diagnostic.</param>
    /// <param name="location">The place of this one.</param>
    /// <param name="build">Makes the diagnostic from the number of findings and the first place; the first one given counts. It must not make errors.</param>
    public void Count(string key, CellLocation location, Func<int, CellLocation, Diagnostic> build)
    {
        if (_groups.Find(g => g.Key == key) is { } group)
        {
            group.Number++;
        }
        else
        {
            _groups.Add(new Group(key, location, build));
        }
    }

    /// <summary>All diagnostics: those shown in the order they came, each code's remainder behind its last one, then the counted findings.</summary>
    public ImmutableArray<Diagnostic> ToImmutable()
    {
        var all = ImmutableArray.CreateBuilder<Diagnostic>();
        var seen = new Dictionary<string, int>();
        foreach (var diagnostic in _shown)
        {
            all.Add(diagnostic);
            var number = seen.GetValueOrDefault(diagnostic.Code) + 1;
            seen[diagnostic.Code] = number;
            var total = _countOfCode[diagnostic.Code];
            if (number == ShownPerCode && total > ShownPerCode)
            {
                all.Add(new Diagnostic(diagnostic.Code, diagnostic.Severity, $"and {total - ShownPerCode} more of this kind", new FileLocation(File)));
            }
        }

        all.AddRange(_groups.Select(g => g.Build(g.Number, g.First)));
        return all.ToImmutable();
    }

    private sealed class Group(string key, CellLocation first, Func<int, CellLocation, Diagnostic> build)
    {
        public string Key { get; } = key;

        public CellLocation First { get; } = first;

        public Func<int, CellLocation, Diagnostic> Build { get; } = build;

        public int Number { get; set; } = 1;
    }
}
