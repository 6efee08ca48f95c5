using System.Collections.Immutable;
using PopPK.Language.Poppk.Syntax;
using PopPK.Modeling;
using PopPK.Symbolics;
using PopPK.Text;

namespace PopPK.Language.Poppk.Binding;

/// <summary>Binds a closed form by name and turns what it is given into rate constants.</summary>
/// <param name="context">What all binders share.</param>
internal sealed class ClosedFormBinder(BindingContext context)
{
    /// <summary>Binds a closed form.</summary>
    /// <param name="syntax">Its name and arguments.</param>
    /// <returns>The structure; null when the name is not known, which has been reported.</returns>
    public ClosedFormStructure? Bind(ClosedFormSyntax syntax)
    {
        var name = syntax.Call.Function.Text;
        var form = ClosedFormRoles.All.FirstOrDefault(f => f.Name == name);
        if (form is null)
        {
            ReportUnknown(syntax.Call.Function);
            BindIgnored(syntax.Call);
            return null;
        }

        var roles = BindRoles(form, syntax.Call);
        var constants = Choose(form, syntax.Call, roles) is { } chosen ? Convert(chosen, syntax.Call, roles) : null;
        return Build(form, syntax.Call.Function, roles.GetValueOrDefault(ClosedFormRoles.Absorption), constants);
    }

    private void ReportUnknown(NameSyntax function) => context.Report(LanguageDiagnostics.UnknownClosedForm(
        context.At(function), function.Text, Suggestion.Nearest(function.Text, ClosedFormRoles.All.Select(f => f.Name))));

    // The arguments of a structure that cannot be used still use their names.
    private void BindIgnored(CallExpressionSyntax call)
    {
        var binder = ExpressionBinder.For(context, BindingPlace.ClosedForm);
        foreach (var argument in call.Arguments)
        {
            binder.Bind(argument.Value);
        }
    }

    private Dictionary<string, Expr> BindRoles(ClosedFormRoles form, CallExpressionSyntax call)
    {
        var binder = ExpressionBinder.For(context, BindingPlace.ClosedForm);
        var roles = new Dictionary<string, Expr>();
        foreach (var argument in call.Arguments)
        {
            if (RoleNameOf(argument) is not { } name)
            {
                binder.Bind(argument.Value);
                if (argument.Value is not MissingExpressionSyntax)
                {
                    context.Report(LanguageDiagnostics.ArgumentWithoutRole(context.At(argument), form.Name, form.Roles));
                }
            }
            else if (form.RoleOf(name.Text) is not { } role)
            {
                var isDefined = argument.Name is null && context.Names.IsDeclared(name.Text);
                context.Report(LanguageDiagnostics.UnknownRole(context.At(name), name.Text, form.Name, form.Roles, isDefined));
            }
            else if (!roles.TryAdd(role, binder.Bind(argument.Value)))
            {
                context.Report(LanguageDiagnostics.RoleGivenTwice(context.At(argument), role, form.Name));
            }
        }

        return roles;
    }

    private ClosedFormParameterisation? Choose(ClosedFormRoles form, CallExpressionSyntax call, Dictionary<string, Expr> roles)
    {
        var given = roles.Keys.Where(r => r != ClosedFormRoles.Absorption).ToImmutableHashSet();
        if (form.Parameterisations.FirstOrDefault(p => given.SetEquals(p.Roles)) is { } chosen)
        {
            return chosen;
        }

        // What could not be read or has no role has been reported; what it would have been is not known.
        if (call.Arguments.Any(a => a.Value is MissingExpressionSyntax || RoleNameOf(a) is not { } name || form.RoleOf(name.Text) is null))
        {
            return null;
        }

        var nearest = given.IsEmpty
            ? form.Parameterisations[0]
            : form.Parameterisations.Where(p => given.IsSubsetOf(p.Roles)).MinBy(p => p.Roles.Length);
        context.Report(nearest is null
            ? LanguageDiagnostics.MixedRoles(context.At(call), form, form.Roles.Where(given.Contains))
            : LanguageDiagnostics.MissingRoles(context.At(call), form, [.. nearest.Roles.Where(r => !given.Contains(r))]));
        return null;
    }

    private MicroConstants? Convert(ClosedFormParameterisation chosen, CallExpressionSyntax call, Dictionary<string, Expr> roles)
    {
        var constants = chosen.Convert([.. chosen.Roles.Select(r => roles[r])]);
        ImmutableArray<Expr> all = [constants.Elimination, .. constants.Exchange.SelectMany(e => (Expr[])[e.FromCentral, e.ToCentral])];
        if (all.Any(e => ExpressionExtent.Of(e).IsTooLarge))
        {
            context.Report(LanguageDiagnostics.TooLarge(context.At(call)));
            return null;
        }

        if (all.Any(HasInfinity))
        {
            context.Report(LanguageDiagnostics.InfiniteRateConstants(context.At(call), call.Function.Text));
            return null;
        }

        return constants;
    }

    // Numbers for arguments may make a divisor zero: a volume of 0, k21 and k31 alike.
    private static bool HasInfinity(Expr expression) =>
        expression is ConstantExpr { Value: var value } ? !double.IsFinite(value) : SymbolsOf.PartsOf(expression).Any(HasInfinity);

    // An argument without a name means the role it is itself named by.
    private static NameSyntax? RoleNameOf(ArgumentSyntax argument) => argument.Name ?? (argument.Value as NameExpressionSyntax)?.Name;

    private ClosedFormStructure Build(ClosedFormRoles form, NameSyntax place, Expr? absorption, MicroConstants? constants)
    {
        var compartments = ClosedFormRoles.CompartmentNames(form.Peripherals, absorption is not null)
            .Select(n => new Compartment(context.Names.Declare(new NameSyntax(n, place.Span), NameKind.Compartment)))
            .ToImmutableArray();

        // What is wrong has been reported; ones stand in.
        constants ??= new MicroConstants(Expr.One, [.. Enumerable.Repeat((Expr.One, Expr.One), form.Peripherals)]);
        return new ClosedFormStructure(compartments, absorption, constants.Elimination, constants.Exchange);
    }
}
