using System.Collections.Immutable;
using PopPK.Language.Poppk.Syntax;
using PopPK.Modeling;
using PopPK.Symbolics;
using PopPK.Text;

namespace PopPK.Language.Poppk.Binding;

/// <summary>Binds the section <c>structure</c>: a closed form, equations, or nothing, and what is said about them.</summary>
/// <param name="context">What all binders share.</param>
internal sealed class StructureBinder(BindingContext context)
{
    /// <summary>Remembers the names of compartments and definitions, for messages of the sections bound before.</summary>
    /// <param name="statements">The statements of the section.</param>
    public void Foresee(ImmutableArray<StatementSyntax> statements)
    {
        foreach (var statement in statements)
        {
            switch (statement)
            {
                case EquationSyntax equation:
                    context.Names.Foresee(equation.Compartment, NameKind.Compartment);
                    break;
                case DefinitionSyntax definition:
                    context.Names.Foresee(definition.Name, NameKind.StructureDefinition);
                    break;
                case ClosedFormSyntax or UnreadableStatementSyntax:
                    foreach (var name in (string[])["depot", "central", "peripheral", "peripheral1", "peripheral2"])
                    {
                        context.Names.Foresee(new NameSyntax(name, statement.Span), NameKind.Compartment);
                    }

                    break;
            }
        }
    }

    /// <summary>Binds the section.</summary>
    /// <param name="statements">The statements of the section.</param>
    public BoundStructure Bind(ImmutableArray<StatementSyntax> statements)
    {
        CheckOneKind(statements);
        var equations = statements.OfType<EquationSyntax>().ToImmutableArray();
        var compartments = equations.Select(e => new Compartment(DeclareCompartment(e))).ToImmutableArray();
        StructuralModel structure = new AlgebraicStructure();
        var rates = ImmutableArray.CreateBuilder<Expr>();
        var place = equations.IsEmpty ? BindingPlace.ClosedForm : BindingPlace.Equation;
        var binder = ExpressionBinder.For(context, place);
        foreach (var statement in statements)
        {
            switch (statement)
            {
                case DefinitionSyntax definition:
                    // Equations see the definition's expression itself, so the middle form needs no place for it.
                    context.Names.Declare(definition.Name, NameKind.StructureDefinition, binder.Bind(definition.Value));
                    break;
                case EquationSyntax equation:
                    rates.Add(binder.Bind(equation.Rate));
                    break;
                case ClosedFormSyntax form when structure is AlgebraicStructure && equations.IsEmpty:
                    structure = new ClosedFormBinder(context).Bind(form) ?? structure;
                    break;
            }
        }

        var isUsable = structure is ClosedFormStructure || !statements.Any(s => s is ClosedFormSyntax or UnreadableStatementSyntax);
        context.Names.SettleForeseen(isUsable);
        structure = equations.IsEmpty ? structure : new EquationStructure(compartments, rates.DrainToImmutable());

        // Properties come last, so that they may stand before the structure they belong to.
        var known = isUsable ? structure : null;
        return new BoundStructure(
            structure,
            new CompartmentPropertyBinder(context).Bind([.. statements.OfType<CompartmentPropertySyntax>()], known),
            new SolverBinder(context).Bind([.. statements.OfType<SolverSyntax>()], known));
    }

    private Symbol DeclareCompartment(EquationSyntax equation) => context.Names.Declare(equation.Compartment, NameKind.Compartment);

    private void CheckOneKind(ImmutableArray<StatementSyntax> statements)
    {
        var kinds = statements.Where(s => s is ClosedFormSyntax or EquationSyntax or NoStructureSyntax).ToImmutableArray();
        foreach (var extra in kinds.Skip(1).Where(s => s is not EquationSyntax || kinds[0] is not EquationSyntax))
        {
            context.Report(LanguageDiagnostics.SecondStructure(context.At(extra), context.LineOf(kinds[0])));
        }

        if (kinds.IsEmpty && statements.FirstOrDefault(s => s is DefinitionSyntax) is { } definition)
        {
            context.Report(LanguageDiagnostics.DefinitionsWithoutStructure(context.At(definition)));
        }
    }
}
