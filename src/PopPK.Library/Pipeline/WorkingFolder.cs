namespace PopPK.Pipeline;

/// <summary>The folder relative paths start from. Immutable.</summary>
/// <param name="WorkingDirectory">Its full path.</param>
internal record WorkingFolder(string WorkingDirectory)
{
    /// <summary>The full path of a path the user wrote.</summary>
    /// <param name="path">The path, relative to <see cref="WorkingDirectory"/> or full.</param>
    public string FullPath(string path) => Path.GetFullPath(path, WorkingDirectory);

    /// <summary>A path as it is shown: relative when it lies in the working directory or near it, with forward slashes.</summary>
    /// <param name="fullPath">The full path.</param>
    public string Shown(string fullPath)
    {
        var relative = Path.GetRelativePath(WorkingDirectory, fullPath);
        return (relative.Length < fullPath.Length ? relative : fullPath).Replace('\\', '/');
    }
}
