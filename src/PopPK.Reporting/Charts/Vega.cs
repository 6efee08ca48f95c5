using System.Globalization;
using System.Text.Json;

namespace PopPK.Reporting.Charts;

/// <summary>
/// Pieces of Vega-Lite specifications. Colours are parameters (ink, soft, dot, accent, third, paper), so that a drawn chart follows the
/// theme; <c>picked</c> is the chosen subject. All texts are encoded so that they may stand in HTML scripts. Stateless.
/// </summary>
internal static class Vega
{
    /// <summary>Points of the chosen subject only.</summary>
    public const string PickedOnly = """{"filter":"picked !== null && datum.ID === picked"}""";

    /// <summary>Others step back when a subject is chosen.</summary>
    /// <param name="usual">The opacity when none is chosen.</param>
    public static string Opacity(double usual) => $$"""{"condition":{"test":"picked !== null && datum.ID !== picked","value":0.18},"value":{{Number(usual)}}}""";

    /// <summary>A text as JSON that is also safe inside HTML.</summary>
    /// <param name="text">The text, or null.</param>
    public static string Text(string? text) => text is null ? "null" : $"\"{JsonEncodedText.Encode(text)}\"";

    /// <summary>A number as JSON with the digits a chart can show; null when it does not exist.</summary>
    /// <param name="value">The number.</param>
    public static string Number(double value) => double.IsFinite(value) ? value.ToString("G7", CultureInfo.InvariantCulture) : "null";

    /// <summary>An axis's or table's title with its unit.</summary>
    /// <param name="name">What it shows.</param>
    /// <param name="unit">Its unit, or null.</param>
    public static string Titled(string name, string? unit) => string.IsNullOrEmpty(unit) ? name : $"{name} ({unit})";

    /// <summary>A quantitative channel.</summary>
    /// <param name="field">The field.</param>
    /// <param name="title">The axis's title.</param>
    /// <param name="more">Further properties, each with a comma in front.</param>
    public static string Axis(string field, string title, string more = "") =>
        $$"""{"field":{{Text(field)}},"type":"quantitative","title":{{Text(title)}},"scale":{"zero":false}{{more}}}""";

    /// <summary>What is said of a point under the pointer.</summary>
    /// <param name="fields">Fields, titles, and whether they are numbers.</param>
    public static string Tooltip(params IEnumerable<(string Field, string Title, bool IsNumber)> fields) =>
        $"[{string.Join(",", fields.Select(f => $$"""{"field":{{Text(f.Field)}},"title":{{Text(f.Title)}}{{(f.IsNumber ? ",\"type\":\"quantitative\",\"format\":\".4~g\"" : ",\"type\":\"nominal\"")}}}"""))}]";

    /// <summary>A line that is no data: identity, zero.</summary>
    /// <param name="xField">The field of the abscissa.</param>
    /// <param name="yField">The field of the ordinate.</param>
    /// <param name="points">The line's corners.</param>
    /// <param name="opacity">How strongly it is drawn.</param>
    public static string Reference(string xField, string yField, IEnumerable<(double X, double Y)> points, double opacity = 0.75)
    {
        var values = string.Join(",", points.Select(p => $$"""{{{Text(xField)}}:{{Number(p.X)}},{{Text(yField)}}:{{Number(p.Y)}}}"""));
        return $$"""{"data":{"values":[{{values}}]},"mark":{"type":"line","color":{"expr":"ink"},"strokeDash":[5,4],"strokeWidth":1.2,"opacity":{{Number(opacity)}}} }""";
    }

    /// <summary>A smooth curve through the points.</summary>
    /// <param name="table">The table of smooth curves.</param>
    /// <param name="curve">Which one.</param>
    /// <param name="xField">The field of the abscissa.</param>
    /// <param name="yField">The field of the ordinate.</param>
    public static string Smooth(string table, string curve, string xField, string yField) =>
        $$"""{"data":{"name":{{Text(table)}}},"transform":[{"filter":{{Text($"datum.CURVE === '{curve}'")}}},{"calculate":"datum.X","as":{{Text(xField)}}},{"calculate":"datum.Y","as":{{Text(yField)}}}],"mark":{"type":"line","color":{"expr":"third"},"strokeWidth":2.4} }""";

    /// <summary>The points of all subjects, and in front those of the chosen one.</summary>
    /// <param name="table">The table.</param>
    /// <param name="filter">An expression that rows must fulfil.</param>
    /// <param name="tooltip">What is said of a point.</param>
    /// <param name="more">Further channels, each with a comma in front.</param>
    /// <param name="isDense">True when there are many points.</param>
    public static string Points(string table, string filter, string tooltip, string more = "", bool isDense = false) => $$"""
        {"data":{"name":{{Text(table)}}},"transform":[{"filter":{{Text(filter)}}}],
         "mark":{"type":"point","filled":true,"size":{{(isDense ? 11 : 30)}},"color":{"expr":"dot"},"cursor":"pointer"},
         "encoding":{"opacity":{{Opacity(isDense ? 0.45 : 0.7)}},"tooltip":{{tooltip}}{{more}}} },
        {"data":{"name":{{Text(table)}}},"transform":[{"filter":{{Text(filter)}}},{{PickedOnly}}],
         "mark":{"type":"point","filled":true,"size":62,"opacity":1,"color":{"expr":"accent"},"stroke":{"expr":"paper"},"strokeWidth":0.8,"cursor":"pointer"},
         "encoding":{"tooltip":{{tooltip}}{{more}}} }
        """;

    /// <summary>A line through the chosen subject's points.</summary>
    /// <param name="table">The table.</param>
    /// <param name="filter">An expression that rows must fulfil.</param>
    public static string PickedLine(string table, string filter) =>
        $$"""{"data":{"name":{{Text(table)}}},"transform":[{"filter":{{Text(filter)}}},{{PickedOnly}}],"mark":{"type":"line","color":{"expr":"accent"},"strokeWidth":1.6} }""";

    /// <summary>The smallest and largest of some numbers; 0 and 1 when there are none.</summary>
    /// <param name="values">The numbers, those that do not exist left out.</param>
    public static (double Low, double High) Range(IEnumerable<double> values)
    {
        var (low, high) = (double.PositiveInfinity, double.NegativeInfinity);
        foreach (var value in values)
        {
            if (double.IsFinite(value))
            {
                (low, high) = (Math.Min(low, value), Math.Max(high, value));
            }
        }

        return low <= high ? (low, high) : (0, 1);
    }
}
