using System.Text.RegularExpressions;
using PopPK.TestKit;
using Xunit;

namespace PopPK.Architecture.Tests;

/// <summary>
/// Hot code is worth its form only while somebody compares it with its plain twin, counts its allocations and measures it.
/// These tests see that files for it exist, not what they say.
/// </summary>
public partial class KernelTests
{
    public static TheoryData<string> Kernels => [.. KernelNames()];

    [Fact]
    public void There_are_kernels() => Assert.NotEmpty(KernelNames());

    [Theory]
    [MemberData(nameof(Kernels))]
    public void A_kernel_has_a_test_that_it_allocates_nothing(string kernel) => Assert.True(
        TestFiles().Any(file => Mentions(file.Text, kernel) && CountsAllocations().IsMatch(file.Text)),
        $"no file under tests/ mentions {kernel} and counts allocations (Allocation.IsZero or GetAllocatedBytesForCurrentThread)");

    [Theory]
    [MemberData(nameof(Kernels))]
    public void A_kernel_has_a_benchmark(string kernel) => Assert.True(
        TestFiles().Any(file => file.Path.StartsWith("PopPK.Benchmarks", StringComparison.Ordinal) && Mentions(file.Text, kernel)),
        $"no file under tests/PopPK.Benchmarks mentions {kernel}");

    [Theory]
    [InlineData("internal static class RootKernel", "RootKernel")]
    [InlineData("public static partial class RootKernel", "RootKernel")]
    [InlineData("internal static unsafe class RootKernel<T>", "RootKernel")]
    [InlineData("    public struct Jet", null)]
    [InlineData("/// A static class that", null)]
    public void The_test_sees_every_kernel(string line, string? name) =>
        Assert.Equal(name, KernelClass().Match(line) is { Success: true } match ? match.Groups["name"].Value : null);

    private static IEnumerable<string> KernelNames() => SourceTree.Files(".cs")
        .Where(file => file.Path.Contains("/Kernels/", StringComparison.Ordinal))
        .SelectMany(file => KernelClass().Matches(file.Text))
        .Select(match => match.Groups["name"].Value)
        .Distinct();

    private static IEnumerable<(string Path, string Text)> TestFiles()
    {
        var root = RepositoryFiles.Path("tests");
        return Directory.EnumerateFiles(root, "*.cs", SearchOption.AllDirectories)
            .Select(file => Path.GetRelativePath(root, file))
            .Where(path => !path.Split(Path.DirectorySeparatorChar).Any(part => part is "bin" or "obj"))
            .Select(path => (path, File.ReadAllText(Path.Combine(root, path))));
    }

    private static bool Mentions(string text, string name) => Regex.IsMatch(text, $@"\b{name}\b");

    [GeneratedRegex(@"^(?:public|internal)\s+static\s+(?:(?:unsafe|partial)\s+)*class\s+(?<name>\w+)", RegexOptions.Multiline)]
    private static partial Regex KernelClass();

    [GeneratedRegex(@"\bAllocation\.IsZero\b|\bGetAllocatedBytesForCurrentThread\b")]
    private static partial Regex CountsAllocations();
}
