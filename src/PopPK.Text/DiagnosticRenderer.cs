using System.Text;

namespace PopPK.Text;

/// <summary>Writes diagnostics as plain text: code, place, excerpt with a caret, advice.</summary>
/// <remarks>
/// The form is
/// <code>
/// error PK1203: 'tvvv' is not defined
///   --> models/theophylline.poppk:17:8
///    |
/// 17 |   v  = tvvv * exp(eta_v)
///    |        ^^^^
///    = did you mean 'tvv'?
/// </code>
/// Stateless and safe for concurrent use.
/// </remarks>
public static class DiagnosticRenderer
{
    /// <summary>Renders one diagnostic; the text ends with a line feed.</summary>
    /// <param name="diagnostic">The diagnostic.</param>
    /// <param name="hideValues">True to replace cell values of data files by <c>***</c>.</param>
    public static string Render(Diagnostic diagnostic, bool hideValues = false)
    {
        ArgumentNullException.ThrowIfNull(diagnostic);
        var text = new StringBuilder();
        text.Append(Label(diagnostic.Severity)).Append(' ').Append(diagnostic.Code).Append(": ").Append(diagnostic.Message).Append('\n');
        var gutter = 2;
        switch (diagnostic.Location)
        {
            case TextLocation location:
                gutter = AppendExcerpt(text, location);
                break;
            case CellLocation cell:
                AppendCell(text, cell, hideValues);
                break;
            case FileLocation file:
                text.Append("  --> ").Append(file.Path).Append('\n');
                break;
        }

        if (diagnostic.Advice is { } advice)
        {
            text.Append(' ', gutter).Append(" = ").Append(advice).Append('\n');
        }

        return text.ToString();
    }

    /// <summary>The word a severity is shown with.</summary>
    /// <param name="severity">The severity.</param>
    public static string Label(DiagnosticSeverity severity) => severity switch
    {
        DiagnosticSeverity.Error => "error",
        DiagnosticSeverity.Warning => "warning",
        _ => "note",
    };

    private static int AppendExcerpt(StringBuilder text, TextLocation location)
    {
        var position = location.Source.PositionOf(location.Span.Start);
        var line = location.Source.LineText(position.Line);
        var number = position.Line.ToString();
        var gutter = number.Length + 1;
        var available = Math.Max(1, line.Length - position.Column + 1);
        var carets = Math.Clamp(location.Span.Length, 1, available);
        // Tabs are kept before the caret so that it stands under its character in any terminal.
        var indent = new string([.. line.Take(position.Column - 1).Select(c => c == '\t' ? '\t' : ' ')]);
        text.Append(' ', gutter - 1).Append("--> ").Append(location.Path).Append(':').Append(position.Line).Append(':').Append(position.Column).Append('\n');
        text.Append(' ', gutter).Append("|\n");
        text.Append(number).Append(" | ").Append(line).Append('\n');
        text.Append(' ', gutter).Append("| ").Append(indent).Append('^', carets).Append('\n');
        return gutter - 1;
    }

    private static void AppendCell(StringBuilder text, CellLocation cell, bool hideValues)
    {
        text.Append("  --> ").Append(cell.File).Append(", row ").Append(cell.Row);
        if (cell.Column is { } column)
        {
            text.Append(", column ").Append(column);
        }

        if (cell.Value is { } value)
        {
            text.Append(": '").Append(hideValues ? "***" : value).Append('\'');
        }

        text.Append('\n');
    }
}
