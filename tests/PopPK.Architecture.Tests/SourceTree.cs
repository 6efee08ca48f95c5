using PopPK.TestKit;

namespace PopPK.Architecture.Tests;

/// <summary>The files under src/, without what the build writes there.</summary>
internal static class SourceTree
{
    /// <summary>All files with an extension, as (path from src/, text).</summary>
    public static IEnumerable<(string Path, string Text)> Files(string extension)
    {
        var root = RepositoryFiles.Path("src");
        return Directory.EnumerateFiles(root, "*" + extension, SearchOption.AllDirectories)
            .Select(file => (Path: System.IO.Path.GetRelativePath(root, file).Replace('\\', '/'), File: file))
            .Where(f => !f.Path.Split('/').Any(part => part is "bin" or "obj"))
            .OrderBy(f => f.Path, StringComparer.Ordinal)
            .Select(f => (f.Path, File.ReadAllText(f.File)));
    }

    /// <summary>The room a path from src/ belongs to: PopPK.Data/Dataset.cs is in Data.</summary>
    public static string Room(string path) => path.Split('/')[0]["PopPK.".Length..];
}
