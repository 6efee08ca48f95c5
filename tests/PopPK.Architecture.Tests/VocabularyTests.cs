using System.Reflection;
using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;
using System.Text.RegularExpressions;
using Xunit;

namespace PopPK.Architecture.Tests;

public class VocabularyTests
{
    [Fact]
    public void Nobody_below_Data_knows_a_subject()
    {
        string[] innocent = ["Text", "Numerics", "Symbolics"];
        foreach (var type in innocent.SelectMany(House.Types))
        {
            AssertDoesNotSay(type, "Subject");
            foreach (var member in DeclaredMembers(type))
            {
                Assert.False(member.Name.Contains("Subject", StringComparison.OrdinalIgnoreCase), $"{type}.{member.Name}");
            }
        }
    }

    [Fact]
    public void Only_Data_and_the_second_language_know_Nonmem()
    {
        foreach (var room in House.Rooms.Where(room => room != "Data"))
        {
            foreach (var type in House.Types(room).Where(type => !(type.Namespace ?? "").StartsWith("PopPK.Language.Nonmem", StringComparison.Ordinal)))
            {
                AssertDoesNotSay(type, "Nonmem");
            }
        }
    }

    [Fact]
    public void Only_Cli_refers_to_the_console()
    {
        foreach (var room in House.Rooms.Where(room => room != "Cli"))
        {
            var references = TypeReferences(House.Load(room));
            Assert.DoesNotContain("System.Console", references);
            Assert.DoesNotContain(references, name => name.StartsWith("Spectre.", StringComparison.Ordinal));
            Assert.DoesNotContain(references, name => name.StartsWith("System.CommandLine.", StringComparison.Ordinal));
        }

        // The test sees what it looks for: Cli does refer to the console.
        Assert.Contains(
            TypeReferences(House.Load("Cli")),
            name => name == "System.Console" || name.StartsWith("Spectre.", StringComparison.Ordinal));
    }

    [Fact]
    public void Random_numbers_have_a_seed_and_a_key()
    {
        foreach (var room in House.Rooms)
        {
            Assert.DoesNotContain("System.Random", TypeReferences(House.Load(room)));
        }
    }

    [Fact]
    public void No_type_has_a_name_that_says_nothing()
    {
        var empty = new Regex("(Helper|Helpers|Manager|Utils|Utility|Utilities|Task)$");
        Assert.All(House.Rooms.SelectMany(House.Types), type => Assert.DoesNotMatch(empty, type.Name));
    }

    private static void AssertDoesNotSay(Type type, string word) =>
        Assert.False(type.FullName!.Contains(word, StringComparison.OrdinalIgnoreCase), $"{type.FullName} says {word}");

    private static MemberInfo[] DeclaredMembers(Type type) =>
        type.GetMembers(BindingFlags.Public | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly);

    /// <summary>The full names of all types of other assemblies that an assembly mentions.</summary>
    private static HashSet<string> TypeReferences(Assembly assembly)
    {
        using var file = new PEReader(File.OpenRead(assembly.Location));
        var metadata = file.GetMetadataReader();
        return [.. metadata.TypeReferences.Select(metadata.GetTypeReference)
            .Select(type => $"{metadata.GetString(type.Namespace)}.{metadata.GetString(type.Name)}")];
    }
}
