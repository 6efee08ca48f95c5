using System.Collections;
using System.Collections.Frozen;
using System.Collections.Immutable;
using System.Reflection;
using Xunit;

namespace PopPK.Architecture.Tests;

public class StaticStateTests
{
    // Fields that may stay, each with its reason.
    private static readonly ImmutableDictionary<string, string> Allowed = ImmutableDictionary<string, string>.Empty;

    [Fact]
    public void No_static_field_can_be_assigned()
    {
        var offenders = StaticFields().Where(f => !f.IsInitOnly && !f.IsLiteral).Select(FullName).Where(IsNotAllowed);
        AssertNone(offenders);
    }

    [Fact]
    public void No_static_field_holds_a_collection_that_can_be_changed()
    {
        var offenders = StaticFields().Where(f => IsMutableCollection(f.FieldType)).Select(FullName).Where(IsNotAllowed);
        AssertNone(offenders);
    }

    [Fact]
    public void No_static_field_belongs_to_a_thread()
    {
        var offenders = StaticFields()
            .Where(f => f.IsDefined(typeof(ThreadStaticAttribute)) || Definition(f.FieldType) is { Name: "ThreadLocal`1" or "AsyncLocal`1" })
            .Select(FullName)
            .Where(IsNotAllowed);
        AssertNone(offenders);
    }

    [Theory]
    [InlineData(typeof(double[]), true)]
    [InlineData(typeof(List<int>), true)]
    [InlineData(typeof(Dictionary<string, int>), true)]
    [InlineData(typeof(IList<int>), true)]
    [InlineData(typeof(IReadOnlyList<int>), true)]
    [InlineData(typeof(ImmutableArray<int>), false)]
    [InlineData(typeof(FrozenDictionary<string, int>), false)]
    [InlineData(typeof(string), false)]
    [InlineData(typeof(Version), false)]
    public void The_test_knows_what_can_be_changed(Type type, bool isMutable) => Assert.Equal(isMutable, IsMutableCollection(type));

    // Properties keep their value in a generated field, which counts; what only the compiler knows (caches of lambdas) does not.
    private static IEnumerable<FieldInfo> StaticFields() =>
        House.Rooms.SelectMany(House.Types)
            .SelectMany(type => type.GetFields(BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly))
            .Where(field => !House.IsGenerated(field) || field.Name.EndsWith(">k__BackingField", StringComparison.Ordinal));

    private static bool IsMutableCollection(Type type) =>
        type != typeof(string) && typeof(IEnumerable).IsAssignableFrom(type) &&
        Definition(type).Namespace is not ("System.Collections.Immutable" or "System.Collections.Frozen");

    private static Type Definition(Type type) => type.IsGenericType ? type.GetGenericTypeDefinition() : type;

    private static void AssertNone(IEnumerable<string> offenders)
    {
        var found = offenders.ToList();
        Assert.True(found.Count == 0, string.Join('\n', found));
    }

    private static bool IsNotAllowed(string field) => !Allowed.ContainsKey(field);

    private static string FullName(FieldInfo field) => $"{field.DeclaringType!.FullName}.{field.Name}";
}
