using System.Collections.Immutable;
using PopPK.Language.Poppk.Binding;
using PopPK.Language.Poppk.Syntax;

namespace PopPK.Language.Poppk.Units;

/// <summary>
/// Checks the units a model states against each other: sums, arguments of functions, definitions, what the roles of closed forms ask for, and
/// standard deviations beside their means. Runs only on models without errors; speaks only where every unit is known.
/// </summary>
internal sealed class UnitCheck
{
    private readonly BindingContext _context;
    private readonly UnitInference _inference;

    private UnitCheck(BindingContext context)
    {
        _context = context;
        _inference = new UnitInference(context);
    }

    /// <summary>Reports units that do not agree.</summary>
    /// <param name="context">What all binders share.</param>
    /// <param name="syntax">The model as it was written.</param>
    public static void Run(BindingContext context, ModelSyntax syntax)
    {
        var sections = syntax.Sections;
        var check = new UnitCheck(context);
        check.Declare(sections);
        foreach (var definition in sections.OfType<IndividualSyntax>().SelectMany(s => s.Definitions))
        {
            check.Define(definition);
        }

        foreach (var statement in sections.OfType<StructureSyntax>().SelectMany(s => s.Statements).OfType<DefinitionSyntax>())
        {
            check.Define(statement);
        }

        foreach (var statement in sections.OfType<StructureSyntax>().SelectMany(s => s.Statements))
        {
            check.CheckStructure(statement);
        }

        foreach (var statement in sections.OfType<ObservationsSyntax>().SelectMany(s => s.Statements))
        {
            check.CheckObservation(statement);
        }
    }

    private void Declare(ImmutableArray<SectionSyntax> sections)
    {
        foreach (var parameter in sections.OfType<ParametersSyntax>().SelectMany(s => s.Parameters))
        {
            _inference.Declare(parameter.Name.Text, Read(parameter.Unit));
        }

        foreach (var covariate in sections.OfType<CovariatesSyntax>().SelectMany(s => s.Covariates))
        {
            _inference.DeclareCovariate(covariate.Name.Text, Read(covariate.Unit));
        }

        foreach (var effect in sections.OfType<VariabilitySyntax>().SelectMany(s => s.Blocks).SelectMany(b => b.Names))
        {
            _inference.DeclareRandomEffect(effect.Text);
        }
    }

    private static Unit? Read(TextSyntax? unit) => unit is null ? null : UnitParser.Parse(unit.Value);

    private void Define(DefinitionSyntax definition)
    {
        var found = _inference.UnitOf(definition.Value);
        var stated = Read(definition.Unit);
        if (found is not null && stated is not null && !found.Agrees(stated))
        {
            _context.Report(LanguageDiagnostics.UnitOfDefinition(
                _context.At(definition.Value), definition.Name.Text, stated.Text, found.Text, found.IsOfKind(stated)));
        }

        // A unit that is stated but not understood says that the writer means something else than what was found.
        _inference.Declare(definition.Name.Text, stated ?? (definition.Unit is null ? found : null));
    }

    private void CheckStructure(StatementSyntax statement)
    {
        switch (statement)
        {
            case ClosedFormSyntax form:
                CheckRoles(form.Call);
                break;
            case EquationSyntax equation:
                _inference.UnitOf(equation.Rate);
                break;
            case CompartmentPropertySyntax property when _inference.UnitOf(property.Value) is { } unit:
                var isTime = property.Property.Text is "lag" or "duration";
                if (isTime && !IsTime(unit, 1))
                {
                    _context.Report(LanguageDiagnostics.UnitOfRole(_context.At(property.Value), $"the {property.Property.Text}", unit.Text, "in a unit of time"));
                }
                else if (property.Property.Text == "bioavailability" && !unit.IsNumber)
                {
                    _context.Report(LanguageDiagnostics.UnitOfRole(_context.At(property.Value), "the bioavailability", unit.Text, "a number without a unit"));
                }

                break;
        }
    }

    // Clearances over volumes, and rate constants, are one over time, all in the same unit of it.
    private void CheckRoles(CallExpressionSyntax call)
    {
        if (ClosedFormRoles.All.FirstOrDefault(f => f.Name == call.Function.Text) is not { } form)
        {
            return;
        }

        var roles = new Dictionary<string, (Unit Unit, ArgumentSyntax Argument)>();
        foreach (var argument in call.Arguments)
        {
            var name = argument.Name ?? (argument.Value as NameExpressionSyntax)?.Name;
            if (name is not null && form.RoleOf(name.Text) is { } role && _inference.UnitOf(argument.Value) is { } unit)
            {
                roles.TryAdd(role, (unit, argument));
            }
        }

        (string Name, Unit Unit)? first = null;
        foreach (var (name, unit, place) in RatesOf(roles))
        {
            if (!IsTime(unit, -1))
            {
                _context.Report(LanguageDiagnostics.UnitOfRole(_context.At(place), name, unit.Text, "in one over a unit of time"));
            }
            else if (first is { } known && !known.Unit.Agrees(unit))
            {
                _context.Report(LanguageDiagnostics.UnitsOfRates(_context.At(place), known.Name, known.Unit.Text, name, unit.Text));
            }
            else
            {
                first ??= (name, unit);
            }
        }
    }

    private static IEnumerable<(string Name, Unit Unit, SyntaxNode Place)> RatesOf(Dictionary<string, (Unit Unit, ArgumentSyntax Argument)> roles)
    {
        foreach (var (clearance, volume) in ((string, string)[])[("cl", "v"), ("cl", "v1"), ("q", "v1"), ("q", "v2"), ("q2", "v2"), ("q3", "v3")])
        {
            if (roles.TryGetValue(clearance, out var over) && roles.TryGetValue(volume, out var under))
            {
                yield return ($"{clearance}/{volume}", over.Unit.Over(under.Unit), over.Argument);
            }
        }

        foreach (var rate in (string[])["k", "k12", "k21", "k13", "k31", "alpha", "beta", "gamma", "ka"])
        {
            if (roles.TryGetValue(rate, out var given))
            {
                yield return (rate, given.Unit, given.Argument);
            }
        }
    }

    // A clearance in mL/h over a volume in L has the dimension, but its size is that of no unit of time.
    private static bool IsTime(Unit unit, int power) => UnitWords.TimeFactors.Any(f =>
        unit.Agrees(new Unit(Math.Pow(f, power), Unit.One.Powers.Add(UnitWords.Time, power)) { Text = "" }));

    private void CheckObservation(StatementSyntax statement)
    {
        if (statement is DefinitionSyntax definition)
        {
            Define(definition);
        }
        else if (statement is ObservationSyntax { Distribution: { } distribution })
        {
            var units = distribution.Arguments.Select(a => _inference.UnitOf(a.Value)).ToArray();
            if (distribution.Function.Text is "normal" or "additive" or "combined" or "combined1" && distribution.Arguments.All(a => a.Name is null)
                && units is [{ } mean, { } deviation, ..] && !mean.Agrees(deviation))
            {
                _context.Report(LanguageDiagnostics.UnitsOfSum(_context.At(distribution.Arguments[1]), mean.Text, deviation.Text, mean.IsOfKind(deviation)));
            }
        }
    }
}
