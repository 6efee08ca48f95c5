using PopPK.Language.Nonmem.Binding;
using PopPK.Language.Nonmem.Records;
using PopPK.Text;

namespace PopPK.Language.Nonmem;

/// <summary>Reads NONMEM control streams (<c>*.mod</c>, <c>*.ctl</c>). Stateless and safe for concurrent use.</summary>
public static class ControlStreamReader
{
    /// <summary>True for a text that begins like a control stream: its first line that is neither blank nor a comment begins with <c>$</c>.</summary>
    /// <param name="text">The text.</param>
    public static bool IsControlStream(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        foreach (var line in text.TrimStart('\uFEFF').AsSpan().EnumerateLines())
        {
            var content = line.TrimStart();
            if (!content.IsEmpty && content[0] != ';')
            {
                return content[0] == '$';
            }
        }

        return false;
    }

    /// <summary>Reads a control stream.</summary>
    /// <param name="source">The text.</param>
    /// <param name="include">Finds the text of a file that <c>$INCLUDE</c> names, by its name as written, or says null; null: there are none to be had.</param>
    /// <returns>The result of every stage and everything that is wrong; never throws because of the text.</returns>
    public static ControlStreamReading Read(SourceText source, Func<string, SourceText?>? include = null)
    {
        ArgumentNullException.ThrowIfNull(source);
        var diagnostics = new DiagnosticBag();
        var stream = ControlStreamParser.Parse(source, include, diagnostics);
        var model = NonmemBinder.Bind(stream, diagnostics, out var variables);
        return new ControlStreamReading(source, stream, model, [.. diagnostics.OrderBy(StartOf)]) { Variables = variables };
    }

    private static int StartOf(Diagnostic diagnostic) => diagnostic.Location is TextLocation location ? location.Span.Start : int.MaxValue;
}
