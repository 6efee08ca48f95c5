using System.Collections.Immutable;
using PopPK.Language.Poppk.Binding;
using PopPK.Language.Poppk.Syntax;
using PopPK.Language.Regimens.Syntax;

namespace PopPK.Language.Regimens.Binding;

/// <summary>Writes out times and checks numbers. Stateless.</summary>
internal static class TimesBinder
{
    // More than anybody reads; doses at more times are written with an interval.
    private const int MostTimes = 100_000;
    private const int Decimals = 9;

    /// <summary>Writes times out.</summary>
    /// <param name="context">The text.</param>
    /// <param name="times">The times.</param>
    /// <returns>The times in their order, each once; none where something is wrong.</returns>
    public static ImmutableArray<double> Bind(BindingContext context, TimesSyntax times)
    {
        var bound = new SortedSet<double>();
        foreach (var (from, to, by) in times.Items)
        {
            if (new[] { from, to, by }.OfType<NumberSyntax>().FirstOrDefault(n => !double.IsFinite(n.Value)) is { } infinite)
            {
                context.Report(RegimenDiagnostics.InfiniteNumber(context.At(infinite)));
                return [];
            }

            if (to is null || by is null)
            {
                bound.Add(from.Value);
                continue;
            }

            if (by.Value <= 0 || to.Value < from.Value)
            {
                context.Report(RegimenDiagnostics.BadRange(context.At(from), from.Value, to.Value, by.Value));
                return [];
            }

            var steps = Math.Floor(((to.Value - from.Value) / by.Value) + 1e-9);
            if (steps + bound.Count >= MostTimes)
            {
                context.Report(RegimenDiagnostics.TooManyTimes(context.At(times), MostTimes));
                return [];
            }

            // 3 times 0.1 is 0.3 for everybody who reads the times.
            bound.UnionWith(Enumerable.Range(0, (int)steps + 1).Select(i => Math.Round(from.Value + (i * by.Value), Decimals)));
        }

        return [.. bound];
    }

    /// <summary>A number that must be above 0 and finite; null where it is not.</summary>
    /// <param name="context">The text.</param>
    /// <param name="number">The number, or null.</param>
    /// <param name="what">What it is, for the message.</param>
    /// <param name="form">How it is written, for the message.</param>
    public static double? Positive(BindingContext context, NumberSyntax? number, string what, string form)
    {
        if (number is { Value: not (> 0 and < double.PositiveInfinity) })
        {
            context.Report(RegimenDiagnostics.NotPositive(context.At(number), what, number.Value, form));
            return null;
        }

        return number?.Value;
    }

    /// <summary>A number of things, from 1 on; null where it is none.</summary>
    /// <param name="context">The text.</param>
    /// <param name="number">The number, or null.</param>
    /// <param name="what">What is counted, for the message.</param>
    public static int? Count(BindingContext context, NumberSyntax? number, string what)
    {
        if (number is null)
        {
            return null;
        }

        if (number.Value >= 1 && number.Value <= 1e8 && number.Value == Math.Floor(number.Value))
        {
            return (int)number.Value;
        }

        context.Report(RegimenDiagnostics.BadCount(context.At(number), what, number.Value));
        return null;
    }
}
