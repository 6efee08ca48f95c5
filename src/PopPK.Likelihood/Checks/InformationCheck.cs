using System.Collections.Immutable;
using System.Globalization;
using PopPK.Modeling;
using PopPK.Prediction;
using PopPK.Symbolics;
using PopPK.Text;

namespace PopPK.Likelihood.Checks;

/// <summary>
/// Finds out before a fit what the data can tell about the parameters of a model: which of them no observation depends on, and which
/// cannot be told apart because the predictions stay the same along a direction of them (local identifiability, from the rank of the
/// derivatives of means, variances and covariances). Costs a few predictions unless something is wrong. Stateless; safe for concurrent use.
/// </summary>
public static class InformationCheck
{
    // What a subset of the data can tell apart, all of them can: a few subjects are looked at first, then more.
    private const int FewestSubjects = 3;
    private const int FewSubjects = 24;
    private const int FewObservations = 8;
    private const int ManyObservations = 60;

    // Squared length of the change of predictions along a direction in which they should not change.
    private const double NoChange = 1e-8;

    /// <summary>Checks a cohort.</summary>
    /// <param name="cohort">Model and data.</param>
    /// <returns>Warnings, codes PK41xx.</returns>
    public static ImmutableArray<Diagnostic> Check(Cohort cohort)
    {
        ArgumentNullException.ThrowIfNull(cohort);
        var layout = new ParameterLayout(cohort.Model);
        var diagnostics = new DiagnosticBag();
        if (layout.Free.IsEmpty || CheckPoint.Initial(layout) is not { } initial)
        {
            return [];
        }

        var beside = new Lazy<CheckPoint?>(() => CheckPoint.Beside(layout));
        var influence = Influence.Of(cohort, layout, initial);
        if (!influence.IsKnown)
        {
            return [];
        }

        // What is without influence at the initial estimates only is an unlucky choice of these, not the data's fault.
        var missing = MissingOf(influence).ToHashSet();
        if (missing.Count > 0 && beside.Value is { } other && Influence.Of(cohort, layout, other) is { IsKnown: true } again)
        {
            missing.IntersectWith(MissingOf(again));
        }

        var known = KnownOtherwise(cohort.Model.Model, layout);
        ReportMissing(cohort.Model.Model, layout, missing, known, diagnostics);
        ReportDirections(cohort, layout, initial, beside, [.. missing, .. known], diagnostics);
        return [.. diagnostics];
    }

    private static IEnumerable<int> MissingOf(Influence influence) =>
        influence.Thetas.Concat(influence.Omegas).Select((has, i) => (has, i)).Where(x => !x.has).Select(x => x.i);

    // Fixed effects that decide on classes, and whatever has a prior: neither needs an observation that depends on it.
    private static HashSet<int> KnownOtherwise(PopulationModel model, ParameterLayout layout)
    {
        var symbols = model.FixedEffectPriors.SelectMany(p => p.Effects).ToHashSet();
        if (model.Mixture is { } mixture)
        {
            var definitions = model.Individual.ToDictionary(d => d.Symbol, d => d.Value);
            var open = new Stack<Symbol>(mixture.Classes.Select(c => c.Probability).Symbols());
            while (open.TryPop(out var symbol))
            {
                symbols.Add(symbol);
                foreach (var used in definitions.Remove(symbol, out var value) ? value.Symbols() : [])
                {
                    open.Push(used);
                }
            }
        }

        var blocks = model.CovariancePriors.Select(p => layout.CovarianceOfBlock(p.Block)).ToHashSet();
        return
        [
            .. Enumerable.Range(0, layout.FreeThetaCount).Where(i => symbols.Contains(model.FixedEffects[layout.Free[i]].Symbol)),
            .. Enumerable.Range(0, layout.FreeOmegas.Length).Where(i => blocks.Contains(layout.FreeOmegas[i].Covariance)).Select(i => layout.FreeThetaCount + i),
        ];
    }

    private static void ReportMissing(PopulationModel model, ParameterLayout layout, HashSet<int> missing, HashSet<int> known, DiagnosticBag diagnostics)
    {
        // What no expression uses is known from the text alone.
        var used = new[] { model.Individual.Concat(model.Predictions).Select(d => d.Value), model.Endpoints.SelectMany(e => e.Expressions),
            model.CompartmentProperties.Select(p => p.Value), StructureExpressions(model), model.Correlations.Select(c => c.Correlation) }
            .SelectMany(e => e).Symbols().ToHashSet();
        foreach (var i in missing.Where(i => !known.Contains(i)).Order())
        {
            var parameter = layout.Parameters[layout.Free[i]];
            if (i < layout.FreeThetaCount)
            {
                var effect = model.FixedEffects[layout.Free[i]];
                if (used.Contains(effect.Symbol))
                {
                    diagnostics.Warning("PK4101", $"no observation depends on {effect.Name}", effect.Location,
                        "it will be kept at its initial value; look whether the data have the doses, occasions, groups or kinds of observations it acts through, or fix it");
                }
            }
            else if (parameter.IsVariance)
            {
                var effect = EffectOf(model, parameter.Index[0]);
                if (used.Contains(effect.Symbol))
                {
                    diagnostics.Warning("PK4102", $"no observation depends on the random effect {effect.Name}", effect.Location,
                        "its variance will be kept at its initial value; remove the effect, or look whether the data have the doses, occasions or groups it acts through");
                }
            }
            else if (!missing.Any(m => m >= layout.FreeThetaCount && layout.Parameters[layout.Free[m]] is { IsVariance: true } v
                && (v.Index[0] == parameter.Index[0] || v.Index[0] == parameter.Index[1])))
            {
                var (row, column) = (EffectOf(model, parameter.Index[0]), EffectOf(model, parameter.Index[1]));
                diagnostics.Warning("PK4102", $"no subject's observations depend on both {column.Name} and {row.Name}, so their covariance cannot be estimated", row.Location,
                    "write them without a common block");
            }
        }
    }

    private static ImmutableArray<Expr> StructureExpressions(PopulationModel model) => model.Structure switch
    {
        EquationStructure equations => equations.Rates,
        ClosedFormStructure closed => [closed.EliminationRate, .. closed.AbsorptionRate is { } ka ? (Expr[])[ka] : [], .. closed.Exchange.SelectMany(e => (Expr[])[e.FromCentral, e.ToCentral])],
        _ => [],
    };

    private static RandomEffect EffectOf(PopulationModel model, int number) => model.RandomEffects.SelectMany(b => b.Effects).ElementAt(number - 1);

    private static void ReportDirections(
        Cohort cohort, ParameterLayout layout, CheckPoint initial, Lazy<CheckPoint?> beside, HashSet<int> without, DiagnosticBag diagnostics)
    {
        int[] among = [.. Enumerable.Range(0, layout.Free.Length).Where(i => !without.Contains(i))];
        var directions = DirectionsAt(cohort, layout, initial, among, isThorough: false);
        if (directions.Count > 0)
        {
            directions = DirectionsAt(cohort, layout, initial, among, isThorough: true);
        }

        if (directions.Count > 0 && beside.Value is { } other
            && DirectionsAt(cohort, layout, other, among, isThorough: true) is var elsewhere && elsewhere.Count < directions.Count)
        {
            directions = elsewhere;
        }

        foreach (var direction in directions)
        {
            ReportDirection(cohort.Model.Model, layout, initial, direction, diagnostics);
        }
    }

    private static List<double[]> DirectionsAt(Cohort cohort, ParameterLayout layout, CheckPoint at, int[] among, bool isThorough)
    {
        int[] subjects = isThorough || cohort.Subjects.Length <= FewSubjects
            ? [.. Enumerable.Range(0, cohort.Subjects.Length)]
            : [.. Enumerable.Range(0, FewSubjects).Select(i => (int)((long)i * cohort.Subjects.Length / FewSubjects))];
        var covers = MomentSensitivity.CoversOmega(cohort);
        var sensitivity = new MomentSensitivity(cohort, layout, at);
        var directions = new List<double[]>();
        var next = isThorough ? subjects.Length : FewestSubjects;
        for (var i = 0; i < subjects.Length; i++)
        {
            if (covers)
            {
                sensitivity.AddMoments(subjects[i], isThorough ? ManyObservations : FewObservations);
            }
            else
            {
                sensitivity.AddConditional(subjects[i]);
            }

            if (i + 1 == next || i + 1 == subjects.Length)
            {
                directions = Find(sensitivity);
                next *= 2;
                if (directions.Count == 0 && !IsMissing(sensitivity))
                {
                    return directions;
                }
            }
        }

        if (isThorough && covers && directions.Count > 0)
        {
            var check = new MomentSensitivity(cohort, layout, at);
            foreach (var i in subjects)
            {
                check.AddConditional(i);
            }

            directions.RemoveAll(d => IsSeenConditionally(check.Gram, layout, d));
        }

        return directions;

        // True while a parameter has no share yet: another subject may give it one.
        bool IsMissing(MomentSensitivity sum) => among.Any(i => sum.Gram[i * (layout.Free.Length + 1)] <= NoChange * NoChange);

        // A parameter without any share (one of second order, such as the shape of a transform of random effects) is not judged.
        List<double[]> Find(MomentSensitivity sum) =>
            NullDirections.Of(sum.Gram, layout.Free.Length, [.. among.Where(i => sum.Gram[i * (layout.Free.Length + 1)] > NoChange * NoChange)]);
    }

    // True for a direction of fixed effects only that changes predictions at random effects that are not zero: linearisation hides it.
    private static bool IsSeenConditionally(double[] gram, ParameterLayout layout, double[] direction)
    {
        var n = direction.Length;
        var (change, scale) = (0.0, 0.0);
        for (var i = 0; i < layout.FreeThetaCount; i++)
        {
            for (var j = 0; j < layout.FreeThetaCount; j++)
            {
                var (r, c) = i >= j ? (i, j) : (j, i);
                change += direction[i] * gram[r * n + c] * direction[j];
            }

            scale += direction[i] * direction[i] * gram[i * (n + 1)];
        }

        return direction.AsSpan(layout.FreeThetaCount).IndexOfAnyExcept(0.0) < 0 && change > NoChange * scale;
    }

    private static void ReportDirection(PopulationModel model, ParameterLayout layout, CheckPoint initial, double[] direction, DiagnosticBag diagnostics)
    {
        int[] members = [.. Enumerable.Range(0, direction.Length).Where(i => direction[i] != 0)];
        var names = members.Select(i => layout.Parameters[layout.Free[i]].Name).ToArray();
        var moves = members.Select((i, k) => Move(names[k], layout, initial, i, direction[i])).ToArray();
        var first = members.FirstOrDefault(i => i < layout.FreeThetaCount, -1);
        var location = first >= 0 ? model.FixedEffects[layout.Free[first]].Location : EffectOf(model, layout.Parameters[layout.Free[members[0]]].Index[0]).Location;
        diagnostics.Warning(
            "PK4103",
            $"the data cannot tell {Joined(names)} apart: to first order no prediction changes when {Joined(moves)}",
            location,
            $"{Determined(layout, initial, direction, members, names)}fix one of them to a known value, or write the model with fewer parameters");
    }

    // A hundredth of the unit of the direction: of a parameter its size, of a covariance the product of two standard deviations.
    private static string Move(string name, ParameterLayout layout, CheckPoint initial, int i, double component)
    {
        var isFixedEffect = i < layout.FreeThetaCount;
        var grows = component > 0 == (!isFixedEffect || initial.Free[i] >= 0);
        var size = Math.Abs(component);
        return $"{name} {(grows ? "grows" : "falls")} by " + (isFixedEffect && initial.Free[i] == 0 ? Number(0.01 * size)
            : isFixedEffect || layout.Parameters[layout.Free[i]].IsVariance ? $"{Number(size)} %"
            : $"{Number(size)} % of the product of its standard deviations");
    }

    // Two that move in proportion have a ratio or a product that is all there is.
    private static string Determined(ParameterLayout layout, CheckPoint initial, double[] direction, int[] members, string[] names)
    {
        const double alike = 1e-4;
        if (members.Length != 2 || members.Any(m => m >= layout.FreeThetaCount || !(initial.Free[m] > 0)))
        {
            return "";
        }

        var ratio = direction[members[0]] / direction[members[1]];
        return Math.Abs(ratio - 1) < alike ? $"only {names[0]}/{names[1]} matters: "
            : Math.Abs(ratio + 1) < alike ? $"only {names[0]}*{names[1]} matters: "
            : "";
    }

    private static string Joined(string[] parts) => parts.Length == 1 ? parts[0] : $"{string.Join(", ", parts[..^1])} and {parts[^1]}";

    private static string Number(double value) => value.ToString("G3", CultureInfo.InvariantCulture);
}
