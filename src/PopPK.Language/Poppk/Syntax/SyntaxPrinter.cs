using System.Collections.Immutable;
using System.Globalization;
using System.Text;

namespace PopPK.Language.Poppk.Syntax;

/// <summary>Shows the syntax tree of a model text, one node a line, children indented. Stateless and safe for concurrent use.</summary>
public static class SyntaxPrinter
{
    /// <summary>Prints a tree; the text ends with a line feed.</summary>
    /// <param name="model">The tree.</param>
    public static string Print(ModelSyntax model)
    {
        ArgumentNullException.ThrowIfNull(model);
        var text = new StringBuilder("model text\n");
        foreach (var section in model.Sections)
        {
            PrintSection(text, section);
        }

        return text.ToString();
    }

    private static void PrintSection(StringBuilder text, SectionSyntax section)
    {
        Line(text, 1, "section " + section.Keyword.Text + section switch
        {
            HeaderSyntax { Name: { } name } => $" {name.Text}",
            MixtureSyntax mixture => $" {mixture.Name?.Text ?? "?"}",
            VariabilitySyntax v => $" by {v.Grouping?.Text ?? "?"}{(v.Within is null ? "" : $" within {v.Within.Text}")}",
            _ => "",
        });
        IEnumerable<SyntaxNode> children = section switch
        {
            HeaderSyntax header => header.Items,
            ParametersSyntax parameters => parameters.Parameters,
            VariabilitySyntax variability => variability.Blocks,
            MixtureSyntax mixture => mixture.Classes,
            PriorsSyntax priors => priors.Priors,
            CovariatesSyntax covariates => covariates.Covariates,
            IndividualSyntax individual => individual.Definitions,
            StructureSyntax structure => structure.Statements,
            ObservationsSyntax observations => observations.Statements,
            _ => [],
        };
        foreach (var child in children)
        {
            PrintNode(text, 2, child);
        }
    }

    private static void PrintNode(StringBuilder text, int depth, SyntaxNode node)
    {
        switch (node)
        {
            case HeaderItemSyntax item:
                PrintHeaderItem(text, depth, item);
                break;
            case ParameterSyntax parameter:
                PrintParameter(text, depth, parameter);
                break;
            case RandomEffectSyntax effects:
                PrintRandomEffects(text, depth, effects);
                break;
            case MixtureClassSyntax c:
                Line(text, depth, $"class {c.Name.Text}");
                PrintExpression(text, depth + 1, c.Probability);
                break;
            case PriorSyntax prior:
                Line(text, depth, $"prior {Names(prior.Names)} ~ {Prior(prior)}");
                break;
            case CovariateSyntax covariate:
                Line(text, depth, $"covariate {covariate.Name.Text}{(covariate.Interpolation is { } word ? " " + word.Text : "")}{Unit(covariate.Unit)}");
                foreach (var (value, label) in covariate.Categories)
                {
                    Line(text, depth + 1, $"category {Number(value.Value)} {label.Text}");
                }

                break;
            case StatementSyntax statement:
                PrintStatement(text, depth, statement);
                break;
            case ExpressionSyntax expression:
                PrintExpression(text, depth, expression);
                break;
        }
    }

    private static void PrintHeaderItem(StringBuilder text, int depth, HeaderItemSyntax item)
    {
        Line(text, depth, item switch
        {
            TitleSyntax title => $"title \"{title.Title.Value}\"",
            DataSyntax data => $"data \"{data.Path?.Value}\"",
            DropSyntax drop => "drop " + string.Join(", ", drop.Columns.Select(c => c.Text)),
            RenameSyntax rename => "rename " + string.Join(", ", rename.Pairs.Select(p => $"{p.Name.Text} = {p.Column.Text}")),
            MethodSyntax method => "method " + string.Join(", ", method.Steps.Select(m => m.Name.Text + (m.Nodes is { } nodes ? $"({Number(nodes.Value)})" : ""))),
            _ => "where",
        });
        if (item is WhereSyntax where)
        {
            PrintExpression(text, depth + 1, where.Condition);
        }
    }

    private static void PrintParameter(StringBuilder text, int depth, ParameterSyntax parameter)
    {
        var line = $"parameter {parameter.Name.Text} = {(parameter.Initial is { } initial ? Number(initial.Value) : "?")}";
        if (parameter.Bounds is { } bounds)
        {
            line += $" in {(bounds.IsLowerClosed ? '[' : '(')}{Number(bounds.Lower.Value)}, {Number(bounds.Upper.Value)}{(bounds.IsUpperClosed ? ']' : ')')}";
        }

        line += parameter.IsFixed ? " fixed" : "";
        line += parameter.Description is { } description ? $" \"{description.Value}\"" : "";
        Line(text, depth, line + Unit(parameter.Unit));
    }

    private static void PrintRandomEffects(StringBuilder text, int depth, RandomEffectSyntax effects)
    {
        var value = effects.SameAs.IsEmpty ? Covariance(effects.Covariance) : "same " + Names(effects.SameAs);
        Line(text, depth, $"random {Names(effects.Names)} ~ {value}{(effects.IsFixed ? " fixed" : "")}");
    }

    private static void PrintStatement(StringBuilder text, int depth, StatementSyntax statement)
    {
        switch (statement)
        {
            case DefinitionSyntax definition:
                Line(text, depth, $"define {definition.Name.Text}{Unit(definition.Unit)}");
                PrintExpression(text, depth + 1, definition.Value);
                break;
            case EquationSyntax equation:
                Line(text, depth, $"equation d/dt {equation.Compartment.Text}");
                PrintExpression(text, depth + 1, equation.Rate);
                break;
            case ClosedFormSyntax form:
                Line(text, depth, "closed form");
                PrintExpression(text, depth + 1, form.Call);
                break;
            case CompartmentPropertySyntax property:
                Line(text, depth, $"property {property.Property.Text} of {property.Compartment.Text}");
                PrintExpression(text, depth + 1, property.Value);
                break;
            case SolverSyntax solver:
                Line(text, depth, "solver " + string.Join(", ", solver.Options.Select(o => o.Name.Text + (o.Value is { } value ? $" = {Number(value.Value)}" : ""))));
                break;
            case ObservationSyntax observation:
                Line(text, depth, $"observation {observation.Target.Text}");
                PrintOptional(text, depth + 1, observation.Selector);
                PrintOptional(text, depth + 1, observation.Distribution);
                foreach (var clause in observation.Censoring?.Clauses ?? [])
                {
                    Line(text, depth + 1, "censored " + clause.Word.Text);
                    PrintExpression(text, depth + 2, clause.Value);
                }

                break;
            case CorrelationSyntax correlation:
                Line(text, depth, "correlation");
                PrintExpression(text, depth + 1, correlation.Pair);
                PrintExpression(text, depth + 1, correlation.Value);
                break;
            case NoStructureSyntax:
                Line(text, depth, "none");
                break;
            default:
                Line(text, depth, "unreadable");
                break;
        }
    }

    private static void PrintOptional(StringBuilder text, int depth, ExpressionSyntax? expression)
    {
        if (expression is not null)
        {
            PrintExpression(text, depth, expression);
        }
    }

    private static void PrintExpression(StringBuilder text, int depth, ExpressionSyntax expression)
    {
        switch (expression)
        {
            case NumberExpressionSyntax number:
                Line(text, depth, $"number {Number(number.Value)}");
                break;
            case NameExpressionSyntax name:
                Line(text, depth, $"name {name.Name.Text}");
                break;
            case UnaryExpressionSyntax unary:
                Line(text, depth, unary.Operator.ToString().ToLowerInvariant());
                PrintExpression(text, depth + 1, unary.Operand);
                break;
            case BinaryExpressionSyntax binary:
                Line(text, depth, binary.Operator.ToString().ToLowerInvariant());
                PrintExpression(text, depth + 1, binary.Left);
                PrintExpression(text, depth + 1, binary.Right);
                break;
            case ConditionalExpressionSyntax conditional:
                Line(text, depth, "if");
                PrintExpression(text, depth + 1, conditional.Condition);
                PrintExpression(text, depth + 1, conditional.WhenTrue);
                PrintExpression(text, depth + 1, conditional.WhenFalse);
                break;
            case CallExpressionSyntax call:
                Line(text, depth, $"call {call.Function.Text}");
                foreach (var argument in call.Arguments)
                {
                    Line(text, depth + 1, argument.Name is null ? "argument" : $"argument {argument.Name.Text}");
                    PrintExpression(text, depth + 2, argument.Value);
                }

                break;
            default:
                Line(text, depth, "missing");
                break;
        }
    }

    private static string Covariance(CovarianceSyntax? covariance)
    {
        if (covariance is null)
        {
            return "?";
        }

        var rows = string.Join("; ", covariance.Rows.Select(r => string.Join(", ", r.Select(n => Number(n.Value)))));
        return covariance.IsTriangle ? $"[{rows}]" : (covariance.IsStandardDeviation ? "sd " : "") + rows;
    }

    private static string Prior(PriorSyntax prior) => prior switch
    {
        NormalPriorSyntax normal => $"normal({string.Join(", ", normal.Means.Select(m => Number(m.Value)))}; {Covariance(normal.Covariance)})",
        InverseWishartPriorSyntax wishart => $"inverse_wishart({Covariance(wishart.Scale)}, {Number(wishart.DegreesOfFreedom.Value)})",
        _ => "?",
    };

    private static string Names(ImmutableArray<NameSyntax> names) => string.Join(", ", names.Select(n => n.Text));

    private static string Unit(TextSyntax? unit) => unit is null ? "" : $" [{unit.Value}]";

    private static string Number(double value) => value.ToString("R", CultureInfo.InvariantCulture);

    private static void Line(StringBuilder text, int depth, string line) => text.Append(' ', 2 * depth).Append(line).Append('\n');
}
