using System.Collections.Immutable;
using System.Globalization;
using PopPK.Language.Poppk.Syntax;
using PopPK.Modeling;
using PopPK.Symbolics;

namespace PopPK.Language.Poppk.Binding;

/// <summary>Binds the correlations of the section <c>observations</c>.</summary>
/// <param name="context">What all binders share.</param>
/// <param name="model">The model with its endpoints.</param>
internal sealed class CorrelationBinder(BindingContext context, PopulationModel model)
{
    /// <summary>Binds the correlations among the statements of the section.</summary>
    /// <param name="statements">The statements.</param>
    public ImmutableArray<ResidualCorrelation> Bind(ImmutableArray<StatementSyntax> statements)
    {
        var expressions = ExpressionBinder.For(context, BindingPlace.Correlation);

        // Where a distribution could not be bound it is not known what the endpoints are called.
        var areAllKnown = statements.OfType<ObservationSyntax>().Count() == model.Endpoints.Length
            && !statements.Any(s => s is UnreadableStatementSyntax);
        var first = new Dictionary<(int, int), CorrelationSyntax>();
        var bound = ImmutableArray.CreateBuilder<ResidualCorrelation>();
        foreach (var statement in statements.OfType<CorrelationSyntax>())
        {
            var value = expressions.Bind(statement.Value);
            CheckRange(statement, value);
            if (!areAllKnown || statement.Value is MissingExpressionSyntax || BindPair(statement) is not { } pair)
            {
                continue;
            }

            var ordered = (Math.Min(pair.First, pair.Second), Math.Max(pair.First, pair.Second));
            if (!first.TryAdd(ordered, statement))
            {
                context.Report(LanguageDiagnostics.CorrelationTwice(
                    context.At(statement), TextOf(statement, 0), TextOf(statement, 1), context.LineOf(first[ordered])));
            }

            bound.Add(new ResidualCorrelation(pair.First, pair.Second, value) { Location = context.At(statement) });
        }

        return bound.DrainToImmutable();
    }

    private (int First, int Second)? BindPair(CorrelationSyntax statement)
    {
        var arguments = statement.Pair.Arguments;
        if (arguments.Any(a => a.Value is MissingExpressionSyntax))
        {
            return null;
        }

        if (arguments is not [{ Name: null }, { Name: null }])
        {
            context.Report(LanguageDiagnostics.CorrelationOfOther(context.At(statement.Pair)));
            return null;
        }

        if (FindEndpoint(arguments[0].Value) is not { } first || FindEndpoint(arguments[1].Value) is not { } second)
        {
            return null;
        }

        if (first == second)
        {
            context.Report(LanguageDiagnostics.CorrelationWithItself(context.At(statement.Pair), TextOf(statement, 0)));
            return null;
        }

        foreach (var (position, argument) in new[] { first, second }.Zip(arguments))
        {
            if (model.Endpoints[position].Distribution is not NormalDistribution)
            {
                context.Report(LanguageDiagnostics.CorrelationNeedsNormal(context.At(argument), TextOf(argument.Value)));
                return null;
            }
        }

        return (first, second);
    }

    // By its name, or by its place among the distributions, from 1.
    private int? FindEndpoint(ExpressionSyntax syntax)
    {
        if (syntax is not (NameExpressionSyntax or NumberExpressionSyntax))
        {
            context.Report(LanguageDiagnostics.CorrelationOfOther(context.At(syntax)));
            return null;
        }

        var name = TextOf(syntax);
        ImmutableArray<int> found =
        [
            .. Enumerable.Range(0, model.Endpoints.Length)
                .Where(i => syntax is NumberExpressionSyntax number ? number.Value == i + 1 : model.Endpoints[i].Name == name),
        ];
        switch (found)
        {
            case [var only]:
                return only;
            case []:
                ImmutableArray<string> names = [.. model.Endpoints.Where(e => e.Distribution.Prediction is SymbolExpr).Select(e => e.Name).Distinct()];
                context.Report(LanguageDiagnostics.UnknownEndpoint(context.At(syntax), name, names));
                return null;
            default:
                context.Report(LanguageDiagnostics.AmbiguousEndpoint(context.At(syntax), name, [.. found.Select(i => i + 1)]));
                return null;
        }
    }

    private void CheckRange(CorrelationSyntax statement, Expr value)
    {
        if (InitialValue.Of(value, model) is { } start && !(Math.Abs(start) < 1))
        {
            context.Report(LanguageDiagnostics.CorrelationOutsideRange(context.At(statement.Value), start, value is ConstantExpr));
        }
    }

    private static string TextOf(CorrelationSyntax statement, int index) => TextOf(statement.Pair.Arguments[index].Value);

    private static string TextOf(ExpressionSyntax syntax) => syntax switch
    {
        NameExpressionSyntax name => name.Name.Text,
        NumberExpressionSyntax number => number.Value.ToString(CultureInfo.InvariantCulture),
        _ => "",
    };
}
