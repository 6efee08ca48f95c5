using Xunit;

namespace PopPK.TestKit;

/// <summary>Finds the repository's own files and, beside it, the reference material that only some machines have.</summary>
public static class RepositoryFiles
{
    /// <summary>The repository's root: the folder that holds PopPK.sln.</summary>
    public static string Root { get; } = FindRoot();

    /// <summary>The full path of a file of the repository.</summary>
    /// <param name="parts">Path below the root.</param>
    public static string Path(params string[] parts) => System.IO.Path.Combine([Root, .. parts]);

    /// <summary>The full path of a reference file; skips the calling test where the reference folder is missing.</summary>
    /// <param name="parts">Path below <c>../shared/reference</c>.</param>
    public static string Reference(params string[] parts)
    {
        var folder = System.IO.Path.GetFullPath(System.IO.Path.Combine(Root, "..", "shared", "reference"));
        Skip.IfNot(Directory.Exists(folder), $"The reference material is not on this machine ({folder}).");
        return System.IO.Path.Combine([folder, .. parts]);
    }

    private static string FindRoot()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(System.IO.Path.Combine(folder.FullName, "PopPK.sln")))
            {
                return folder.FullName;
            }
        }

        throw new InvalidOperationException("PopPK.sln was not found above " + AppContext.BaseDirectory);
    }
}
