using System.Reflection;

namespace PopPK.Pipeline;

/// <summary>The version of this program.</summary>
internal static class ProgramVersion
{
    /// <summary>The version as releases are numbered, for example <c>0.1.0</c>, without the build's commit.</summary>
    public static string Text { get; } = Read();

    private static string Read()
    {
        var version = typeof(ProgramVersion).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? "0";
        var plus = version.IndexOf('+');
        return plus < 0 ? version : version[..plus];
    }
}
