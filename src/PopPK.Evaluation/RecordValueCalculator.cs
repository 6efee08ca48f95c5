using System.Collections.Immutable;
using PopPK.Data;
using PopPK.Estimation;
using PopPK.Modeling;
using PopPK.Prediction;
using PopPK.Prediction.Compilation;
using PopPK.Prediction.Tracing;
using PopPK.Symbolics;

namespace PopPK.Evaluation;

/// <summary>
/// Computes what definitions, covariates and amounts are at every record, at the estimates and the empirical Bayes estimates. Amounts are
/// predicted by the engine itself, from a model whose observations they are. Stateless; safe for concurrent use.
/// </summary>
public static class RecordValueCalculator
{
    /// <summary>Computes the values record by record, in the order of the data.</summary>
    /// <param name="result">An estimation or evaluation with an objective.</param>
    /// <param name="residuals">Its residuals, one per record.</param>
    /// <param name="asked">Expressions that will be asked for; only amounts they depend on are computed.</param>
    /// <param name="atZero">True for random effects of 0, as after a first-order fit that does not search modes.</param>
    public static IEnumerable<RecordValues> Compute(
        EstimationResult result,
        ImmutableArray<RecordResiduals> residuals,
        IEnumerable<Expr> asked,
        bool atZero = false)
    {
        ArgumentNullException.ThrowIfNull(result);
        ArgumentNullException.ThrowIfNull(asked);
        var model = result.Cohort.Model.Model;
        Definition[] definitions = [.. model.Individual, .. model.Predictions];
        var needed = definitions.Select(d => d.Value).Concat(asked).Symbols().ToHashSet();
        var amounts = model.Structure.Compartments.Where(c => needed.Contains(c.Amount)).Select(c => (c.Amount, Cohort: WithAmount(result.Cohort, c))).ToArray();
        return OfSubjects(result, residuals, definitions, amounts, atZero);
    }

    private static IEnumerable<RecordValues> OfSubjects(
        EstimationResult result,
        ImmutableArray<RecordResiduals> residuals,
        Definition[] definitions,
        (Symbol Amount, Cohort? Cohort)[] amounts,
        bool atZero)
    {
        var model = result.Cohort.Model.Model;
        var theta = result.Estimates.Take(model.FixedEffects.Length).ToArray();
        var row = 0;
        for (var i = 0; i < result.Subjects.Length; i++)
        {
            var subject = result.Cohort.SubjectOf(i, result.Subjects[i].Class);
            var eta = atZero ? new double[result.Subjects[i].Eta.Length] : [.. result.Subjects[i].Eta];
            var effects = EffectsOf(result.Cohort.Model, eta);
            var predicted = amounts.Select(a => (a.Amount, Values: a.Cohort is { } cohort ? Follow(cohort, i, result.Subjects[i].Class, theta, eta) : [])).ToArray();
            var records = subject.Subject.Records;
            for (var r = 0; r < records.Length && row < residuals.Length; r++, row++)
            {
                var values = Known(result, i, records[r], theta, eta);
                foreach (var (amount, list) in predicted)
                {
                    values[amount] = list.GetValueOrDefault(r, double.NaN);
                }

                foreach (var definition in definitions)
                {
                    values[definition.Symbol] = Interpreter.Evaluate(definition.Value, values.GetValueOrDefault);
                }

                yield return new RecordValues(records[r], residuals[row], records.Length, result.Subjects[i].Ofv, effects, values);
            }
        }
    }

    /// <summary>The data with an amount as the only prediction, or null when it cannot be bound.</summary>
    private static Cohort? WithAmount(Cohort cohort, Compartment compartment)
    {
        var model = cohort.Model.Model with
        {
            Endpoints = [new Endpoint(Expr.Of(compartment.Amount), Expr.One)],
            Correlations = [],
        };
        return CohortBuilder.Build(model, cohort.Dataset).Cohort;
    }

    private static Dictionary<int, double> Follow(Cohort cohort, int subject, int @class, double[] theta, double[] eta) => cohort.Model.Slots.Length != eta.Length
        ? []
        : SubjectTracer.Follow(cohort, cohort.SubjectOf(subject, @class), theta, eta).Predictions
            .GroupBy(p => p.Record).ToDictionary(g => g.Key, g => g.Last().Mean);

    private static Dictionary<Symbol, double> Known(EstimationResult result, int subject, DataRecord record, double[] theta, double[] eta)
    {
        var model = result.Cohort.Model.Model;
        var values = new Dictionary<Symbol, double>();
        for (var k = 0; k < theta.Length; k++)
        {
            values[model.FixedEffects[k].Symbol] = theta[k];
        }

        for (var k = 0; k < eta.Length; k++)
        {
            values[result.Cohort.Model.Slots[k].Symbol] = eta[k];
        }

        foreach (var covariate in model.Covariates)
        {
            var column = result.Cohort.Dataset.IndexOf(covariate.Name);
            values[covariate.Symbol] = column < 0 ? double.NaN
                : covariate.Interpolation == CovariateInterpolation.Constant ? result.Cohort.Subjects[subject].Subject.Records[0].Values[column]
                : record.Values[column];
        }

        values[model.Time] = record.Time;
        values[model.Observed] = double.IsNaN(record.DependentValue) ? 0 : record.DependentValue;
        if (model.Mixture is { } mixture)
        {
            values[mixture.Class] = result.Subjects[subject].Class + 1;
        }

        return values;
    }

    private static ImmutableArray<double> EffectsOf(CompiledModel model, double[] eta) =>
    [
        .. model.Model.RandomEffects.SelectMany(b => b.Effects).Select(effect =>
            Enumerable.Range(0, eta.Length).Where(k => model.Slots[k].Effect.Symbol == effect.Symbol).Select(k => eta[k]).FirstOrDefault()),
    ];
}
