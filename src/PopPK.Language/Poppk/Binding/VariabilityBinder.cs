using System.Collections.Immutable;
using PopPK.Language.Poppk.Syntax;
using PopPK.Modeling;

namespace PopPK.Language.Poppk.Binding;

/// <summary>Binds the sections <c>variability by ...</c>.</summary>
/// <param name="context">What all binders share.</param>
internal sealed class VariabilityBinder(BindingContext context)
{
    /// <summary>Binds the blocks of a section.</summary>
    /// <param name="section">The section.</param>
    public IEnumerable<RandomEffectBlock> Bind(VariabilitySyntax section)
    {
        foreach (var block in section.Blocks)
        {
            var effects = block.Names.Select(n => new RandomEffect(context.Names.Declare(n, NameKind.RandomEffect)) { Location = context.At(n) });
            yield return new RandomEffectBlock(section.Grouping?.Text ?? "ID", [.. effects], BindCovariance(block), block.IsFixed)
            {
                Within = section.Within?.Text,
            };
        }
    }

    private ImmutableArray<double> BindCovariance(RandomEffectSyntax block)
    {
        var size = block.Names.Length;
        if (block.Rows is not { } rows || !HasTriangleShape(block, rows))
        {
            // Reported; the identity stands in.
            return [.. Enumerable.Range(0, size).SelectMany(row => Enumerable.Range(0, row + 1).Select(column => row == column ? 1.0 : 0.0))];
        }

        var values = rows.SelectMany(r => r).Select(n => block.IsStandardDeviation ? n.Value * n.Value : n.Value).ToImmutableArray();
        if (HasAdmissibleVariances(block, rows) && size > 1)
        {
            CheckPositiveDefinite(block, values);
        }

        return values;
    }

    private bool HasTriangleShape(RandomEffectSyntax block, ImmutableArray<ImmutableArray<NumberSyntax>> rows)
    {
        var size = block.Names.Length;
        if (!block.IsTriangle && size > 1)
        {
            context.Report(LanguageDiagnostics.OneVarianceForSeveral(context.At(block.ValuesSpan), size, TriangleForm(size)));
            return false;
        }

        if (rows.Length == size && rows.Select((row, i) => row.Length == i + 1).All(isRight => isRight))
        {
            return true;
        }

        context.Report(LanguageDiagnostics.WrongTriangle(
            context.At(block.ValuesSpan), string.Join(", ", block.Names.Select(n => n.Text)), [.. rows.Select(r => r.Length)], TriangleForm(size)));
        return false;
    }

    private bool HasAdmissibleVariances(RandomEffectSyntax block, ImmutableArray<ImmutableArray<NumberSyntax>> rows)
    {
        var isGood = true;
        foreach (var (row, name) in rows.Zip(block.Names))
        {
            var variance = row[^1];
            if (!IsAdmissible(block, variance.Value))
            {
                context.Report(LanguageDiagnostics.NonPositiveVariance(
                    context.At(variance), name.Text, variance.Value, block.IsStandardDeviation ? "standard deviation" : "variance"));
                isGood = false;
            }
        }

        return isGood;
    }

    // A variance fixed to zero says that the effect is absent; in a block it would leave a matrix without an inverse.
    private static bool IsAdmissible(RandomEffectSyntax block, double value)
    {
        var variance = block.IsStandardDeviation ? value * Math.Abs(value) : value;
        return double.IsFinite(variance) && (variance > 0 || (value == 0 && block.IsFixed && block.Names.Length == 1));
    }

    private void CheckPositiveDefinite(RandomEffectSyntax block, ImmutableArray<double> triangle)
    {
        if (FirstImpossibleCorrelation(block.Names.Length, triangle) is { } pair)
        {
            context.Report(LanguageDiagnostics.ImpossibleCorrelation(
                context.At(block.ValuesSpan), block.Names[pair.Row].Text, block.Names[pair.Column].Text, pair.Correlation));
        }
        else if (FirstFailingPivot(block.Names.Length, triangle) is { } failing)
        {
            context.Report(LanguageDiagnostics.NotPositiveDefinite(
                context.At(block.ValuesSpan), string.Join(", ", block.Names.Select(n => n.Text)), block.Names[failing].Text));
        }
    }

    private static (int Row, int Column, double Correlation)? FirstImpossibleCorrelation(int size, ImmutableArray<double> triangle)
    {
        for (var row = 1; row < size; row++)
        {
            for (var column = 0; column < row; column++)
            {
                var correlation = triangle[Index(row, column)] / Math.Sqrt(triangle[Index(row, row)] * triangle[Index(column, column)]);
                if (!(Math.Abs(correlation) < 1))
                {
                    return (row, column, correlation);
                }
            }
        }

        return null;
    }

    // Cholesky factorisation, row by row; the first row whose pivot is not positive, or null.
    private static int? FirstFailingPivot(int size, ImmutableArray<double> triangle)
    {
        var factor = triangle.ToArray();
        for (var row = 0; row < size; row++)
        {
            for (var column = 0; column <= row; column++)
            {
                var sum = factor[Index(row, column)];
                for (var k = 0; k < column; k++)
                {
                    sum -= factor[Index(row, k)] * factor[Index(column, k)];
                }

                if (row == column && !(sum > 0))
                {
                    return row;
                }

                factor[Index(row, column)] = row == column ? Math.Sqrt(sum) : sum / factor[Index(column, column)];
            }
        }

        return null;
    }

    private static int Index(int row, int column) => row * (row + 1) / 2 + column;

    private static string TriangleForm(int size) => size switch
    {
        1 => "[a]",
        2 => "[a; b, c]",
        3 => "[a; b, c; d, e, f]",
        _ => $"[a; b, c; ...], {size} rows",
    };
}
