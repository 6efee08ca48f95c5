using System.Collections.Immutable;
using PopPK.Language.Poppk.Syntax;
using PopPK.Modeling;
using PopPK.Symbolics;
using PopPK.Text;

namespace PopPK.Language.Poppk.Binding;

/// <summary>Binds a closed form by name and turns clearances and volumes into micro-constants.</summary>
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
        var isComplete = CheckComplete(form, syntax.Call, roles);
        return Build(form, syntax.Call.Function, roles, isComplete);
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

    private bool CheckComplete(ClosedFormRoles form, CallExpressionSyntax call, Dictionary<string, Expr> roles)
    {
        // What could not be read has been reported; what it would have been is not known.
        if (call.Arguments.Any(a => a.Value is MissingExpressionSyntax))
        {
            return false;
        }

        var hasRates = form.Rates.Any(roles.ContainsKey);
        if (hasRates && form.Volumes.Any(roles.ContainsKey))
        {
            context.Report(LanguageDiagnostics.MixedRoles(context.At(call), form.Name, form.Volumes, form.Rates));
            return false;
        }

        var missing = (hasRates ? form.Rates : form.Volumes).Where(r => !roles.ContainsKey(r)).ToImmutableArray();
        if (missing.IsEmpty)
        {
            return true;
        }

        if (call.Arguments.All(a => RoleNameOf(a) is { } n && form.RoleOf(n.Text) is not null))
        {
            context.Report(LanguageDiagnostics.MissingRoles(context.At(call), form.Name, missing));
        }

        return false;
    }

    // An argument without a name means the role it is itself named by.
    private static NameSyntax? RoleNameOf(ArgumentSyntax argument) => argument.Name ?? (argument.Value as NameExpressionSyntax)?.Name;

    private ClosedFormStructure Build(ClosedFormRoles form, NameSyntax place, Dictionary<string, Expr> roles, bool isComplete)
    {
        var absorption = roles.GetValueOrDefault(ClosedFormRoles.Absorption);
        var compartments = ClosedFormRoles.CompartmentNames(form.Peripherals, absorption is not null)
            .Select(n => new Compartment(context.Names.Declare(new NameSyntax(n, place.Span), NameKind.Compartment)))
            .ToImmutableArray();
        var peripherals = Enumerable.Range(2, form.Peripherals);
        if (!isComplete)
        {
            return new ClosedFormStructure(compartments, absorption, Expr.One, [.. peripherals.Select(_ => (Expr.One, Expr.One))]);
        }

        if (roles.TryGetValue("k", out var elimination))
        {
            return new ClosedFormStructure(
                compartments, absorption, elimination, [.. peripherals.Select(i => (roles[$"k1{i}"], roles[$"k{i}1"]))]);
        }

        // Clearances and volumes: cl and the central volume, then a pair for each peripheral compartment.
        var volume = roles[form.Volumes[1]];
        Expr Role(int position) => roles[form.Volumes[position]];
        return new ClosedFormStructure(
            compartments,
            absorption,
            Role(0) / volume,
            [.. peripherals.Select(i => (Role(2 * i - 2) / volume, Role(2 * i - 2) / Role(2 * i - 1)))]);
    }
}
