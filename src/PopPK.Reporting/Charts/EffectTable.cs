using System.Collections.Immutable;
using System.Text.Json;
using PopPK.Reporting.Html;

namespace PopPK.Reporting.Charts;

/// <summary>Random effects that belong together: a row per subject and occasion, a column E1, E2 ... per effect. Immutable by agreement.</summary>
internal sealed class EffectTable
{
    private EffectTable(string grouping, string[] names, string[] ids, string[] keys, double[][] values, int[] subjects)
    {
        (Grouping, Names, Ids, Keys, Values, Subjects) = (grouping, names, ids, keys, values, subjects);
    }

    /// <summary>What tells the effects apart: ID, or OCC within ID.</summary>
    public string Grouping { get; }

    /// <summary>The effects.</summary>
    public string[] Names { get; }

    /// <summary>ID of every row.</summary>
    public string[] Ids { get; }

    /// <summary>Occasion of every row; empty texts when there is one a subject.</summary>
    public string[] Keys { get; }

    /// <summary>The estimates, effect by effect.</summary>
    public double[][] Values { get; }

    /// <summary>Position of every row's subject.</summary>
    public int[] Subjects { get; }

    /// <summary>True when subjects have several rows.</summary>
    public bool HasOccasions => Keys.Any(k => k.Length > 0);

    /// <summary>The groups of a run; none without <c>report.json</c> or estimates.</summary>
    /// <param name="run">The run.</param>
    public static ImmutableArray<EffectTable> Of(RunContents run) =>
        run.Table("individuals.csv") is not { Count: > 0 } individuals ? [] : [.. run.Description.Items("effects").Select(g => Of(g, individuals)).Where(e => e.Ids.Length > 0)];

    private static EffectTable Of(JsonElement group, Csv.CsvTable individuals)
    {
        var names = group.Texts("names");
        var instances = group.Items("instances").Select(i => (Key: i.Text("key") ?? "", Columns: i.Texts("columns").Select(individuals.Numbers).ToArray())).ToArray();
        var all = individuals.Texts("ID");
        var rows = Enumerable.Range(0, individuals.Count)
            .SelectMany(subject => instances.Select(instance => (subject, instance)))
            .Where(r => r.instance.Columns.Any(c => double.IsFinite(c[r.subject])))
            .ToArray();
        var grouping = group.Text("grouping") + (group.Text("within") is { } within ? $" within {within}" : "");
        return new EffectTable(
            grouping,
            names,
            [.. rows.Select(r => all[r.subject])],
            [.. rows.Select(r => r.instance.Key)],
            [.. names.Select((_, e) => rows.Select(r => r.instance.Columns[e][r.subject]).ToArray())],
            [.. rows.Select(r => r.subject)]);
    }
}
