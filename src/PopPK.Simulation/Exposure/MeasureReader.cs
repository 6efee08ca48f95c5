using System.Collections.Immutable;
using System.Globalization;
using PopPK.Text;

namespace PopPK.Simulation.Exposure;

/// <summary>
/// Reads measures and targets from text. Of a measure there is a name, and in parentheses, as far as needed, the quantity, the threshold
/// and the window or the time: <c>auc</c>, <c>auc(0, 24)</c>, <c>cmax(cp, 0, 24)</c>, <c>above(4*MIC, 0, 24)</c>, <c>c(24)</c>; <c>auc0_24</c> is
/// <c>auc(0, 24)</c>. A target is a measure with <c>in [a, b]</c>, <c>>= a</c>, <c>> a</c>, <c>&lt;= b</c> or <c>&lt; b</c> behind it. Stateless.
/// </summary>
public static class MeasureReader
{
    private static readonly ImmutableArray<MeasureKind> _kinds = [.. Enum.GetValues<MeasureKind>()];

    /// <summary>Reads measures separated by commas.</summary>
    /// <param name="source">The text that holds them, for messages.</param>
    /// <param name="span">Where in it.</param>
    /// <param name="diagnostics">Receives what is wrong.</param>
    /// <returns>The measures that could be read.</returns>
    public static ImmutableArray<Measure> ReadMeasures(SourceText source, TextSpan span, DiagnosticBag diagnostics)
    {
        ArgumentNullException.ThrowIfNull(source);
        ArgumentNullException.ThrowIfNull(diagnostics);
        var scanner = new MeasureScanner(source, span, diagnostics);
        var measures = ImmutableArray.CreateBuilder<Measure>();
        do
        {
            if (ReadMeasure(scanner) is not { } measure)
            {
                return measures.ToImmutable();
            }

            measures.Add(measure);
        }
        while (scanner.TryTake(","));
        scanner.ExpectEnd("',' and another measure, or the end");
        return measures.ToImmutable();
    }

    /// <summary>Reads a target.</summary>
    /// <param name="source">The text that holds it, for messages.</param>
    /// <param name="span">Where in it.</param>
    /// <param name="diagnostics">Receives what is wrong.</param>
    /// <returns>The target, or null when it could not be read.</returns>
    public static Target? ReadTarget(SourceText source, TextSpan span, DiagnosticBag diagnostics)
    {
        ArgumentNullException.ThrowIfNull(source);
        ArgumentNullException.ThrowIfNull(diagnostics);
        var scanner = new MeasureScanner(source, span, diagnostics);
        if (ReadMeasure(scanner) is not { } measure || ReadRange(scanner) is not var (lower, upper) || !scanner.ExpectEnd("nothing more"))
        {
            return null;
        }

        if (lower > upper)
        {
            scanner.Error("PK7205", $"no value lies in [{Text(lower)}, {Text(upper)}]", span, "write the smaller end first");
            return null;
        }

        return new Target(measure, lower, upper);
    }

    private static (double Lower, double Upper)? ReadRange(MeasureScanner scanner)
    {
        if (scanner.TryTake("in"))
        {
            return scanner.Expect("[") && scanner.Number("the lower end") is { } lower && scanner.Expect(",")
                && scanner.Number("the upper end") is { } upper && scanner.Expect("]") ? (lower, upper) : null;
        }

        foreach (var sign in (string[])[">=", "<=", ">", "<"])
        {
            if (scanner.TryTake(sign))
            {
                return scanner.Number("a number") is not { } end ? null : sign switch
                {
                    ">=" => (end, double.PositiveInfinity),
                    "<=" => (double.NegativeInfinity, end),
                    ">" => (Math.BitIncrement(end), double.PositiveInfinity),
                    _ => (double.NegativeInfinity, Math.BitDecrement(end)),
                };
            }
        }

        scanner.Unexpected("'in [a, b]', '>= a' or '<= b'");
        return null;
    }

    private static Measure? ReadMeasure(MeasureScanner scanner)
    {
        if (scanner.Name("a measure such as auc(0, 24)") is not var (name, span))
        {
            return null;
        }

        var (kind, window) = Split(name);
        if (kind is not { } known)
        {
            var names = _kinds.Select(Measure.NameOf).ToArray();
            scanner.Error("PK7201", $"there is no measure '{name}'", span, Suggestion.Advice(name, names) ?? $"the measures are {string.Join(", ", names)}");
            return null;
        }

        var arguments = new List<MeasureArgument>();
        if (scanner.TryTake("("))
        {
            do
            {
                if (scanner.Argument() is not { } argument)
                {
                    return null;
                }

                arguments.Add(argument);
            }
            while (scanner.TryTake(","));
            if (!scanner.Expect(")"))
            {
                return null;
            }
        }

        span = new TextSpan(span.Start, scanner.LastEnd - span.Start);
        if (window is var (from, to))
        {
            arguments.Add(new MeasureArgument(new Threshold(from), span));
            arguments.Add(new MeasureArgument(new Threshold(to), span));
        }

        return Compose(known, arguments, span, scanner);
    }

    // auc0_24 is auc with its window.
    private static (MeasureKind? Kind, (double From, double To)? Window) Split(string name)
    {
        foreach (var kind in _kinds)
        {
            var known = Measure.NameOf(kind);
            if (name == known)
            {
                return (kind, null);
            }

            if (name.StartsWith(known, StringComparison.Ordinal)
                && name[known.Length..].Split('_') is [var from, var to]
                && double.TryParse(from, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var start)
                && double.TryParse(to, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var end))
            {
                return (kind, (start, end));
            }
        }

        return (null, null);
    }

    // Times stand last; before them the threshold where there is one; before that the quantity.
    private static Measure? Compose(MeasureKind kind, List<MeasureArgument> arguments, TextSpan span, MeasureScanner scanner)
    {
        var hasThreshold = kind is MeasureKind.TimeAbove or MeasureKind.FractionAbove or MeasureKind.LongestAbove;
        var measure = new Measure(kind) { Location = scanner.Locate(span) };
        var rest = arguments.Count;
        var numbers = 0;
        while (numbers < Math.Min(2, rest) && arguments[rest - 1 - numbers].IsNumber)
        {
            numbers++;
        }

        // above(10) has a threshold and no window, above(q, 10) too; above(MIC, 0, 24) and above(10, 0, 24) have both.
        var times = hasThreshold ? (rest >= 3 ? 2 : 0) : numbers;
        var before = rest - times;
        var isRight = times <= numbers && (hasThreshold ? before is 1 or 2 : before is 0 or 1) && kind switch
        {
            MeasureKind.Value => times == 1,
            MeasureKind.Trough => true,
            _ => times is 0 or 2,
        };
        if (!isRight || (before == (hasThreshold ? 2 : 1) && !arguments[0].IsName))
        {
            scanner.Error("PK7202", $"'{scanner.TextOf(span)}' has not the arguments of {Measure.NameOf(kind)}", span, $"write {Form(kind)}");
            return null;
        }

        measure = measure with
        {
            Quantity = before == (hasThreshold ? 2 : 1) ? arguments[0].Value.Column : null,
            Threshold = hasThreshold ? arguments[before - 1].Value : null,
            From = times > 0 ? arguments[before].Value.Factor : null,
            To = times > 0 ? arguments[rest - 1].Value.Factor : null,
        };
        if (times == 2 && !(measure.From < measure.To))
        {
            scanner.Error("PK7204", $"the window from {Text(measure.From!.Value)} to {Text(measure.To!.Value)} is empty", span, "a window begins before it ends");
            return null;
        }

        return measure;
    }

    private static string Form(MeasureKind kind)
    {
        var name = Measure.NameOf(kind);
        return kind switch
        {
            MeasureKind.Value => $"{name}(24) or {name}(cp, 24), with a time",
            MeasureKind.Trough => $"{name}, {name}(24) or {name}(0, 24), with a quantity in front where there are several",
            MeasureKind.TimeAbove or MeasureKind.FractionAbove or MeasureKind.LongestAbove =>
                $"{name}(10, 0, 24), {name}(4*MIC, 0, 24) or without a window {name}(10), with a quantity in front where there are several",
            _ => $"{name}, {name}(0, 24) or {name}(cp, 0, 24)",
        };
    }

    private static string Text(double value) => value.ToString("R", CultureInfo.InvariantCulture);
}
