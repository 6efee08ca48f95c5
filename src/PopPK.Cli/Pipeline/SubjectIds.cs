using System.Globalization;
using PopPK.Data;
using PopPK.Text;

namespace PopPK.Cli.Pipeline;

/// <summary>Finds subjects by what users write for their IDs. Stateless.</summary>
internal static class SubjectIds
{
    private const int MostListed = 8;

    /// <summary>The subject with an ID as it is written, else with the same number (7 and 7.0), or null.</summary>
    /// <param name="dataset">The data.</param>
    /// <param name="id">What the user wrote.</param>
    public static Subject? Find(Dataset dataset, string id) =>
        dataset.Subjects.FirstOrDefault(s => s.Id == id)
            ?? (Number(id) is { } number ? dataset.Subjects.FirstOrDefault(s => Number(s.Id) == number) : null);

    /// <summary>What to do about an ID that does not exist.</summary>
    /// <param name="dataset">The data.</param>
    /// <param name="id">What the user wrote.</param>
    /// <param name="hideValues">True to name no ID.</param>
    public static string Advice(Dataset dataset, string id, bool hideValues)
    {
        // One character is at most one away from any other.
        var near = hideValues || id.Length < 2 ? null : Suggestion.Advice(id, dataset.Subjects.Select(s => s.Id));
        return near is null ? Describe(dataset, hideValues) : $"{near} {Describe(dataset, hideValues)}";
    }

    /// <summary>How many subjects there are, and the first of their IDs.</summary>
    /// <param name="dataset">The data.</param>
    /// <param name="hideValues">True to name no ID.</param>
    public static string Describe(Dataset dataset, bool hideValues)
    {
        var count = dataset.Subjects.Length;
        var ids = dataset.Subjects.Select(s => s.Id).ToArray();
        var list = count <= MostListed ? string.Join(", ", ids) : $"{string.Join(", ", ids.Take(MostListed - 1))} ... {ids[^1]}";
        return $"the data have {count} subject{(count == 1 ? "" : "s")}{(hideValues ? "" : $": {list}")}";
    }

    private static double? Number(string id) => double.TryParse(id, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) ? number : null;
}
