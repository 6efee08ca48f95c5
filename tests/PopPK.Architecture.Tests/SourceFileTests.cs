using System.Text.RegularExpressions;
using Xunit;

namespace PopPK.Architecture.Tests;

public partial class SourceFileTests
{
    private const int MostLines = 500;

    // A closed hierarchy, an abstract type and its cases, is one thing to read and may share a file.
    [Fact]
    public void A_file_has_one_public_type_or_one_closed_hierarchy_and_its_name()
    {
        var offences = new List<string>();
        foreach (var (path, text) in SourceTree.Files(".cs"))
        {
            // Types that are not nested begin at the left margin: namespaces are file-scoped.
            var names = PublicType().Matches(text).Select(match => match.Groups["name"].Value).Distinct().ToList();

            // Parts of one type may say what they are about: Expr.Arithmetic.cs.
            var file = Path.GetFileNameWithoutExtension(path).Split('.')[0];
            if (names.Count > 0 && names[0] != file)
            {
                offences.Add($"{path} begins with the public type {names[0]}");
            }

            offences.AddRange(names.Skip(1)
                .Where(name => !IsCaseOf(SourceTree.Room(path), names[0], name))
                .Select(name => $"{path} has the public types {names[0]} and {name}"));
        }

        Assert.True(offences.Count == 0, string.Join('\n', offences));
    }

    // The library's front door is PopPK itself, and what stands behind it no part of a room.
    [Fact]
    public void Namespaces_follow_the_rooms() => Assert.All(
        SourceTree.Files(".cs").Where(file => Path.GetFileName(file.Path) != "Program.cs"),
        file => Assert.Matches(
            SourceTree.Room(file.Path) == "Library" ? @"(?m)^namespace PopPK(\.Pipeline)?;" : $@"(?m)^namespace PopPK\.{SourceTree.Room(file.Path)}(\.\w+)*;",
            file.Text));

    [Fact]
    public void No_file_is_longer_than_one_can_read() => Assert.All(
        SourceTree.Files(".cs"),
        file => Assert.True(file.Text.Count(c => c == '\n') <= MostLines, $"{file.Path} has more than {MostLines} lines"));

    [Fact]
    public void Nothing_is_left_unfinished() => Assert.All(
        SourceTree.Files(".cs"),
        file => Assert.False(Unfinished().IsMatch(file.Text), $"{file.Path} says {Unfinished().Match(file.Text).Value}"));

    [Fact]
    public void Kernels_neither_query_nor_throw_for_numbers() => Assert.All(
        SourceTree.Files(".cs").Where(file => file.Path.Contains("/Kernels/", StringComparison.Ordinal)),
        file => Assert.False(
            NotInKernels().IsMatch(file.Text), $"{file.Path} says {NotInKernels().Match(file.Text).Value}"));

    [Theory]
    [InlineData("public sealed record A(int B);", "A")]
    [InlineData("public readonly record struct A<T>(int B);", "A")]
    [InlineData("public static partial class A", "A")]
    [InlineData("public delegate bool A(int b);", "A")]
    [InlineData("public enum A", "A")]
    [InlineData("public readonly ref struct A", "A")]
    [InlineData("    public class Nested", null)]
    [InlineData("internal class A", null)]
    public void The_test_sees_every_kind_of_type(string line, string? name) =>
        Assert.Equal(name, PublicType().Match(line) is { Success: true } match ? match.Groups["name"].Value : null);

    private static bool IsCaseOf(string room, string name, string caseName)
    {
        var types = House.Types(room).Where(type => type.IsPublic).ToList();
        return types.Where(type => type.Name == caseName).All(type =>
            types.Exists(ancestor => ancestor.Name == name && ancestor.IsAbstract && type.IsSubclassOf(ancestor)));
    }

    [GeneratedRegex(
        @"^public\s+(?:(?:sealed|abstract|static|partial|readonly|ref|unsafe)\s+)*" +
        @"(?:(?:record\s+struct|record\s+class|record|class|struct|interface|enum)|delegate\s+[\w<>\[\],.?]+)\s+(?<name>\w+)",
        RegexOptions.Multiline)]
    private static partial Regex PublicType();

    [GeneratedRegex(@"\b(TODO|FIXME|HACK|XXX|NotImplementedException)\b")]
    private static partial Regex Unfinished();

    [GeneratedRegex(@"\busing System\.Linq\b|\bthrow new\b|\.(Select|Where|Sum|ToArray|ToList)\(")]
    private static partial Regex NotInKernels();
}
