using System.Collections.Immutable;
using System.Reflection;
using System.Runtime.CompilerServices;

namespace PopPK.Library.Tests;

/// <summary>Writes down the public types of an assembly, a line each, and those of the library with their members.</summary>
internal static class PublicSurface
{
    private const BindingFlags Declared = BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly;

    private static readonly ImmutableDictionary<string, string> Keywords = new Dictionary<string, string>
    {
        ["Void"] = "void",
        ["Boolean"] = "bool",
        ["Int32"] = "int",
        ["Int64"] = "long",
        ["Double"] = "double",
        ["String"] = "string",
        ["Object"] = "object",
    }.ToImmutableDictionary();

    /// <summary>The public types with their members.</summary>
    public static IEnumerable<string> WithMembers(Assembly assembly) => Types(assembly)
        .SelectMany(type => Members(type).Order(StringComparer.Ordinal).Select(member => "    " + member).Prepend(Heading(type)));

    /// <summary>The public types.</summary>
    public static IEnumerable<string> TypesOnly(Assembly assembly) => Types(assembly).Select(type => Name(type, isQualified: true));

    private static IEnumerable<Type> Types(Assembly assembly) =>
        assembly.GetExportedTypes().OrderBy(type => Name(type, isQualified: true), StringComparer.Ordinal);

    private static string Heading(Type type)
    {
        var bases = new[] { type.BaseType }.Where(b => b is not null && b != typeof(object) && b != typeof(ValueType) && b != typeof(Enum))
            .Concat(type.GetInterfaces().Where(i => i.IsPublic)).Select(b => Name(b!)).Order(StringComparer.Ordinal).ToArray();
        var kind = type.IsEnum ? "enum" : type.IsValueType ? "struct" : type.IsInterface ? "interface" : type is { IsAbstract: true, IsSealed: true } ? "static class"
            : type.IsSealed ? "sealed class" : type.IsAbstract ? "abstract class" : "class";
        return $"{kind} {Name(type, isQualified: true)}{(bases.Length == 0 || type.IsEnum ? "" : " : " + string.Join(", ", bases))}";
    }

    private static IEnumerable<string> Members(Type type)
    {
        if (type.IsEnum)
        {
            return Enum.GetNames(type).Select(name => $"{name} = {Convert.ToInt64(Enum.Parse(type, name))}");
        }

        var constructors = type.GetConstructors(Declared).Where(IsSeen).Select(c => $"new({Parameters(c)})");
        var properties = type.GetProperties(Declared).Where(p => IsSeen(p.GetMethod) || IsSeen(p.SetMethod)).Select(Property);
        var methods = type.GetMethods(Declared).Where(m => IsSeen(m) && !IsOfProperty(m) && !IsOfRecord(m)).Select(m => $"{Modifier(m)}{Name(m.ReturnType)}{Mark(new NullabilityInfoContext().Create(m.ReturnParameter))} {m.Name}({Parameters(m)})");
        var fields = type.GetFields(Declared).Where(f => f.IsPublic || f.IsFamily).Select(f => $"{(f.IsStatic ? "static " : "")}{Name(f.FieldType)} {f.Name}");
        return constructors.Concat(properties).Concat(methods).Concat(fields);
    }

    private static bool IsSeen(MethodBase? method) => method is not null && (method.IsPublic || method.IsFamily || method.IsFamilyOrAssembly);

    private static bool IsOfProperty(MethodInfo method) => method.IsSpecialName && (method.Name.StartsWith("get_", StringComparison.Ordinal) || method.Name.StartsWith("set_", StringComparison.Ordinal));

    // Equality and printing, which the compiler gives to every record.
    private static bool IsOfRecord(MethodInfo method) => method.IsDefined(typeof(CompilerGeneratedAttribute), inherit: false);

    private static string Property(PropertyInfo property)
    {
        var index = property.GetIndexParameters();
        var name = index.Length == 0 ? property.Name : $"this[{string.Join(", ", index.Select(p => $"{Name(p.ParameterType)} {p.Name}"))}]";
        var setter = property.SetMethod is not { } set || !IsSeen(set) ? ""
            : set.ReturnParameter.GetRequiredCustomModifiers().Contains(typeof(IsExternalInit)) ? " init;" : " set;";
        return $"{Modifier(property.GetMethod!)}{Name(property.PropertyType)}{Mark(new NullabilityInfoContext().Create(property))} {name} {{ get;{setter} }}";
    }

    private static string Modifier(MethodBase method) => method.IsStatic ? "static " : method is { IsAbstract: true } ? "abstract " : method is { IsVirtual: true, IsFinal: false } ? "virtual " : "";

    private static string Parameters(MethodBase method) => string.Join(", ", method.GetParameters().Select(p =>
        $"{(p.IsOut ? "out " : "")}{Name(p.ParameterType)}{Mark(new NullabilityInfoContext().Create(p))} {p.Name}{(p.HasDefaultValue ? $" = {p.DefaultValue ?? "default"}" : "")}"));

    // Of values Name itself says that they may be null.
    private static string Mark(NullabilityInfo info) => info is { ReadState: NullabilityState.Nullable, Type.IsValueType: false } ? "?" : "";

    private static string Name(Type type, bool isQualified = false)
    {
        if (type.IsByRef || type.IsArray)
        {
            return Name(type.GetElementType()!) + (type.IsArray ? "[]" : "");
        }

        if (Nullable.GetUnderlyingType(type) is { } value)
        {
            return Name(value) + "?";
        }

        var simple = type.Name.Split('`')[0];
        var name = type.IsNested && !type.IsGenericParameter ? $"{Name(type.DeclaringType!)}.{simple}" : type.Namespace == "System" ? Keywords.GetValueOrDefault(simple, simple) : simple;
        var arguments = type.IsGenericType ? $"<{string.Join(", ", type.GetGenericArguments().Select(a => Name(a)))}>" : "";
        return (isQualified ? type.Namespace + "." : "") + name + arguments;
    }
}
