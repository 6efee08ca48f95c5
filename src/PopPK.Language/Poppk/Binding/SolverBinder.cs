using System.Collections.Immutable;
using PopPK.Language.Poppk.Syntax;
using PopPK.Modeling;
using PopPK.Text;

namespace PopPK.Language.Poppk.Binding;

/// <summary>Binds the statement <c>solver</c> of the section <c>structure</c>.</summary>
/// <param name="context">What all binders share.</param>
internal sealed class SolverBinder(BindingContext context)
{
    /// <summary>Binds the statement; at most one is expected.</summary>
    /// <param name="statements">The statements of that kind.</param>
    /// <param name="structure">What is to be integrated; null when it could not be read.</param>
    public SolverSettings Bind(ImmutableArray<SolverSyntax> statements, StructuralModel? structure)
    {
        if (statements.IsEmpty)
        {
            return SolverSettings.Default;
        }

        // A statement without options could not be read, which has been reported.
        foreach (var second in statements.Skip(1).Where(s => !s.Options.IsEmpty))
        {
            context.Report(LanguageDiagnostics.RepeatedClause(context.At(second), "solver", context.LineOf(statements[0])));
        }

        var solver = statements[0];
        if (structure is AlgebraicStructure)
        {
            context.Report(LanguageDiagnostics.SolverWithoutEquations(context.At(solver)));
        }
        else if (structure is ClosedFormStructure)
        {
            context.Report(LanguageDiagnostics.SolverOfClosedForm(context.At(solver)));
        }

        return Bind(solver);
    }

    private SolverSettings Bind(SolverSyntax solver)
    {
        var settings = SolverSettings.Default;
        var given = new Dictionary<string, SolverOptionSyntax>();
        foreach (var option in solver.Options)
        {
            var method = Vocabulary.SolverMethods.Find(option.Name.Text);
            if (!given.TryAdd(method is null ? option.Name.Text : "method", option))
            {
                var earlier = given[method is null ? option.Name.Text : "method"];
                context.Report(LanguageDiagnostics.SolverOptionTwice(
                    context.At(option), method is null ? option.Name.Text : "method", context.LineOf(earlier)));
            }
            else if (method is { } chosen)
            {
                settings = settings with { Method = chosen };
            }
            else
            {
                settings = BindTolerance(option, settings);
            }
        }

        return settings;
    }

    private SolverSettings BindTolerance(SolverOptionSyntax option, SolverSettings settings)
    {
        var name = option.Name.Text;
        if (!Vocabulary.SolverTolerances.Contains(name) || option.Value is not { } number)
        {
            ImmutableArray<string> words = [.. Vocabulary.SolverMethods.Words, .. Vocabulary.SolverTolerances];
            context.Report(LanguageDiagnostics.UnknownSolverOption(context.At(option.Name), name, words));
            return settings;
        }

        var isInRange = name == "rtol"
            ? number.Value is >= 1e-14 and <= 0.1
            : number.Value > 0 && double.IsFinite(number.Value);
        if (!isInRange)
        {
            var range = name == "rtol" ? "from 1e-14 to 0.1" : "a number above 0";
            context.Report(LanguageDiagnostics.ToleranceOutsideRange(context.At(number), name, number.Value, range));
            return settings;
        }

        return name switch
        {
            "rtol" => settings with { RelativeTolerance = number.Value },
            "atol" => settings with { AbsoluteTolerance = number.Value },
            _ => settings with { SteadyStateTolerance = number.Value },
        };
    }
}
