using System.Globalization;
using System.Text.Json;

namespace PopPK.Reporting.Json;

/// <summary>How numbers and names stand in result files: shortest digits that read back to the same bits; null for what does not exist.</summary>
internal static class JsonNumbers
{
    /// <summary>Writes a property; null when the number is not finite.</summary>
    /// <param name="json">The document.</param>
    /// <param name="name">The property's name.</param>
    /// <param name="value">The number.</param>
    public static void Number(this Utf8JsonWriter json, string name, double value)
    {
        json.WritePropertyName(name);
        json.Number(value);
    }

    /// <summary>Writes a number, or null when it is not finite.</summary>
    /// <param name="json">The document.</param>
    /// <param name="value">The number.</param>
    public static void Number(this Utf8JsonWriter json, double value)
    {
        if (double.IsFinite(value))
        {
            json.WriteNumberValue(value);
        }
        else
        {
            json.WriteNullValue();
        }
    }

    /// <summary>Writes an array of numbers on one line.</summary>
    /// <param name="json">The document.</param>
    /// <param name="name">The property's name.</param>
    /// <param name="values">The numbers.</param>
    public static void Numbers(this Utf8JsonWriter json, string name, IEnumerable<double> values)
    {
        json.WritePropertyName(name);
        json.WriteRawValue(OnOneLine(values));
    }

    /// <summary>Writes an array of texts.</summary>
    /// <param name="json">The document.</param>
    /// <param name="name">The property's name.</param>
    /// <param name="values">The texts.</param>
    public static void Texts(this Utf8JsonWriter json, string name, IEnumerable<string> values)
    {
        json.WriteStartArray(name);
        foreach (var value in values)
        {
            json.WriteStringValue(value);
        }

        json.WriteEndArray();
    }

    /// <summary>Writes a square matrix as an array of its rows.</summary>
    /// <param name="json">The document.</param>
    /// <param name="name">The property's name.</param>
    /// <param name="size">Number of rows.</param>
    /// <param name="element">The element of a row and a column, from 0.</param>
    public static void Matrix(this Utf8JsonWriter json, string name, int size, Func<int, int, double> element)
    {
        json.WriteStartArray(name);
        for (var row = 0; row < size; row++)
        {
            var index = row;
            json.WriteRawValue(OnOneLine(Enumerable.Range(0, size).Select(column => element(index, column))));
        }

        json.WriteEndArray();
    }

    /// <summary>A member's name as result files write it: first letter small.</summary>
    /// <param name="value">The member.</param>
    public static string Name(Enum value)
    {
        var text = value.ToString();
        return char.ToLowerInvariant(text[0]) + text[1..];
    }

    // The shortest digits that read back to the same bits are a JSON number, 1E-05 too.
    private static string OnOneLine(IEnumerable<double> values) =>
        $"[{string.Join(", ", values.Select(v => double.IsFinite(v) ? v.ToString("R", CultureInfo.InvariantCulture) : "null"))}]";
}
