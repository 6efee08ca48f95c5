using System.Collections.Immutable;
using System.Globalization;
using System.Text.RegularExpressions;
using PopPK.Language.Nonmem.Code.Execution;
using PopPK.Modeling;
using PopPK.Symbolics;
using PopPK.Text;

namespace PopPK.Language.Nonmem.Binding;

/// <summary>
/// Finds what variables of <c>$PK</c> say about single compartments by their names: S2, SC (scale), F1 (bioavailability), ALAG1, R1, D1
/// and A_0(1). One owner.
/// </summary>
/// <param name="context">What all binders share.</param>
/// <param name="parameters">The variables of <c>$PK</c>.</param>
internal sealed partial class StreamPropertyBinder(StreamContext context, CodeScope parameters)
{
    /// <summary>The properties of the compartments.</summary>
    public ImmutableArray<CompartmentProperty> Bind()
    {
        var properties = ImmutableArray.CreateBuilder<CompartmentProperty>();
        foreach (var (name, value) in parameters.Values)
        {
            if (PropertyName().Match(name) is not { Success: true } match)
            {
                continue;
            }

            var place = parameters.Locations.GetValueOrDefault(name);
            if (match.Groups["number"].Value is "O")
            {
                NoteOutput(name, place);
                continue;
            }

            var number = int.Parse(match.Groups["number"].Value, CultureInfo.InvariantCulture);
            if (number > context.Compartments.Length && match.Groups["kind"].Value == "A_0(" && place is not null)
            {
                context.Diagnostics.Add(BindingDiagnostics.NoSuchCompartment(place, name, context.Compartments.Length));
            }

            if (number < 1 || number > context.Compartments.Length)
            {
                NoteOutput(name, place);
                continue;
            }

            CompartmentPropertyKind? kind = match.Groups["kind"].Value switch
            {
                "F" => CompartmentPropertyKind.Bioavailability,
                "ALAG" => CompartmentPropertyKind.Lag,
                "R" => CompartmentPropertyKind.Rate,
                "D" => CompartmentPropertyKind.Duration,
                "A_0(" => CompartmentPropertyKind.InitialAmount,
                _ => null,
            };
            if (kind is { } known)
            {
                if (known != CompartmentPropertyKind.InitialAmount && parameters.Expand(value).Symbols().Contains(context.Time) && place is not null)
                {
                    context.Diagnostics.Add(BindingDiagnostics.PropertyOfTime(place, name));
                }

                properties.Add(new CompartmentProperty(known, number - 1, value) { Location = place });
            }
        }

        return properties.ToImmutable();
    }

    // Names of variables that only look like properties (D2, R5) belong to no compartment at all.
    private void NoteOutput(string name, TextLocation? place)
    {
        if (place is not null && !context.Compartments.IsEmpty && (name is "S0" or "SO" or "F0" or "FO" || name == $"S{context.Compartments.Length + 1}" || name == $"F{context.Compartments.Length + 1}"))
        {
            context.Diagnostics.Add(BindingDiagnostics.OutputIgnored(place, name));
        }
    }

    /// <summary>The scale of a compartment: 1 when nothing says it.</summary>
    /// <param name="number">The compartment, from 1.</param>
    /// <param name="central">The compartment that SC means.</param>
    public Expr ScaleOf(int number, int central) =>
        parameters.Values.GetValueOrDefault($"S{number}")
        ?? (number == central ? parameters.Values.GetValueOrDefault("SC") : null)
        ?? Expr.One;

    [GeneratedRegex(@"^(?<kind>F|S|ALAG|R|D|A_0\()(?<number>O|\d{1,4})\)?$")]
    private static partial Regex PropertyName();
}
