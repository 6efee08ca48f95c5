using PopPK.Text;

namespace PopPK.Language.Nonmem.Records;

/// <summary>Checks what concerns several records. Stateless.</summary>
internal static class RecordChecks
{
    /// <summary>Checks a control stream.</summary>
    /// <param name="stream">The control stream.</param>
    /// <param name="diagnostics">Receives what is wrong.</param>
    public static void Check(ControlStream stream, DiagnosticBag diagnostics)
    {
        // After an error of reading a record may be missing only because it could not be read.
        if (diagnostics.HasErrors)
        {
            return;
        }

        var start = new TextLocation(stream.Source, new TextSpan(0, 0));
        Require<ProblemRecord>(stream, start, "$PROBLEM", "a control stream begins with $PROBLEM and a title", diagnostics);
        Require<InputRecord>(stream, start, "$INPUT", "name the columns of the data file: $INPUT ID TIME AMT DV", diagnostics);
        Require<DataFileRecord>(stream, start, "$DATA", "name the data file: $DATA file.csv IGNORE=@", diagnostics);
        if (stream.Of<DataFileRecord>().Skip(1).FirstOrDefault() is { } second)
        {
            diagnostics.Add(RecordDiagnostics.RepeatedRecord(second.Location, "$DATA", LineOf(stream.Data!.Location)));
        }

        CheckNames(stream, diagnostics);
        CheckConditions(stream, diagnostics);
    }

    private static void Require<T>(ControlStream stream, TextLocation at, string name, string advice, DiagnosticBag diagnostics)
        where T : ControlRecord
    {
        if (!stream.Of<T>().Any())
        {
            diagnostics.Add(RecordDiagnostics.MissingRecord(at, name, advice));
        }
    }

    private static void CheckNames(ControlStream stream, DiagnosticBag diagnostics)
    {
        var seen = new Dictionary<string, InputItem>(StringComparer.OrdinalIgnoreCase);
        foreach (var item in stream.Input.Where(i => !i.IsDropped))
        {
            foreach (var name in new[] { item.Name, item.Synonym }.OfType<string>().Distinct())
            {
                if (!seen.TryAdd(name, item))
                {
                    diagnostics.Add(RecordDiagnostics.RepeatedDataItem(item.Location, name, LineOf(seen[name].Location)));
                }
            }
        }
    }

    private static void CheckConditions(ControlStream stream, DiagnosticBag diagnostics)
    {
        foreach (var condition in stream.Data?.Conditions ?? [])
        {
            if (!stream.Input.Any(i => i.IsCalled(condition.Name)))
            {
                diagnostics.Add(RecordDiagnostics.UnknownConditionItem(
                    condition.Location, condition.Name, Suggestion.Nearest(condition.Name, stream.Input.Select(i => i.Name))));
            }
        }
    }

    private static int LineOf(TextLocation location) => location.Source.PositionOf(location.Span.Start).Line;
}
