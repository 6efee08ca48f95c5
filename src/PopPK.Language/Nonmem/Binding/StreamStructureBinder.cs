using System.Collections.Immutable;
using System.Globalization;
using System.Text.RegularExpressions;
using PopPK.Language.Nonmem.Code;
using PopPK.Language.Nonmem.Code.Execution;
using PopPK.Language.Nonmem.Code.Syntax;
using PopPK.Language.Nonmem.Records;
using PopPK.Modeling;
using PopPK.Symbolics;
using PopPK.Text;

namespace PopPK.Language.Nonmem.Binding;

/// <summary>Turns ADVAN and TRANS with the variables of <c>$PK</c>, or the equations of <c>$DES</c>, into a structure. One owner.</summary>
/// <param name="context">What all binders share.</param>
/// <param name="parameters">The variables of <c>$PK</c>.</param>
internal sealed partial class StreamStructureBinder(StreamContext context, CodeScope parameters)
{
    private readonly SubroutinesRecord? _subroutines = context.Stream.Subroutines;

    private TextLocation Place => _subroutines?.AdvanLocation ?? _subroutines?.Location ?? context.Stream.Records[0].Location;

    /// <summary>Makes the compartments, which code may ask for.</summary>
    public void DeclareCompartments()
    {
        var names = AdvanStructure.All.FirstOrDefault(a => a.Number == _subroutines?.Advan)?.Compartments
            ?? [.. context.Stream.Compartments.Select(c => c.Name)];
        var used = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        context.Compartments = [.. names.Select((name, i) => new Compartment(new Symbol(used.Add(name) ? name : $"{name}{i + 1}")))];
    }

    /// <summary>Makes the structure; what is wrong with it is reported.</summary>
    /// <param name="equations">The code of <c>$DES</c>, or null.</param>
    public BoundStream Bind(CodeBlock? equations)
    {
        if (_subroutines?.Advan is not { } advan)
        {
            context.Diagnostics.Add(BindingDiagnostics.NoAdvan(Place));
            return BoundStream.Empty;
        }

        var trans = _subroutines.Trans ?? 1;
        if (AdvanStructure.All.FirstOrDefault(a => a.Number == advan) is { } known)
        {
            return new BoundStream(advan == 10 ? BindMichaelisMenten() : BindClosedForm(known, trans), known.DefaultDose, known.Central, ImmutableDictionary<string, Expr>.Empty);
        }

        CheckCompartments();
        switch (advan)
        {
            case 5 or 7:
                return General(BindRates(), ImmutableDictionary<string, Expr>.Empty);
            case 6 or 8 or 13 or 14 or 16 or 18:
                return BindEquations(equations);
            case 9 or 15 or 17 when !context.Stream.Compartments.Any(c => c.IsEquilibrium) && context.Stream.Code(RecordKind.Aes).IsEmpty:
                return BindEquations(equations);
            default:
                context.Diagnostics.Add(BindingDiagnostics.AdvanNotSupported(Place, advan));
                return BoundStream.Empty;
        }
    }

    private ClosedFormStructure BindClosedForm(AdvanStructure advan, int trans)
    {
        var ka = advan.HasDepot ? Parameter("KA", advan.Number, trans) : null;
        if (advan.Parameterisation(trans) is not { } parameterisation)
        {
            context.Diagnostics.Add(BindingDiagnostics.NoSuchTrans(_subroutines?.TransLocation ?? Place, advan.Number, trans));
            return new ClosedFormStructure(context.Compartments, ka, Expr.One, []);
        }

        var constants = parameterisation.Convert([.. parameterisation.Parameters.Select(p => Parameter(p, advan.Number, trans))]);
        return new ClosedFormStructure(context.Compartments, ka, constants.Elimination, constants.Exchange);
    }

    private EquationStructure BindMichaelisMenten()
    {
        var amount = Expr.Of(context.Compartments[0].Amount);
        var (vm, km) = (Parameter("VM", 10, 1), Parameter("KM", 10, 1));
        return new EquationStructure(context.Compartments, [-vm * amount / (km + amount)]);
    }

    // Kij, and KiTj where a number has two digits: from i to j; 0 or the number behind the last one is the outside.
    private EquationStructure BindRates()
    {
        var count = context.Compartments.Length;
        var rates = Enumerable.Repeat(Expr.Zero, count).ToArray();
        var found = new HashSet<(int From, int To)>();
        foreach (var (name, value) in parameters.Values)
        {
            if (RateConstant().Match(name) is not { Success: true } match)
            {
                continue;
            }

            var from = int.Parse(match.Groups["from"].Value, CultureInfo.InvariantCulture);
            var to = int.Parse(match.Groups["to"].Value, CultureInfo.InvariantCulture);
            if (from < 1 || from > count || to > count + 1 || to == from)
            {
                context.Diagnostics.Add(BindingDiagnostics.RateBetweenNothing(parameters.Locations.GetValueOrDefault(name, Place), name, count));
                continue;
            }

            if (!found.Add((from, to == count + 1 ? 0 : to)))
            {
                context.Diagnostics.Add(BindingDiagnostics.RateTwice(parameters.Locations.GetValueOrDefault(name, Place), name));
            }

            var flow = value * Expr.Of(context.Compartments[from - 1].Amount);
            rates[from - 1] -= flow;
            if (to >= 1 && to <= count)
            {
                rates[to - 1] += flow;
            }
        }

        if (found.Count == 0)
        {
            context.Diagnostics.Add(BindingDiagnostics.NoRates(Place));
        }

        return new EquationStructure(context.Compartments, [.. rates]);
    }

    private BoundStream BindEquations(CodeBlock? equations)
    {
        if (equations is null)
        {
            context.Diagnostics.Add(BindingDiagnostics.NoEquations(Place, _subroutines!.Advan!.Value));
            return BoundStream.Empty;
        }

        var world = new StreamWorld(context, "DES") { Variables = parameters.Values };
        var scope = new CarryResolver(context).Run(equations, world);
        var rates = ImmutableArray.CreateBuilder<Expr>();
        for (var i = 1; i <= context.Compartments.Length; i++)
        {
            if (scope.Values.TryGetValue($"DADT({i})", out var rate))
            {
                rates.Add(scope.Expand(rate));
            }
            else
            {
                context.Diagnostics.Add(BindingDiagnostics.EquationMissing(equations.Location, i, context.Compartments.Length));
                rates.Add(Expr.Zero);
            }
        }

        foreach (var key in scope.Values.Keys.Where(k => k.StartsWith("DADT(", StringComparison.Ordinal)))
        {
            if (int.TryParse(key[5..^1], out var number) && number > context.Compartments.Length)
            {
                var at = scope.Locations.GetValueOrDefault(key, equations.Location);
                context.Diagnostics.Add(BindingDiagnostics.EquationTooMany(at, number, context.Compartments.Length));
            }
        }

        var variables = scope.Values
            .Where(v => !v.Key.Contains('(', StringComparison.Ordinal))
            .ToDictionary(v => v.Key, v => scope.Expand(v.Value));
        return General(new EquationStructure(context.Compartments, rates.ToImmutable()), variables);
    }

    // DEFDOSE and DEFOBS, else the compartments with these names, else the first one.
    private BoundStream General(EquationStructure structure, IReadOnlyDictionary<string, Expr> variables)
    {
        int Find(Func<ModelCompartment, bool> chosen, string name)
        {
            var all = context.Stream.Compartments;
            var position = Enumerable.Range(0, all.Length).FirstOrDefault(i => chosen(all[i]), -1);
            return position >= 0 ? position + 1 : Math.Max(1, Enumerable.Range(1, all.Length).FirstOrDefault(i => all[i - 1].Name == name));
        }

        return new BoundStream(structure, Find(c => c.IsDefaultDose, "DEPOT"), Find(c => c.IsDefaultObservation, "CENTRAL"), variables);
    }

    private void CheckCompartments()
    {
        if (context.Compartments.IsEmpty)
        {
            context.Diagnostics.Add(BindingDiagnostics.NoCompartments(Place, _subroutines!.Advan!.Value));
        }

        foreach (var off in context.Stream.Compartments.Where(c => c.IsInitiallyOff))
        {
            context.Diagnostics.Add(BindingDiagnostics.InitiallyOff(off.Location, off.Name));
        }
    }

    private Expr Parameter(string name, int advan, int trans)
    {
        if (parameters.Values.TryGetValue(name, out var value))
        {
            return value;
        }

        context.Diagnostics.Add(BindingDiagnostics.ParameterMissing(
            _subroutines?.TransLocation ?? Place, name, advan, trans, Suggestion.Nearest(name, parameters.Values.Keys)));
        return Expr.One;
    }

    [GeneratedRegex(@"^K(?:(?<from>\d)(?<to>\d)|(?<from>\d+)T(?<to>\d+))$")]
    private static partial Regex RateConstant();
}
