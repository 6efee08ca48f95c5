using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using PopPK.Likelihood;
using PopPK.Reporting.Csv;
using PopPK.Text;
using PopPK.Uncertainty;

namespace PopPK.Reporting;

/// <summary>
/// The replicates of a bootstrap on the disk as they are finished, beside the run's folder, which appears only when all is done: a
/// run that ends too early is gone on with. Removed when the run is complete. One owner.
/// </summary>
public sealed class BootstrapJournal : IDisposable
{
    private readonly string _path;
    private readonly FileStream _stream;
    private readonly ParameterLayout _layout;
    private bool _hasRows;
    private bool _isDone;

    private BootstrapJournal(string path, FileStream stream, string run, ParameterLayout layout) =>
        (_path, _stream, Run, _layout) = (path, stream, run, layout);

    /// <summary>What tells the run from others with other models, data, methods or seeds.</summary>
    public string Run { get; }

    /// <summary>The replicates an earlier run left, in the order of the file.</summary>
    public ImmutableArray<BootstrapReplicate> Known { get; private set; } = [];

    /// <summary>Why a replicate could not be kept, or null; the run itself does not need the journal.</summary>
    public string? Failure { get; private set; }

    /// <summary>Opens or begins a journal.</summary>
    /// <param name="path">The file.</param>
    /// <param name="run">What tells the run from others: letters and digits.</param>
    /// <param name="layout">The parameters.</param>
    /// <param name="diagnostics">Receives what is wrong.</param>
    /// <returns>The journal, or null when it cannot be used.</returns>
    public static BootstrapJournal? TryOpen(string path, string run, ParameterLayout layout, DiagnosticBag diagnostics)
    {
        ArgumentNullException.ThrowIfNull(path);
        ArgumentNullException.ThrowIfNull(layout);
        ArgumentNullException.ThrowIfNull(diagnostics);
        try
        {
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            var journal = new BootstrapJournal(path, new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.Read), run, layout);
            if (journal.TryRead())
            {
                return journal;
            }

            journal.Dispose();
            diagnostics.Error("PK5303", "an interrupted bootstrap of another run left its replicates here", new FileLocation(path),
                "model, data, method, stratification and seed must be the same to go on with it; delete the file, or name another folder with --out");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            diagnostics.Error("PK5304", "the file for the replicates of the bootstrap cannot be written", new FileLocation(path), e.Message);
        }

        return null;
    }

    /// <summary>Adds a replicate; it is on the disk afterwards, or there is a <see cref="Failure"/> and no more are added.</summary>
    /// <param name="replicate">The replicate.</param>
    public void Add(BootstrapReplicate replicate)
    {
        ArgumentNullException.ThrowIfNull(replicate);
        if (Failure is not null)
        {
            return;
        }

        try
        {
            if (_stream.Position == 0)
            {
                BootstrapCsvWriter.WriteHeader(_layout, _stream);
            }

            BootstrapCsvWriter.WriteRow(replicate, Run, _stream);
            _stream.Flush(flushToDisk: true);
            _hasRows = true;
        }
        catch (IOException e)
        {
            Failure = e.Message;
        }
    }

    /// <summary>Says that the replicates are kept elsewhere; the file goes when the journal is closed.</summary>
    public void Finish() => _isDone = true;

    /// <summary>Closes the file, and removes it when it is not needed.</summary>
    public void Dispose()
    {
        _stream.Dispose();
        if (_isDone || !_hasRows)
        {
            File.Delete(_path);
        }
    }

    // False when a row belongs to another run. What stands behind the last end of a line was being written when the run ended.
    private bool TryRead()
    {
        var bytes = new byte[_stream.Length];
        _stream.ReadExactly(bytes);
        var length = Array.LastIndexOf(bytes, (byte)'\n') + 1;
        _hasRows = bytes.Length > 0;
        var known = ImmutableArray.CreateBuilder<BootstrapReplicate>();
        foreach (var line in Encoding.UTF8.GetString(bytes, 0, length).Split('\n', StringSplitOptions.RemoveEmptyEntries).Skip(1))
        {
            if (Parse(line) is not { } replicate)
            {
                return false;
            }

            known.Add(replicate);
        }

        _stream.SetLength(length);
        _stream.Seek(0, SeekOrigin.End);
        _hasRows = known.Count > 0;
        Known = known.ToImmutable();
        return true;
    }

    private BootstrapReplicate? Parse(string line)
    {
        const int before = 3;
        var cells = line.Split(',');
        if (cells.Length != before + _layout.Free.Length + 1 || cells[^1] != Run
            || !int.TryParse(cells[0], NumberStyles.None, CultureInfo.InvariantCulture, out var number) || number < 1)
        {
            return null;
        }

        return new BootstrapReplicate(number, cells[1] == "1", Number(cells[2]), [.. cells[before..^1].Select(Number)]);
    }

    private static double Number(string cell) =>
        double.TryParse(cell, NumberStyles.Float, CultureInfo.InvariantCulture, out var value) ? value : double.NaN;
}
