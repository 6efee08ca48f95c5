using System.Collections.Immutable;
using System.Reflection;

namespace PopPK.Reporting.Html;

/// <summary>The scripts and the style of a page, from the assembly. Stateless.</summary>
internal static class ReportScripts
{
    /// <summary>The packages that draw, in the order in which they are loaded.</summary>
    public static ImmutableArray<string> Packages { get; } = ["vega.min.js", "vega-lite.min.js", "vega-embed.min.js"];

    /// <summary>The packages this build lacks because npm was missing when it was built; charts need all of them.</summary>
    public static ImmutableArray<string> Missing { get; } = [.. Packages.Except(Assembly.GetExecutingAssembly().GetManifestResourceNames())];

    /// <summary>Writes a file of the assembly.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="stream">Where to.</param>
    public static void Copy(string name, Stream stream)
    {
        using var resource = Assembly.GetExecutingAssembly().GetManifestResourceStream(name)
            ?? throw new ArgumentException($"The assembly holds no {name}.", nameof(name));
        var content = new byte[resource.Length];
        resource.ReadExactly(content);

        // The map of a package's source is no part of the page, and asking for it would be a request.
        var map = content.AsSpan().LastIndexOf("//# sourceMappingURL"u8);
        stream.Write(map < 0 ? content : content.AsSpan(0, map));
    }
}
