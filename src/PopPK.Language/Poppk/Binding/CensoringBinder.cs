using PopPK.Language.Poppk.Syntax;
using PopPK.Modeling;
using PopPK.Symbolics;

namespace PopPK.Language.Poppk.Binding;

/// <summary>Binds what a distribution says about censored observations.</summary>
/// <param name="context">What all binders share.</param>
internal sealed class CensoringBinder(BindingContext context)
{
    private const string DefaultMethod = "m3";

    /// <summary>Binds it.</summary>
    /// <param name="syntax">Its syntax.</param>
    /// <param name="distribution">The distribution it belongs to.</param>
    /// <param name="distributionName">The name the distribution is written with.</param>
    public Censoring Bind(CensoringSyntax syntax, ObservationDistribution distribution, string distributionName)
    {
        var binder = ExpressionBinder.For(context, BindingPlace.Limit);
        var given = new Dictionary<string, (CensoringClauseSyntax Clause, Expr Value)>();
        foreach (var clause in syntax.Clauses)
        {
            var word = clause.Word.Text;
            var value = word == "using" ? Expr.Zero : binder.Bind(clause.Value);
            if (!given.TryAdd(word, (clause, value)))
            {
                context.Report(LanguageDiagnostics.RepeatedClause(context.At(clause), word, context.LineOf(given[word].Clause)));
            }
        }

        var censoring = new Censoring(BindMethod(ClauseOf("using")))
        {
            Flag = (ValueOf("by") as SymbolExpr)?.Symbol,
            Lower = ValueOf("below"),
            Upper = ValueOf("above"),
            OtherEnd = ValueOf("interval"),
        };
        Check(syntax, censoring);
        CheckMethod(syntax, censoring, distribution, distributionName);
        return censoring;

        CensoringClauseSyntax? ClauseOf(string word) => given.TryGetValue(word, out var found) ? found.Clause : null;

        Expr? ValueOf(string word) => given.TryGetValue(word, out var found) ? found.Value : null;
    }

    private CensoringMethod BindMethod(CensoringClauseSyntax? clause)
    {
        var word = clause is { Value: NameExpressionSyntax { Name.Text: var text } } ? text : DefaultMethod;
        if (Vocabulary.CensoringMethods.Find(word) is { } method)
        {
            return method;
        }

        context.Report(LanguageDiagnostics.UnknownCensoringMethod(context.At(clause!.Value), word));
        return CensoringMethod.Probability;
    }

    private void Check(CensoringSyntax syntax, Censoring censoring)
    {
        // Clauses that could not be read have been reported.
        if (!syntax.Clauses.IsEmpty && censoring is { Flag: null, Lower: null, Upper: null })
        {
            context.Report(LanguageDiagnostics.CensoringWithoutCondition(context.At(syntax)));
        }

        if (censoring is { Lower: ConstantExpr lower, Upper: ConstantExpr upper } && lower.Value >= upper.Value)
        {
            context.Report(LanguageDiagnostics.LimitsReversed(context.At(syntax), lower.Value, upper.Value));
        }
    }

    private void CheckMethod(CensoringSyntax syntax, Censoring censoring, ObservationDistribution distribution, string distributionName)
    {
        var method = Vocabulary.CensoringMethods.WordFor(censoring.Method);
        var place = context.At((SyntaxNode?)syntax.Clauses.FirstOrDefault(c => c.Word.Text == "using") ?? syntax);
        if (censoring.Method == CensoringMethod.ProbabilityGivenPositive)
        {
            if (distribution is not NormalDistribution { Transform: null })
            {
                context.Report(LanguageDiagnostics.PositiveNeedsNormal(place, distributionName));
            }
            else if (censoring is { Lower: null, Flag: null })
            {
                context.Report(LanguageDiagnostics.PositiveNeedsLowerLimit(place));
            }
        }
        else if (censoring.Method == CensoringMethod.Probability && distribution is not NormalDistribution)
        {
            context.Report(LanguageDiagnostics.CensoringNeedsNormal(place, method, distributionName));
        }

        if (censoring.Method != CensoringMethod.Probability && syntax.Clauses.FirstOrDefault(c => c.Word.Text == "interval") is { } interval)
        {
            context.Report(LanguageDiagnostics.IntervalNotUsed(context.At(interval), method));
        }
    }
}
