using System.Collections.Immutable;
using PopPK.Language.Poppk.Syntax;
using PopPK.Text;

namespace PopPK.Language.Poppk.Binding;

/// <summary>Checks that a model has the sections it needs, each once.</summary>
internal static class SectionCheck
{
    /// <summary>Reports missing and repeated sections.</summary>
    /// <param name="context">What all binders share.</param>
    /// <param name="model">The model.</param>
    /// <param name="hasErrors">True when the parser has reported errors: what seems missing may be what could not be read.</param>
    public static void Run(BindingContext context, ModelSyntax model, bool hasErrors)
    {
        CheckRepeated(context, model.Sections);
        if (hasErrors && model.Sections.IsEmpty)
        {
            return;
        }

        var end = context.At(new TextSpan(model.Span.End, 0));
        if (!model.Sections.Any(s => s is HeaderSyntax))
        {
            context.Report(LanguageDiagnostics.MissingSection(context.At(new TextSpan(0, 0)), "model", "begin the file with: model NAME"));
        }

        if (!model.Sections.Any(s => s is ParametersSyntax))
        {
            context.Report(LanguageDiagnostics.MissingSection(end, "parameters", "declare the fixed effects there: name = initial in (lower, upper)"));
        }

        var observations = model.Sections.OfType<ObservationsSyntax>().FirstOrDefault();
        if (observations is null)
        {
            context.Report(LanguageDiagnostics.MissingSection(end, "observations", "say there what was measured: DV ~ normal(mean, sd)"));
        }
        else if (!hasErrors && !observations.Statements.Any(s => s is ObservationSyntax))
        {
            context.Report(LanguageDiagnostics.NoEndpoint(context.At(observations.Keyword)));
        }
    }

    private static void CheckRepeated(BindingContext context, ImmutableArray<SectionSyntax> sections)
    {
        var first = new Dictionary<(Type Kind, string? Grouping), SectionSyntax>();
        foreach (var section in sections)
        {
            var grouping = (section as VariabilitySyntax)?.Grouping?.Text;
            if (section is VariabilitySyntax && grouping is null)
            {
                continue;
            }

            if (!first.TryAdd((section.GetType(), grouping), section))
            {
                var earlier = first[(section.GetType(), grouping)];
                var name = grouping is null ? earlier.Keyword.Text : $"variability by {grouping}";
                context.Report(LanguageDiagnostics.RepeatedSection(context.At(section.Keyword), name, context.LineOf(earlier)));
            }
        }
    }
}
