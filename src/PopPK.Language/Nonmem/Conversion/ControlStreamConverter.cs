using System.Collections.Immutable;
using PopPK.Language.Nonmem.Binding;
using PopPK.Language.Nonmem.Records;
using PopPK.Language.Poppk;
using PopPK.Language.Poppk.Writing;
using PopPK.Modeling;
using PopPK.Text;

namespace PopPK.Language.Nonmem.Conversion;

/// <summary>
/// Writes the model of a control stream in the PopPK language: the same objective, with the labels of comments as names. What the
/// language cannot say is an error, what the model does not need is left out and listed. Stateless and safe for concurrent use.
/// </summary>
public static class ControlStreamConverter
{
    /// <summary>Converts a control stream.</summary>
    /// <param name="source">The control stream.</param>
    /// <param name="header">The cells of the data file's first line where that line names the columns; empty when it does not, or is not known.</param>
    /// <param name="include">Finds the text of a file that <c>$INCLUDE</c> names; null: there are none to be had.</param>
    public static ControlStreamConversion Convert(SourceText source, ImmutableArray<string> header, Func<string, SourceText?>? include = null)
    {
        ArgumentNullException.ThrowIfNull(source);
        var diagnostics = new DiagnosticBag();
        var stream = ControlStreamParser.Parse(source, include, diagnostics);
        if (NonmemBinder.Bind(stream, diagnostics, out _, usesLabels: true) is not { } model)
        {
            return new ControlStreamConversion(null, [.. diagnostics]);
        }

        var place = stream.Records[0].Location;
        var needed = ExpressibleModel.Of(model, stream, place, diagnostics);
        needed = needed with { Data = ConvertedData.Of(stream, header, needed.Covariates, diagnostics) };
        if (diagnostics.HasErrors)
        {
            return new ControlStreamConversion(null, [.. diagnostics]);
        }

        var text = ModelWriter.Write(needed);
        if (ModelReader.Read(new SourceText(source.Path, text)).Diagnostics.FirstOrDefault(d => d.IsError) is { } problem)
        {
            diagnostics.Add(ConversionDiagnostics.NotReadable(place, problem));
            return new ControlStreamConversion(null, [.. diagnostics]);
        }

        return new ControlStreamConversion(text, [.. diagnostics]);
    }
}
