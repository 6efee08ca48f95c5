using PopPK.Language.Poppk.Binding;
using PopPK.Language.Poppk.Syntax;
using PopPK.Language.Regimens.Syntax;
using PopPK.Modeling;
using PopPK.Modeling.Regimens;
using PopPK.Symbolics;

namespace PopPK.Language.Regimens.Binding;

/// <summary>Turns lines of doses into rules.</summary>
/// <param name="model">The model.</param>
/// <param name="names">What names mean.</param>
internal sealed class DoseBinder(PopulationModel model, RegimenNames names)
{
    private readonly string[] _compartments = [.. model.Structure.Compartments.Select(c => c.Name)];

    /// <summary>Binds a line.</summary>
    /// <param name="context">The text.</param>
    /// <param name="syntax">The line.</param>
    public DoseRule Bind(BindingContext context, DoseSyntax syntax)
    {
        var binder = names.BinderFor(context);
        var compartment = CompartmentOf(context, syntax);
        var rule = new DoseRule(Checked(context, binder.Bind(syntax.Amount), syntax.Amount, "dose", mayBeZero: true), compartment)
        {
            Times = syntax.Times is { } times ? TimesBinder.Bind(context, times) : [0],
            Interval = TimesBinder.Positive(context, syntax.Interval, "interval", "every 24") ?? 0,
            Count = TimesBinder.Count(context, syntax.Count, "doses"),
            Until = syntax.Until?.Value,
            IsSteadyState = syntax.SteadyState is not null,
            Location = context.At(syntax),
        };
        CheckSeries(context, syntax, rule);
        return syntax switch
        {
            { Rate: { } rate } => rule with { Input = DoseRuleInput.Rate, InputValue = Checked(context, binder.Bind(rate), rate, "rate", mayBeZero: false) },
            { Duration: { } duration } => rule with
            {
                Input = DoseRuleInput.Duration,
                InputValue = Checked(context, binder.Bind(duration), duration, "duration", mayBeZero: false),
            },
            { ModelledRate: { } word } => Modelled(context, rule, word, DoseRuleInput.ModelledRate, CompartmentPropertyKind.Rate, "rate"),
            { ModelledDuration: { } word } => Modelled(context, rule, word, DoseRuleInput.ModelledDuration, CompartmentPropertyKind.Duration, "duration"),
            _ => rule,
        };
    }

    /// <summary>The position of a compartment by its name, or null, which is reported.</summary>
    /// <param name="context">The text.</param>
    /// <param name="name">The name.</param>
    public int? Find(BindingContext context, NameSyntax name)
    {
        var exact = Array.IndexOf(_compartments, name.Text);
        if (exact >= 0)
        {
            return exact;
        }

        // As in data files, case matters only where it tells two apart.
        if (_compartments.Count(c => c.Equals(name.Text, StringComparison.OrdinalIgnoreCase)) == 1)
        {
            return Array.FindIndex(_compartments, c => c.Equals(name.Text, StringComparison.OrdinalIgnoreCase));
        }

        context.Report(RegimenDiagnostics.UnknownCompartment(context.At(name), name.Text, _compartments));
        return null;
    }

    private int CompartmentOf(BindingContext context, DoseSyntax syntax)
    {
        if (syntax.Compartment is { } name)
        {
            return Find(context, name) ?? 0;
        }

        var number = syntax.CompartmentNumber?.Value ?? model.DefaultDoseCompartment + 1;
        if (number >= 1 && number <= _compartments.Length && number == Math.Floor(number))
        {
            return (int)number - 1;
        }

        context.Report(RegimenDiagnostics.NoSuchCompartment(syntax.CompartmentNumber is { } written ? context.At(written) : context.At(syntax), number, _compartments));
        return 0;
    }

    private static void CheckSeries(BindingContext context, DoseSyntax syntax, DoseRule rule)
    {
        if (syntax.Interval is null)
        {
            var (word, place) = syntax switch
            {
                { Count: { } count } => ("times", (SyntaxNode?)count),
                { Until: { } end } => ("until", end),
                { SteadyState: { } steady } => ("steady state", steady),
                _ => ("", null),
            };
            if (place is not null)
            {
                context.Report(RegimenDiagnostics.SeriesWithoutInterval(context.At(place), word));
            }
        }

        if (syntax.Until is { } until && !rule.Times.IsEmpty && !(until.Value >= rule.Times[^1]))
        {
            context.Report(RegimenDiagnostics.EndsBeforeStart(context.At(until), until.Value, rule.Times[^1]));
        }
    }

    private DoseRule Modelled(
        BindingContext context, DoseRule rule, NameSyntax word, DoseRuleInput input, CompartmentPropertyKind kind, string name)
    {
        if (_compartments.Length > 0 && !model.CompartmentProperties.Any(p => p.Kind == kind && p.Compartment == rule.Compartment))
        {
            context.Report(RegimenDiagnostics.NotModelled(context.At(word), name, _compartments[rule.Compartment]));
        }

        return rule with { Input = input };
    }

    // Numbers can be checked here, expressions only when there are people.
    private static Expr Checked(BindingContext context, Expr value, ExpressionSyntax syntax, string what, bool mayBeZero)
    {
        if (value is ConstantExpr { Value: var number } && !(number > 0 || (mayBeZero && number == 0)))
        {
            context.Report(RegimenDiagnostics.BadAmount(context.At(syntax), what, number, mayBeZero));
        }

        return value;
    }
}
