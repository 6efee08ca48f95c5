using System.Text.Json;
using Xunit;

namespace PopPK.Cli.Tests;

/// <summary>Checks the types of JSON values.</summary>
internal static class JsonShape
{
    public static JsonElement Has(this JsonElement element, string name, params JsonValueKind[] kinds)
    {
        Assert.True(element.TryGetProperty(name, out var value), $"'{name}' is missing");
        Assert.True(kinds.Contains(value.ValueKind), $"'{name}' is {value.ValueKind}, expected {string.Join(" or ", kinds)}");
        return value;
    }

    public static JsonElement HasNumber(this JsonElement element, string name) => element.Has(name, JsonValueKind.Number);

    public static JsonElement HasNumberOrNull(this JsonElement element, string name) => element.Has(name, JsonValueKind.Number, JsonValueKind.Null);

    public static JsonElement HasText(this JsonElement element, string name) => element.Has(name, JsonValueKind.String);

    public static JsonElement HasTruth(this JsonElement element, string name) => element.Has(name, JsonValueKind.True, JsonValueKind.False);

    public static JsonElement HasObject(this JsonElement element, string name) => element.Has(name, JsonValueKind.Object);

    public static JsonElement HasArray(this JsonElement element, string name) => element.Has(name, JsonValueKind.Array);
}
