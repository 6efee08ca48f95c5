using System.Collections.Immutable;
using PopPK.Data;
using PopPK.Prediction.Compilation;

namespace PopPK.Prediction;

/// <summary>Which instances of its blocks of random effects a model finds in data. Immutable.</summary>
/// <param name="Levels">The levels of the model.</param>
/// <param name="Subjects">The instances of each subject.</param>
internal sealed record EffectGrouping(EffectLevels Levels, ImmutableArray<EffectKeys> Subjects)
{
    /// <summary>Stands between the parts of a key, from the outermost inwards; no cell of a data file contains it.</summary>
    public const char Separator = '\u001f';

    /// <summary>For each level the largest number of its instances in a subject.</summary>
    public ImmutableArray<int> Largest { get; } = [.. Levels.All.Select((_, l) => Subjects.Select(s => s.Of(l).Length).Append(1).Max())];

    /// <summary>For each block the largest number of its instances in a subject.</summary>
    public ImmutableArray<int> Counts => [.. Levels.OfBlock.Select(l => Largest[l])];

    /// <summary>The hidden covariates (<see cref="EffectLayout.Flags"/>) of a subject's records.</summary>
    /// <param name="subject">Position of the subject.</param>
    /// <param name="records">Number of its records.</param>
    /// <returns>For each record one value per flag: 1 for the record's instance, 0 for the others.</returns>
    public double[][] FlagsOf(int subject, int records) =>
    [
        .. Enumerable.Range(0, records).Select(r => Largest
            .SelectMany((count, l) => count == 1 ? [] : Enumerable.Range(0, count).Select(m => Subjects[subject].InstanceOf(l, r) == m ? 1.0 : 0.0))
            .ToArray()),
    ];

    /// <summary>The columns whose values make the key of a level, from the innermost outwards; those of outer levels that the model names too.</summary>
    /// <param name="levels">The levels of the model.</param>
    /// <param name="level">One of them.</param>
    /// <returns>The columns, or null when they contain each other in a circle.</returns>
    public static ImmutableArray<string>? PathOf(ImmutableArray<EffectLevel> levels, EffectLevel level)
    {
        var path = new List<string> { level.Grouping };
        for (var outer = level.Within; outer is not null;)
        {
            if (path.Exists(c => EffectLevel.IsName(c, outer)))
            {
                return null;
            }

            path.Add(outer);
            outer = levels.FirstOrDefault(l => EffectLevel.IsName(l.Grouping, outer) && l.Within is not null)?.Within;
        }

        return [.. path];
    }

    /// <summary>The key of a record in some columns.</summary>
    /// <param name="record">The record.</param>
    /// <param name="columns">Positions of the columns, from the innermost outwards; none is missing in the record.</param>
    public static string KeyOf(DataRecord record, IEnumerable<int> columns) =>
        string.Join(Separator, columns.Reverse().Select(c => record.KeyOf(c)));
}
