using System.Text;
using PopPK.Language.Nonmem.Records;

namespace PopPK.Language.Nonmem;

/// <summary>Prints a control stream as it was understood, a record a paragraph, for people and tests. Stateless.</summary>
public static class ControlStreamPrinter
{
    /// <summary>Prints a control stream; every line ends with a line feed.</summary>
    /// <param name="stream">The control stream.</param>
    public static string Print(ControlStream stream)
    {
        ArgumentNullException.ThrowIfNull(stream);
        var text = new StringBuilder();
        var theta = 0;
        var rows = new Dictionary<RecordKind, int>();
        foreach (var record in stream.Records)
        {
            text.Append(RecordNames.NameOf(record.Kind)).Append('\n');
            switch (record)
            {
                case ProblemRecord problem:
                    Line(text, $"title '{problem.Title}'");
                    break;
                case InputRecord input:
                    Line(text, string.Join(' ', input.Items.Select(ItemText)));
                    break;
                case DataFileRecord data:
                    PrintData(text, data);
                    break;
                case ThetaRecord thetas:
                    var count = thetas.Kind == RecordKind.Theta ? theta : 0;
                    foreach (var item in thetas.Items)
                    {
                        Line(text, ThetaText(item, ++count));
                    }

                    theta = thetas.Kind == RecordKind.Theta ? count : theta;
                    break;
                case OmegaRecord matrix:
                    rows[matrix.Kind] = PrintBlocks(text, matrix, rows.GetValueOrDefault(matrix.Kind));
                    break;
                case CodeRecord code:
                    PrintCode(text, code);
                    break;
                default:
                    RecordTexts.Print(record, line => Line(text, line));
                    break;
            }
        }

        return text.ToString();
    }

    private static void Line(StringBuilder text, string line) => text.Append("  ").Append(line).Append('\n');

    private static string ItemText(InputItem item) =>
        item.Name + (item.Synonym is { } synonym ? "=" + synonym : "") + (item.IsDropped ? "=DROP" : "");

    private static void PrintData(StringBuilder text, DataFileRecord data)
    {
        Line(text, $"file '{data.Path}', comments begin with '{data.CommentCharacter}'");
        foreach (var condition in data.Conditions)
        {
            Line(text, $"{(data.IsAcceptList ? "accept" : "ignore")} {condition.Name} {condition.Comparison} '{condition.Value}'");
        }

        var limits = new[]
        {
            data.Records is { } records ? $"records {records}" : null,
            data.RecordsLabel is { } label ? $"records of one {label}" : null,
            data.Null is { } missing ? $"null '{missing}'" : null,
            data.Format is { } format ? $"format '{format}'" : null,
            data.Last20 != 50 ? $"last20 {data.Last20}" : null,
            data.TimeDivisor != 1 ? $"time/{data.TimeDivisor}" : null,
            data.IntervalDivisor != 1 ? $"interval/{data.IntervalDivisor}" : null,
            data.AllowsBlankLines ? "blank lines" : null,
            data.MissingValues.IsEmpty ? null : $"missing {string.Join(' ', data.MissingValues)}",
        };
        foreach (var limit in limits.OfType<string>())
        {
            Line(text, limit);
        }
    }

    private static string ThetaText(ThetaItem item, int number)
    {
        var bounds = double.IsInfinity(item.Lower) && double.IsInfinity(item.Upper) ? "" : $" in {item.Lower} to {item.Upper}";
        return $"{number}{(item.Name is { } name ? " " + name : "")} = {item.Initial?.ToString() ?? "?"}{bounds}{(item.IsFixed ? " fixed" : "")}{LabelText(item.Label)}";
    }

    private static int PrintBlocks(StringBuilder text, OmegaRecord matrix, int first)
    {
        foreach (var block in matrix.Blocks)
        {
            var at = 0;
            Line(text, $"{(block.IsBlock ? $"block of {block.Size}" : "alone")}{(block.IsSame ? " same" : "")}{(block.IsFixed ? " fixed" : "")}");
            for (var row = 0; row < block.Size; row++)
            {
                var effect = block.Effects[row];
                var values = string.Join(' ', block.Values.Skip(at).Take(row + 1).Select(v => v.ToString("G10")));
                Line(text, $"  {first + row + 1}{(effect.Name is { } name ? " " + name : "")}: {values}{LabelText(effect.Label)}");
                at += row + 1;
            }

            first += block.Size;
        }

        return first;
    }

    private static void PrintCode(StringBuilder text, CodeRecord code)
    {
        foreach (var line in code.Lines.Where(l => !RecordSplitter.IsBlankOrComment(l.Text)))
        {
            Line(text, line.Text.Trim());
        }
    }

    private static string LabelText(string? label) => label is null ? "" : $" \"{label}\"";
}
