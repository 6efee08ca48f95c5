using System.Collections.Immutable;
using PopPK.Language.Poppk.Syntax;
using PopPK.Modeling;
using PopPK.Symbolics;
using PopPK.Text;

namespace PopPK.Language.Poppk.Binding;

/// <summary>Binds the properties of compartments: lags, bioavailabilities, rates, durations, initial amounts.</summary>
/// <param name="context">What all binders share.</param>
internal sealed class CompartmentPropertyBinder(BindingContext context)
{
    /// <summary>Binds properties.</summary>
    /// <param name="properties">The properties, wherever they stand in the section.</param>
    /// <param name="structure">The structure they belong to; null when it could not be read, so that its compartments are not known.</param>
    public ImmutableArray<CompartmentProperty> Bind(ImmutableArray<CompartmentPropertySyntax> properties, StructuralModel? structure)
    {
        var binder = ExpressionBinder.For(context, BindingPlace.Property);
        var bound = ImmutableArray.CreateBuilder<CompartmentProperty>();
        var first = new Dictionary<(CompartmentPropertyKind Kind, int Compartment), CompartmentPropertySyntax>();
        foreach (var property in properties)
        {
            var value = binder.Bind(property.Value);
            if (KindOf(property.Property) is not { } kind || structure is null || PositionOf(property, structure) is not { } position)
            {
                continue;
            }

            if (!first.TryAdd((kind, position), property))
            {
                context.Report(LanguageDiagnostics.PropertyGivenTwice(
                    context.At(property), property.Property.Text, property.Compartment.Text, context.LineOf(first[(kind, position)])));
                continue;
            }

            CheckRange(property, kind, value);
            bound.Add(new CompartmentProperty(kind, position, value) { Location = context.At(property) });
        }

        return bound.DrainToImmutable();
    }

    private CompartmentPropertyKind? KindOf(NameSyntax property)
    {
        var kind = Vocabulary.CompartmentProperties.Find(property.Text);
        if (kind is null)
        {
            context.Report(LanguageDiagnostics.UnknownProperty(context.At(property), property.Text));
        }

        return kind;
    }

    private int? PositionOf(CompartmentPropertySyntax property, StructuralModel structure)
    {
        var name = property.Compartment.Text;
        var names = structure.Compartments.Select(c => c.Name).ToImmutableArray();
        var position = names.IndexOf(name);
        if (position >= 0)
        {
            return position;
        }

        if (names.IsEmpty)
        {
            context.Report(LanguageDiagnostics.PropertyWithoutCompartments(context.At(property), property.Property.Text));
        }
        else
        {
            var lacksDepot = name == "depot" && structure is ClosedFormStructure { AbsorptionRate: null };
            context.Report(LanguageDiagnostics.UnknownCompartment(context.At(property.Compartment), name, names, lacksDepot));
        }

        return null;
    }

    // Only numbers can be judged here; what depends on the subject is checked where it is computed.
    private void CheckRange(CompartmentPropertySyntax property, CompartmentPropertyKind kind, Expr value)
    {
        if (value is not ConstantExpr { Value: var number } || kind == CompartmentPropertyKind.InitialAmount)
        {
            return;
        }

        var mayBeZero = kind is CompartmentPropertyKind.Lag or CompartmentPropertyKind.Bioavailability;
        if (number < 0 || (number == 0 && !mayBeZero))
        {
            context.Report(LanguageDiagnostics.PropertyOutsideRange(
                context.At(property.Value), property.Property.Text, property.Compartment.Text, number, mayBeZero));
        }
    }
}
