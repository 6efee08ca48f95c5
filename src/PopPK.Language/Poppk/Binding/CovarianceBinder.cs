using System.Collections.Immutable;
using PopPK.Language.Poppk.Syntax;

namespace PopPK.Language.Poppk.Binding;

/// <summary>Binds covariance matrices: of random effects, and of priors.</summary>
/// <param name="context">What all binders share.</param>
internal sealed class CovarianceBinder(BindingContext context)
{
    // A pivot that is so small a part of its variance is what rounding left of zero.
    private const double SmallestPivot = 1e-14;

    /// <summary>Binds the covariance matrix of random effects.</summary>
    /// <param name="effects">The effects.</param>
    /// <returns>The lower triangle row by row; the identity where it cannot be used, which has been reported.</returns>
    public ImmutableArray<double> Bind(RandomEffectSyntax effects)
    {
        // A variance fixed to zero says that the effect is absent; in a block it would leave a matrix without an inverse.
        var mayBeZero = effects.IsFixed && effects.Names.Length == 1;
        return Bind(effects.Covariance, new MatrixUse(effects.Names, "random effects", "~ ", IsPrior: false, mayBeZero));
    }

    /// <summary>Binds a matrix that a prior is made of.</summary>
    /// <param name="syntax">The matrix, or null when it could not be read.</param>
    /// <param name="names">What its rows are about.</param>
    /// <param name="noun">What these are, for messages: parameters.</param>
    /// <returns>The lower triangle row by row; the identity where it cannot be used, which has been reported.</returns>
    public ImmutableArray<double> Bind(CovarianceSyntax? syntax, ImmutableArray<NameSyntax> names, string noun) =>
        Bind(syntax, new MatrixUse(names, noun, "", IsPrior: true, MayBeZero: false));

    private ImmutableArray<double> Bind(CovarianceSyntax? syntax, MatrixUse use)
    {
        var size = use.Names.Length;
        if (syntax is null || !HasTriangleShape(syntax, use))
        {
            return [.. Enumerable.Range(0, size).SelectMany(row => Enumerable.Range(0, row + 1).Select(column => row == column ? 1.0 : 0.0))];
        }

        var values = syntax.Rows.SelectMany(r => r).Select(n => syntax.IsStandardDeviation ? n.Value * n.Value : n.Value).ToImmutableArray();
        if (HasAdmissibleVariances(syntax, use) && size > 1)
        {
            CheckPositiveDefinite(syntax, use, values);
        }

        return values;
    }

    private bool HasTriangleShape(CovarianceSyntax syntax, MatrixUse use)
    {
        var size = use.Names.Length;
        if (!syntax.IsTriangle && size > 1)
        {
            context.Report(LanguageDiagnostics.OneVarianceForSeveral(context.At(syntax), size, use.Noun, use.Sign + TriangleForm(size)));
            return false;
        }

        if (syntax.Rows.Length == size && syntax.Rows.Select((row, i) => row.Length == i + 1).All(isRight => isRight))
        {
            return true;
        }

        context.Report(LanguageDiagnostics.WrongTriangle(
            context.At(syntax), NamesOf(use), [.. syntax.Rows.Select(r => r.Length)], TriangleForm(size)));
        return false;
    }

    private bool HasAdmissibleVariances(CovarianceSyntax syntax, MatrixUse use)
    {
        var isGood = true;
        foreach (var (row, name) in syntax.Rows.Zip(use.Names))
        {
            var number = row[^1];
            var variance = syntax.IsStandardDeviation ? number.Value * Math.Abs(number.Value) : number.Value;
            if (!double.IsFinite(variance) || !(variance > 0 || (number.Value == 0 && use.MayBeZero)))
            {
                context.Report(LanguageDiagnostics.NonPositiveVariance(
                    context.At(number), name.Text, number.Value, syntax.IsStandardDeviation ? "standard deviation" : "variance", use.IsPrior));
                isGood = false;
            }
        }

        return isGood;
    }

    private void CheckPositiveDefinite(CovarianceSyntax syntax, MatrixUse use, ImmutableArray<double> triangle)
    {
        if (FirstImpossibleCorrelation(use.Names.Length, triangle) is { } pair)
        {
            context.Report(LanguageDiagnostics.ImpossibleCorrelation(
                context.At(syntax), use.Names[pair.Row].Text, use.Names[pair.Column].Text, pair.Correlation));
        }
        else if (FirstFailingPivot(use.Names.Length, triangle) is { } failing)
        {
            context.Report(LanguageDiagnostics.NotPositiveDefinite(context.At(syntax), NamesOf(use), use.Names[failing].Text));
        }
    }

    private static string NamesOf(MatrixUse use) => string.Join(", ", use.Names.Select(n => n.Text));

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

                if (row == column && !(sum > SmallestPivot * triangle[Index(row, row)]))
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

    private sealed record MatrixUse(ImmutableArray<NameSyntax> Names, string Noun, string Sign, bool IsPrior, bool MayBeZero);
}
