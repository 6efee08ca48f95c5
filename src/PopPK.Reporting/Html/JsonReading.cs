using System.Text.Json;

namespace PopPK.Reporting.Html;

/// <summary>Reads result files that may lack a field. Stateless.</summary>
internal static class JsonReading
{
    /// <summary>A number; NaN when it is absent or null.</summary>
    /// <param name="parent">The object.</param>
    /// <param name="name">The field.</param>
    public static double Number(this JsonElement parent, string name) => parent.Field(name) is { ValueKind: JsonValueKind.Number } value ? value.GetDouble() : double.NaN;

    /// <summary>A text, or null.</summary>
    /// <param name="parent">The object.</param>
    /// <param name="name">The field.</param>
    public static string? Text(this JsonElement parent, string name) => parent.Field(name) is { ValueKind: JsonValueKind.String } value ? value.GetString() : null;

    /// <summary>A truth value; false when it is absent.</summary>
    /// <param name="parent">The object.</param>
    /// <param name="name">The field.</param>
    public static bool Flag(this JsonElement parent, string name) => parent.Field(name).ValueKind == JsonValueKind.True;

    /// <summary>The elements of an array; none when it is absent.</summary>
    /// <param name="parent">The object.</param>
    /// <param name="name">The field.</param>
    public static IEnumerable<JsonElement> Items(this JsonElement parent, string name) =>
        parent.Field(name) is { ValueKind: JsonValueKind.Array } value ? value.EnumerateArray() : [];

    /// <summary>An array of numbers, NaN for null.</summary>
    /// <param name="parent">The object.</param>
    /// <param name="name">The field.</param>
    public static double[] Numbers(this JsonElement parent, string name) =>
        [.. parent.Items(name).Select(v => v.ValueKind == JsonValueKind.Number ? v.GetDouble() : double.NaN)];

    /// <summary>An array of texts.</summary>
    /// <param name="parent">The object.</param>
    /// <param name="name">The field.</param>
    public static string[] Texts(this JsonElement parent, string name) => [.. parent.Items(name).Select(v => v.GetString() ?? "")];

    /// <summary>A field; undefined when it is absent.</summary>
    /// <param name="parent">The object.</param>
    /// <param name="name">The field.</param>
    public static JsonElement Field(this JsonElement parent, string name) =>
        parent.ValueKind == JsonValueKind.Object && parent.TryGetProperty(name, out var value) ? value : default;
}
