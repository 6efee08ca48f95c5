using System.Security.Cryptography;
using PopPK.Text;

namespace PopPK.Pipeline;

/// <summary>A file that was read once: its bytes, their hash and their text all belong to the same content. Immutable.</summary>
/// <param name="Name">The file, as messages name it.</param>
/// <param name="FullPath">Its full path.</param>
/// <param name="Content">Its bytes.</param>
internal sealed record InputFile(string Name, string FullPath, ReadOnlyMemory<byte> Content)
{
    /// <summary>SHA-256 of the bytes, lower-case hexadecimal digits.</summary>
    public string Sha256 { get; } = Convert.ToHexStringLower(SHA256.HashData(Content.Span));

    /// <summary>The bytes as text: UTF-8, or what a byte order mark says.</summary>
    public string ReadText()
    {
        using var reader = new StreamReader(new MemoryStream(Content.ToArray()));
        return reader.ReadToEnd();
    }

    /// <summary>Reads a file.</summary>
    /// <param name="name">The file, as messages name it.</param>
    /// <param name="fullPath">Its full path.</param>
    /// <param name="kind">What kind of file it should be.</param>
    /// <param name="location">Where it is named, or null when the command names it.</param>
    /// <param name="diagnostics">Receives the reason when it cannot be read.</param>
    /// <returns>The file, or null.</returns>
    public static InputFile? Read(string name, string fullPath, InputKind kind, DiagnosticLocation? location, DiagnosticBag diagnostics)
    {
        var place = location ?? new FileLocation(name);
        if (Directory.Exists(fullPath))
        {
            diagnostics.Error(kind.Code(0), $"{kind.Noun} '{name}' is a folder", place, Candidates(fullPath, name, kind));
            return null;
        }

        if (!File.Exists(fullPath))
        {
            diagnostics.Error(kind.Code(1), $"{kind.Noun} '{name}' does not exist", place, MissingAdvice(name, fullPath, kind));
            return null;
        }

        try
        {
            return new InputFile(name, fullPath, File.ReadAllBytes(fullPath));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            diagnostics.Error(kind.Code(2), $"{kind.Noun} '{name}' cannot be read", place, e.Message);
            return null;
        }
    }

    private static string? MissingAdvice(string name, string fullPath, InputKind kind)
    {
        var folder = Path.GetDirectoryName(fullPath)!;
        if (!Directory.Exists(folder))
        {
            return $"there is no folder '{Path.GetDirectoryName(name)}' either";
        }

        var names = FilesIn(folder, kind);
        var nearest = Suggestion.Nearest(Path.GetFileName(fullPath), names)
            ?? names.FirstOrDefault(n => string.Equals(Path.GetFileNameWithoutExtension(n), Path.GetFileName(fullPath), StringComparison.OrdinalIgnoreCase));
        return nearest is null
            ? Candidates(folder, Path.GetDirectoryName(name) ?? "", kind)
            : $"did you mean '{Path.Combine(Path.GetDirectoryName(name) ?? "", nearest).Replace('\\', '/')}'?";
    }

    private static string? Candidates(string folder, string shownFolder, InputKind kind)
    {
        const int most = 8;
        var names = FilesIn(folder, kind);
        var place = shownFolder.Length == 0 ? "this folder" : $"'{shownFolder}'";
        return names.Length == 0
            ? $"there is no {kind.Pattern} file in {place}"
            : $"in {place} there {(names.Length == 1 ? "is" : "are")} {string.Join(", ", names.Take(most))}{(names.Length > most ? ", ..." : "")}";
    }

    private static string[] FilesIn(string folder, InputKind kind)
    {
        try
        {
            return [.. Directory.EnumerateFiles(folder, kind.Pattern).Select(f => Path.GetFileName(f)!).Order(StringComparer.Ordinal)];
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return [];
        }
    }
}
