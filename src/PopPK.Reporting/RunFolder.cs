using System.Globalization;
using PopPK.Text;

namespace PopPK.Reporting;

/// <summary>
/// Where a run's files go. A folder appears complete or not at all: files are written into a folder beside it, which is then
/// renamed. Immutable.
/// </summary>
public sealed class RunFolder
{
    private readonly string _basePath;
    private readonly bool _isNumbered;
    private readonly RunFolderKind _kind;

    private RunFolder(string basePath, bool isNumbered, RunFolderKind? kind)
    {
        _basePath = basePath;
        _isNumbered = isNumbered;
        _kind = kind ?? RunFolderKind.Run;
    }

    /// <summary>The default: <c>runs/NAME-n</c> with the first n that is free when the files are written.</summary>
    /// <param name="workingDirectory">The folder that holds <c>runs</c>.</param>
    /// <param name="modelName">The model's name; characters that are not fit for a file name are replaced by <c>-</c>.</param>
    /// <param name="kind">What it is to hold; null: a run.</param>
    public static RunFolder Numbered(string workingDirectory, string modelName, RunFolderKind? kind = null)
    {
        ArgumentNullException.ThrowIfNull(modelName);
        var name = new string([.. modelName.Select(c => char.IsLetterOrDigit(c) || c is '-' or '_' or '.' ? c : '-')]).Trim('.', '-');
        return new RunFolder(Path.GetFullPath(Path.Combine("runs", name.Length == 0 ? "model" : name), workingDirectory), isNumbered: true, kind);
    }

    /// <summary>A folder the user named.</summary>
    /// <param name="path">Its full path.</param>
    /// <param name="kind">What it is to hold; null: a run.</param>
    public static RunFolder Named(string path, RunFolderKind? kind = null) =>
        new(Path.TrimEndingDirectorySeparator(Path.GetFullPath(path)), isNumbered: false, kind);

    /// <summary>
    /// Says before a long run what would make writing impossible: a file of that name, a folder with files that are not a
    /// run's, a place that cannot be written to.
    /// </summary>
    /// <returns>The problem, or null.</returns>
    public Diagnostic? Check()
    {
        if (!_isNumbered && CheckExisting() is { } problem)
        {
            return problem;
        }

        try
        {
            var probe = Path.Combine(ExistingAncestor(), TemporaryName("probe"));
            Directory.CreateDirectory(probe);
            Directory.Delete(probe);
            return null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return new Diagnostic("PK5302", DiagnosticSeverity.Error, "the folder for the results cannot be written to", new FileLocation(_basePath),
                $"{e.Message} Name another folder with --out");
        }
    }

    /// <summary>A file beside the folder, for what must outlast a run that ends too early; of numbered folders without the number.</summary>
    /// <param name="name">What is appended to the folder's name.</param>
    public string Beside(string name) => $"{_basePath}.{name}";

    /// <summary>Writes files; afterwards the folder has these files and no others, or is as it was.</summary>
    /// <param name="files">The files.</param>
    /// <returns>The folder's full path.</returns>
    /// <exception cref="IOException">A file cannot be written.</exception>
    /// <exception cref="UnauthorizedAccessException">A file cannot be written.</exception>
    public string Write(IEnumerable<RunFile> files)
    {
        ArgumentNullException.ThrowIfNull(files);
        return Write(folder =>
        {
            foreach (var file in files)
            {
                using var stream = File.Create(Path.Combine(folder, file.Name));
                file.Write(stream);
            }
        });
    }

    /// <summary>Writes files; afterwards the folder has these files and no others, or is as it was.</summary>
    /// <param name="write">Writes them into the folder it is given; an exception of its leaves nothing behind.</param>
    /// <returns>The folder's full path.</returns>
    /// <exception cref="IOException">A file cannot be written.</exception>
    /// <exception cref="UnauthorizedAccessException">A file cannot be written.</exception>
    public string Write(Action<string> write)
    {
        ArgumentNullException.ThrowIfNull(write);
        var parent = Path.GetDirectoryName(_basePath)!;
        Directory.CreateDirectory(parent);
        var temporary = Path.Combine(parent, TemporaryName("partial"));
        try
        {
            Directory.CreateDirectory(temporary);
            write(temporary);
            return _isNumbered ? MoveToFreeNumber(temporary) : MoveTo(temporary, _basePath);
        }
        finally
        {
            if (Directory.Exists(temporary))
            {
                Directory.Delete(temporary, recursive: true);
            }
        }
    }

    private Diagnostic? CheckExisting()
    {
        if (File.Exists(_basePath))
        {
            return Refuse("PK5300", "a file has the name of the folder for the results", "name another folder with --out");
        }

        if (!Directory.Exists(_basePath))
        {
            return null;
        }

        var names = Directory.EnumerateFileSystemEntries(_basePath).Select(e => Path.GetFileName(e)!).Order(StringComparer.Ordinal).ToArray();
        if (names.Length > 0 && !names.Contains(_kind.Marker))
        {
            return Refuse("PK5301", $"the folder for the results exists, is not empty and holds no earlier {_kind.Noun}", "name another folder with --out, or empty this one");
        }

        return names.Except(Exchanged()).FirstOrDefault(n => !_kind.Owns(n)) is { } foreign
            ? Refuse("PK5301", $"the folder holds an earlier {_kind.Noun}, but also '{foreign}', which replacing it would delete", "name another folder with --out, or move that file away")
            : null;
    }

    // The earlier run says which files it wrote for other programs.
    private string[] Exchanged()
    {
        var list = Path.Combine(_basePath, Exchange.ExchangeFiles.List);
        return File.Exists(list) ? File.ReadAllLines(list) : [];
    }

    private Diagnostic Refuse(string code, string message, string advice) =>
        new(code, DiagnosticSeverity.Error, message, new FileLocation(_basePath), advice);

    private string ExistingAncestor()
    {
        var folder = Path.GetDirectoryName(_basePath);
        while (folder is not null && !Directory.Exists(folder))
        {
            folder = Path.GetDirectoryName(folder);
        }

        return folder ?? Path.GetPathRoot(_basePath)!;
    }

    private string TemporaryName(string purpose) =>
        $".{Path.GetFileName(_basePath)}.{purpose}-{Environment.ProcessId.ToString(CultureInfo.InvariantCulture)}-{Guid.NewGuid():N}";

    // Renaming to a name that exists fails, so two runs that start together never get the same number.
    private string MoveToFreeNumber(string temporary)
    {
        for (var n = 1; ; n++)
        {
            var target = $"{_basePath}-{n.ToString(CultureInfo.InvariantCulture)}";
            if (Directory.Exists(target) || File.Exists(target))
            {
                continue;
            }

            try
            {
                Directory.Move(temporary, target);
                return target;
            }
            catch (IOException) when (Directory.Exists(target))
            {
                // Another run took the number in this very moment: try the next.
            }
        }
    }

    private string MoveTo(string temporary, string target)
    {
        if (!Directory.Exists(target))
        {
            Directory.Move(temporary, target);
            return target;
        }

        if (CheckExisting() is { } problem)
        {
            throw new IOException($"{problem.Message}: {target}");
        }

        var previous = Path.Combine(Path.GetDirectoryName(target)!, TemporaryName("previous"));
        Directory.Move(target, previous);
        try
        {
            Directory.Move(temporary, target);
        }
        catch
        {
            Directory.Move(previous, target);
            throw;
        }

        Directory.Delete(previous, recursive: true);
        return target;
    }
}
