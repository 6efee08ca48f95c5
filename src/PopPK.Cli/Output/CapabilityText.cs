using PopPK.Likelihood.Capabilities;

namespace PopPK.Cli.Output;

/// <summary>The table of what every method does with every feature of a model, as text.</summary>
internal static class CapabilityText
{
    /// <summary>The table with its footnotes, line by line.</summary>
    public static IEnumerable<string> Lines()
    {
        var notes = new List<string>();
        var methods = CapabilityTable.Methods;
        var rows = CapabilityTable.Features
            .Select(f => (string[])[f.Title, .. methods.Select(m => Cell(CapabilityTable.Of(f.Feature, m), notes))])
            .ToArray();
        yield return "What every method computes with";
        yield return "";
        foreach (var line in new TextTable([new(""), .. methods.Select(m => new TextColumn(m.Name.Split('(')[0]))], rows).Lines())
        {
            yield return "  " + line;
        }

        yield return "";
        for (var i = 0; i < notes.Count; i++)
        {
            yield return $"  ({i + 1}) {notes[i].Replace("\n", Environment.NewLine, StringComparison.Ordinal)}";
        }

        yield return "  A mixture together with levels above subjects is refused under every method (PK4007).";
        yield return "  agq takes at most a million nodes, n^(random effects integrated over at once) (PK4008).";
    }

    // The same reason is one footnote, whatever codes it has.
    private static string Cell(Capability capability, List<string> notes)
    {
        if (capability is not RefusedCapability refused)
        {
            return "yes";
        }

        var note = $"{refused.Reason}:\n      {Advice(refused.Advice)}{(refused.IsComputedWithoutRandomEffects ? "; without random effects there is nothing to approximate, and it is computed" : "")}";
        if (!notes.Contains(note))
        {
            notes.Add(note);
        }

        return $"no ({notes.IndexOf(note) + 1})";
    }

    // Advice that names a method differs from method to method.
    private static string Advice(string advice) => advice.Split(':')[0];
}
