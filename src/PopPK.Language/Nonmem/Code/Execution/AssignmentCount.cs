using System.Collections.Immutable;
using PopPK.Language.Nonmem.Code.Syntax;

namespace PopPK.Language.Nonmem.Code.Execution;

/// <summary>Counts for every variable the outermost statements that assign it. Stateless.</summary>
internal static class AssignmentCount
{
    /// <summary>The counts; elements of arrays whose indices are no plain numbers are left out.</summary>
    /// <param name="statements">The statements.</param>
    public static Dictionary<string, int> Of(ImmutableArray<CodeStatement> statements)
    {
        var counts = new Dictionary<string, int>();
        foreach (var statement in statements)
        {
            foreach (var key in Assigned([statement]).ToHashSet())
            {
                counts[key] = counts.GetValueOrDefault(key) + 1;
            }
        }

        return counts;
    }

    private static IEnumerable<string> Assigned(ImmutableArray<CodeStatement> statements) => statements.SelectMany(statement => statement switch
    {
        AssignmentCode { Target: var target } => KeyOf(target) is { } key ? [key] : [],
        IfCode choice => choice.Branches.SelectMany(b => Assigned(b.Body)).Concat(Assigned(choice.Otherwise)),
        DoWhileCode loop => Assigned(loop.Body),
        _ => [],
    });

    private static string? KeyOf(NameCode target)
    {
        var indices = target.Arguments.OfType<NumberCode>().Select(n => (int)n.Value).ToImmutableArray();
        return !target.HasArguments ? target.Name
            : indices.Length == target.Arguments.Length ? CodeEvaluator.Key(target.Name, indices)
            : null;
    }
}
