using System.Reflection;
using System.Runtime.CompilerServices;
using PopPK.TestKit;
using Xunit;

namespace PopPK.Library.Tests;

/// <summary>
/// What others build upon does not change by accident. <c>PublicSurface.txt</c> has every public type and member of the namespace PopPK;
/// <c>PublicTypes.txt</c> the public types of the rooms, whose members are free to change.
/// </summary>
public sealed class PublicSurfaceTests
{
    private const string Renewal = "POPPK_RENEW_SURFACE";

    private static readonly Assembly _library = typeof(PharmacometricModel).Assembly;

    [Fact]
    public void The_library_is_as_it_was_published() => Compare("PublicSurface.txt", PublicSurface.WithMembers(_library));

    [Fact]
    public void The_rooms_have_the_types_they_had() => Compare("PublicTypes.txt", Rooms().SelectMany(PublicSurface.TypesOnly));

    [Fact]
    public void Everything_public_is_in_the_namespace_of_the_package() =>
        Assert.All(_library.GetExportedTypes(), type => Assert.Equal("PopPK", type.Namespace));

    // A name of the library would hide the same name of a room from everyone who writes in a namespace below PopPK.
    [Fact]
    public void No_name_of_the_library_is_one_of_a_room()
    {
        var taken = Rooms().SelectMany(room => room.GetTypes()).SelectMany(type => new[] { type.Name, type.Namespace?.Split('.')[^1] }).ToHashSet();
        Assert.All(_library.GetExportedTypes(), type => Assert.DoesNotContain(type.Name, taken));
    }

    [Fact]
    public void Results_cannot_be_changed() => Assert.All(
        _library.GetExportedTypes().SelectMany(type => type.GetProperties()).Where(p => p.DeclaringType!.Assembly == _library && p.SetMethod is { IsPublic: true }),
        property => Assert.Contains(typeof(IsExternalInit), property.SetMethod!.ReturnParameter.GetRequiredCustomModifiers()));

    private static IEnumerable<Assembly> Rooms() => _library.GetReferencedAssemblies()
        .Where(name => name.Name!.StartsWith("PopPK.", StringComparison.Ordinal))
        .Concat([new AssemblyName("PopPK.Numerics")])
        .DistinctBy(name => name.Name)
        .OrderBy(name => name.Name, StringComparer.Ordinal)
        .Select(Assembly.Load);

    private static void Compare(string file, IEnumerable<string> surface)
    {
        var path = RepositoryFiles.Path("tests", "PopPK.Library.Tests", file);
        var now = surface.ToArray();
        if (Environment.GetEnvironmentVariable(Renewal) == "1")
        {
            File.WriteAllLines(path, now);
        }

        var before = File.ReadAllLines(path);
        var (added, removed) = (now.Except(before).ToArray(), before.Except(now).ToArray());
        var changes = removed.Select(line => $"- {line.Trim()}").Concat(added.Select(line => $"+ {line.Trim()}")).ToArray();
        Assert.True(
            before.SequenceEqual(now),
            $"""
            The public surface is not what {file} says:
            {string.Join('\n', changes.Length == 0 ? ["  the same lines in another order or number"] : changes)}
            A line with - is something others may use and would miss. If the change is meant, run
              {Renewal}=1 dotnet test -c Release tests/PopPK.Library.Tests
            and commit {file} with it; in PublicSurface.txt a removal is a new major version, and both belong into .github/CHANGELOG.md.
            """);
    }
}
