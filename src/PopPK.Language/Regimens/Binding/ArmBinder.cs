using System.Collections.Immutable;
using PopPK.Language.Poppk.Binding;
using PopPK.Language.Poppk.Syntax;
using PopPK.Language.Regimens.Syntax;
using PopPK.Modeling;
using PopPK.Modeling.Regimens;
using PopPK.Symbolics;

namespace PopPK.Language.Regimens.Binding;

/// <summary>Turns statements into what an arm is given and when it is observed.</summary>
/// <param name="model">The model.</param>
/// <param name="names">What names mean.</param>
internal sealed class ArmBinder(PopulationModel model, RegimenNames names)
{
    private readonly DoseBinder _doses = new(model, names);
    private readonly string[] _endpoints = [.. model.Endpoints.Select(e => e.Name)];

    /// <summary>Adds statements to an arm.</summary>
    /// <param name="arm">The arm.</param>
    /// <param name="context">The text.</param>
    /// <param name="statements">The statements.</param>
    public Arm Add(Arm arm, BindingContext context, ImmutableArray<RegimenStatementSyntax> statements)
    {
        foreach (var statement in statements)
        {
            arm = statement switch
            {
                DoseSyntax dose => arm with { Doses = arm.Doses.Add(_doses.Bind(context, dose)) },
                SampleSyntax sample => arm with { Samples = arm.Samples.Add(Bind(context, sample)) },
                ResetSyntax reset => arm with { Resets = [.. arm.Resets.Concat(TimesBinder.Bind(context, reset.Times)).Distinct().Order()] },
                TitrationSyntax titration when Bind(context, titration) is { } bound => arm with { Titrations = arm.Titrations.Add(bound) },
                OccasionSyntax occasion => AddCourse(arm, context, occasion.Name, Bind(context, occasion)),
                CourseSyntax course => AddCourse(arm, context, course.Name, Bind(context, course)),
                _ => arm,
            };
        }

        return arm;
    }

    private SampleRule Bind(BindingContext context, SampleSyntax sample)
    {
        var endpoints = sample.Endpoints.IsEmpty
            ? [.. Enumerable.Range(0, _endpoints.Length)]
            : sample.Endpoints.SelectMany(n => Find(context, n)).Distinct().ToImmutableArray();
        return new SampleRule(endpoints, TimesBinder.Bind(context, sample.Times)) { IsBeforeDoses = sample.IsBeforeDoses };
    }

    private int[] Find(BindingContext context, NameSyntax name)
    {
        int[] found = [.. Enumerable.Range(0, _endpoints.Length).Where(i => _endpoints[i] == name.Text)];
        if (found.Length == 0)
        {
            context.Report(RegimenDiagnostics.UnknownEndpoint(context.At(name), name.Text, _endpoints));
        }

        return found;
    }

    private Titration? Bind(BindingContext context, TitrationSyntax syntax)
    {
        var isDependent = syntax.Value.Text == "DV";
        var found = isDependent ? [.. Enumerable.Range(0, _endpoints.Length)] : Find(context, syntax.Value);
        if (found.Length > 1)
        {
            context.Report(RegimenDiagnostics.AmbiguousEndpoint(context.At(syntax.Value), syntax.Value.Text, _endpoints));
        }

        var (current, observed) = (new Symbol("dose"), new Symbol(syntax.Value.Text));
        var binder = names.BinderFor(context, (current.Name, current), ("DV", observed), (observed.Name, observed));
        var dose = binder.Bind(syntax.Dose);
        var compartment = syntax.Compartment is { } into ? _doses.Find(context, into) : null;
        var step = TimesBinder.Positive(context, syntax.Step, "step", "in steps of 25") ?? 0;
        if (syntax.Limits is { } limits && !(limits.Lower.Value >= 0 && limits.Lower.Value < limits.Upper.Value))
        {
            context.Report(RegimenDiagnostics.BadLimits(context.At(limits), limits.Lower.Value, limits.Upper.Value));
        }

        return found.Length != 1 ? null : new Titration(TimesBinder.Bind(context, syntax.Times), found[0], dose)
        {
            Current = current,
            Observed = observed,
            HasResidual = isDependent || syntax.Observed is not null,
            Compartment = compartment,
            Step = step,
            Lower = syntax.Limits?.Lower.Value ?? 0,
            Upper = syntax.Limits?.Upper.Value ?? double.PositiveInfinity,
            Location = context.At(syntax),
        };
    }

    private static ColumnCourse Bind(BindingContext context, OccasionSyntax occasion)
    {
        var starts = occasion.Times is { } times ? TimesBinder.Bind(context, times) : [];
        return new ColumnCourse(occasion.Name.Text, [.. starts.Select((t, i) => ((Expr)(i + 1), t))])
        {
            Interval = TimesBinder.Positive(context, occasion.Interval, "interval", "every 24") ?? 0,
            Location = context.At(occasion),
        };
    }

    private ColumnCourse Bind(BindingContext context, CourseSyntax course)
    {
        var binder = names.BinderFor(context);
        var steps = ImmutableArray.CreateBuilder<(Expr Value, double From)>();
        foreach (var (value, from) in course.Steps)
        {
            var bound = value is NameExpressionSyntax { Name.Text: var label } && names.ValueOfLabel(course.Name.Text, label) is { } number
                ? number
                : binder.Bind(value);
            var start = from?.Value ?? (steps.Count == 0 ? double.NegativeInfinity : double.NaN);
            if (steps.Count > 0 && !(start > steps[^1].From))
            {
                context.Report(RegimenDiagnostics.StepsOutOfOrder(context.At(course), course.Name.Text));
            }

            steps.Add((bound, start));
        }

        return new ColumnCourse(course.Name.Text, steps.DrainToImmutable()) { Location = context.At(course) };
    }

    private Arm AddCourse(Arm arm, BindingContext context, NameSyntax name, ColumnCourse course)
    {
        var need = ColumnNeeds.Of(model).FirstOrDefault(n => n.Name == name.Text, ("", ColumnNeed.Covariate, null)).Need;
        if (need is ColumnNeed.Endpoint or ColumnNeed.CensoringFlag or ColumnNeed.CensoringEnd)
        {
            context.Report(RegimenDiagnostics.FollowsFromSamples(context.At(name), name.Text));
        }
        else if (ColumnNeeds.IsStandard(name.Text))
        {
            context.Report(RegimenDiagnostics.StandardColumn(context.At(name), name.Text));
        }
        else if (arm.Courses.Any(c => c.Name.Equals(name.Text, StringComparison.OrdinalIgnoreCase)))
        {
            context.Report(RegimenDiagnostics.DeclaredTwice(context.At(name), name.Text));
        }

        return arm with { Courses = arm.Courses.Add(course) };
    }
}
