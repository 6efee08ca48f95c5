using System.CodeDom.Compiler;
using System.Collections.Immutable;
using System.Reflection;
using System.Runtime.CompilerServices;

namespace PopPK.Architecture.Tests;

/// <summary>The rooms, their floors and their assemblies.</summary>
internal static class House
{
    /// <summary>The floor of every room; the plan of src/README.md.</summary>
    public static ImmutableDictionary<string, int> Floors { get; } = new Dictionary<string, int>
    {
        ["Cli"] = 9,
        ["Library"] = 8,
        ["Reporting"] = 7,
        ["Uncertainty"] = 6,
        ["Evaluation"] = 6,
        ["Estimation"] = 5,
        ["Simulation"] = 5,
        ["Likelihood"] = 4,
        ["Language"] = 3,
        ["Prediction"] = 3,
        ["Modeling"] = 2,
        ["Symbolics"] = 1,
        ["Data"] = 1,
        ["Text"] = 0,
        ["Numerics"] = 0,
    }.ToImmutableDictionary();

    /// <summary>The rooms that exist: the folders under src/ with a project file.</summary>
    public static IReadOnlyList<string> Rooms { get; } =
        [.. SourceTree.Files(".csproj").Select(f => SourceTree.Room(f.Path))];

    /// <summary>The built assembly of a room; all of them lie beside this test.</summary>
    public static Assembly Load(string room) => Assembly.Load(room == "Cli" ? "poppk" : "PopPK." + room);

    /// <summary>The types of a room that people wrote, nested ones included.</summary>
    public static IEnumerable<Type> Types(string room) => Load(room).GetTypes().Where(type => !IsGenerated(type));

    /// <summary>True for what the compiler and its source generators add: closures, iterators, static data, regular expressions.</summary>
    public static bool IsGenerated(MemberInfo member) =>
        member.Name.Contains('<', StringComparison.Ordinal) ||
        member.IsDefined(typeof(CompilerGeneratedAttribute)) ||
        member.IsDefined(typeof(GeneratedCodeAttribute)) ||
        (member.DeclaringType is { } owner && IsGenerated(owner)) ||
        member is Type { Namespace: "Microsoft.CodeAnalysis" or "System.Runtime.CompilerServices" or "System.Text.RegularExpressions.Generated" };
}
