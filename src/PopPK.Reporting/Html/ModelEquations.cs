using System.Collections.Immutable;
using System.Net;
using PopPK.Modeling;
using PopPK.Symbolics;

namespace PopPK.Reporting.Html;

/// <summary>A population model as typeset equations: individual parameters, structure, observations, random effects. Stateless.</summary>
internal static class ModelEquations
{
    /// <summary>The equations, in parts with a heading each; parts without equations are left out.</summary>
    /// <param name="model">The model.</param>
    /// <returns>The parts; a line is MathML without its <c>math</c> element.</returns>
    public static ImmutableArray<(string Heading, ImmutableArray<string> Lines)> Of(PopulationModel model)
    {
        var names = model.Structure.Compartments.ToDictionary(c => c.Amount, c => MathNames.Amount(c.Name));
        names[model.Time] = "<mi>t</mi>";
        (string Heading, IEnumerable<string> Lines)[] parts =
        [
            ("Individual parameters", model.Individual.Select(d => Definition(d, names))),
            ("Structure", Structure(model, names)),
            ("Doses and initial amounts", model.CompartmentProperties.Select(p => Property(model, p, names))),
            ("Quantities", model.Predictions.Select(d => Definition(d, names))),
            ("Observations", Observations(model, names)),
            ("Random effects", model.RandomEffects.Select(Block)),
            ("Subpopulations", (model.Mixture?.Classes ?? []).Select(c => $"<mi>P</mi><mo>(</mo><mtext>{Encode(c.Name)}</mtext><mo>)</mo><mo>=</mo>{Write(c.Probability, names)}")),
        ];
        return [.. parts.Select(p => (p.Heading, p.Lines.ToImmutableArray())).Where(p => p.Item2.Length > 0)];
    }

    private static string Definition(Definition definition, Dictionary<Symbol, string> names) =>
        $"{MathNames.Of(definition.Name)}<mo>=</mo>{Write(definition.Value, names)}{Unit(definition.Unit)}";

    private static IEnumerable<string> Structure(PopulationModel model, Dictionary<Symbol, string> names)
    {
        ImmutableArray<Expr> rates = model.Structure switch
        {
            EquationStructure equations => equations.Rates,
            ClosedFormStructure closed => RatesOf(closed),
            _ => [],
        };
        return rates.Select((rate, i) =>
            $"<mfrac><mrow><mi>d</mi>{names[model.Structure.Compartments[i].Amount]}</mrow><mrow><mi>d</mi><mi>t</mi></mrow></mfrac><mo>=</mo>{Write(rate, names)}");
    }

    // The linear system that the closed form solves.
    private static ImmutableArray<Expr> RatesOf(ClosedFormStructure closed)
    {
        var amounts = closed.Compartments.Select(c => Expr.Of(c.Amount)).ToArray();
        var first = closed.AbsorptionRate is null ? 0 : 1;
        var rates = new Expr[amounts.Length];
        var central = new List<Expr>();
        if (closed.AbsorptionRate is { } absorption)
        {
            rates[0] = -(absorption * amounts[0]);
            central.Add(absorption * amounts[0]);
        }

        central.Add(-(closed.EliminationRate * amounts[first]));
        for (var i = 0; i < closed.Exchange.Length; i++)
        {
            var (from, to) = closed.Exchange[i];
            var peripheral = amounts[first + 1 + i];
            central.Add(-(from * amounts[first]));
            central.Add(to * peripheral);
            rates[first + 1 + i] = from * amounts[first] - to * peripheral;
        }

        rates[first] = Expr.Sum(central);
        return [.. rates];
    }

    private static string Property(PopulationModel model, CompartmentProperty property, Dictionary<Symbol, string> names)
    {
        var compartment = model.Structure.Compartments[property.Compartment];
        var value = Write(property.Value, names);
        return property.Kind == CompartmentPropertyKind.InitialAmount
            ? $"{names[compartment.Amount]}<mo>(</mo><mn>0</mn><mo>)</mo><mo>=</mo>{value}"
            : $"<mtext>{property.Kind.ToString().ToLowerInvariant()} of doses into {Encode(compartment.Name)}</mtext><mo>=</mo>{value}";
    }

    private static IEnumerable<string> Observations(PopulationModel model, Dictionary<Symbol, string> names)
    {
        foreach (var endpoint in model.Endpoints)
        {
            var when = endpoint.Selector is { } selector ? $"<mspace width=\"2em\"/><mtext>where&#xa0;</mtext>{MathWriter.Write(selector, names)}" : "";
            yield return Distribution(endpoint.Distribution, names) + when;
            if (endpoint.Censoring is { } censoring)
            {
                yield return Censoring(censoring, names);
            }
        }

        foreach (var correlation in model.Correlations)
        {
            yield return $"<mtext>correlation of the residuals of {Encode(model.Endpoints[correlation.First].Name)} and {Encode(model.Endpoints[correlation.Second].Name)}</mtext>"
                + $"<mo>=</mo>{Write(correlation.Correlation, names)}";
        }
    }

    private static string Distribution(ObservationDistribution distribution, Dictionary<Symbol, string> names) => distribution switch
    {
        NormalDistribution { Transform: null } normal =>
            $"<mi>DV</mi><mo>∼</mo><mi mathvariant=\"normal\">N</mi><mo>(</mo>{Write(normal.Mean, names)}<mo>,</mo>{MathWriter.WriteSquare(normal.StandardDeviation, names)}<mo>)</mo>",
        NormalDistribution normal =>
            $"<mi>h</mi><mo>(</mo><mi>DV</mi><mo>)</mo><mo>∼</mo><mi mathvariant=\"normal\">N</mi><mo>(</mo><mi>h</mi><mo>(</mo>{Write(normal.Mean, names)}<mo>)</mo><mo>,</mo>"
            + $"{MathWriter.WriteSquare(normal.StandardDeviation, names)}<mo>)</mo><mo>,</mo><mspace width=\"1em\"/><mi>h</mi><mo>:</mo><mtext>{TransformText(normal.Transform)}</mtext>",
        StudentTDistribution student =>
            $"<mfrac><mrow><mi>DV</mi><mo>−</mo>{Write(student.Mean, names)}</mrow><mrow>{Write(student.Scale, names)}</mrow></mfrac><mo>∼</mo><mi>t</mi><mo>(</mo>{Write(student.DegreesOfFreedom, names)}<mo>)</mo>",
        LikelihoodDistribution likelihood => $"<mi>ln</mi><mo>&#x2061;</mo><mi>L</mi><mo>=</mo>{Write(likelihood.LogLikelihood, names)}",
        _ => $"<mtext>{Encode(distribution.GetType().Name)}</mtext>",
    };

    private static string TransformText(ObservationTransform transform) => transform switch
    {
        LogTransform => "natural logarithm",
        LogitTransform => "logit between bounds",
        ProbitTransform => "probit between bounds",
        BoxCoxTransform => "Box-Cox transform",
        YeoJohnsonTransform => "Yeo-Johnson transform",
        _ => Encode(transform.GetType().Name),
    };

    private static string Censoring(Censoring censoring, Dictionary<Symbol, string> names)
    {
        var method = censoring.Method switch
        {
            CensoringMethod.Probability => "contributes its probability (M3)",
            CensoringMethod.ProbabilityGivenPositive => "contributes its probability given a positive observation (M4)",
            _ => "is left out (M1)",
        };
        var below = censoring.Lower is { } lower ? $"<mtext>&#xa0;below&#xa0;</mtext>{Write(lower, names)}" : "";
        var above = censoring.Upper is { } upper ? $"<mtext>&#xa0;above&#xa0;</mtext>{Write(upper, names)}" : "";
        return $"<mtext>a censored observation</mtext>{below}{above}<mtext>&#xa0;{method}</mtext>";
    }

    private static string Block(RandomEffectBlock block)
    {
        var effects = string.Join("<mo>,</mo>", block.Effects.Select(e => MathNames.Of(e.Name)));
        var vector = block.Size == 1 ? effects : $"<mo>(</mo>{effects}<mo>)</mo>";
        var matrix = block.Size == 1
            ? $"<msubsup><mi>ω</mi><mtext>{MathNames.IndexOf(block.Effects[0].Name)}</mtext><mn>2</mn></msubsup>"
            : "<mi mathvariant=\"normal\">Ω</mi>";
        var within = block.Within is { } outer ? $" within {outer}" : "";
        return $"{vector}<mo>∼</mo><mi mathvariant=\"normal\">N</mi><mo>(</mo><mn>0</mn><mo>,</mo>{matrix}<mo>)</mo><mspace width=\"2em\"/>"
            + $"<mtext>one per {Encode(block.Grouping + within)}{(block.IsFixed ? ", variance fixed" : "")}</mtext>";
    }

    private static string Unit(string? unit) => unit is null ? "" : $"<mspace width=\"1.5em\"/><mtext>[{Encode(unit)}]</mtext>";

    private static string Write(Expr expression, Dictionary<Symbol, string> names) => MathWriter.Write(expression, names);

    private static string Encode(string text) => WebUtility.HtmlEncode(text);
}
