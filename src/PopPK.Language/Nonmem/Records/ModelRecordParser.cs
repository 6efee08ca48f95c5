using System.Collections.Immutable;
using PopPK.Text;
using static PopPK.Language.Nonmem.Records.OptionTable;

namespace PopPK.Language.Nonmem.Records;

/// <summary>Reads <c>$MODEL NCOMP=n COMP=(NAME attribute ...) ...</c>. Stateless.</summary>
internal static class ModelRecordParser
{
    private const int MostCompartments = 999;

    private static readonly OptionTable Table = new(
        "$MODEL",
        Valued(OptionRole.Honoured, "COMPARTMENT NCOMPARTMENTS NCM:NCOMPARTMENTS NCOMPS:NCOMPARTMENTS NEQUILIBRIUM NPARAMETERS NPARAMS:NPARAMETERS I_SS"),
        Refused("LINK", true, "give the rate constants in $PK (K12, K20, ...)"));

    /// <summary>Reads the record.</summary>
    /// <param name="record">The record.</param>
    /// <param name="earlier">How many compartments earlier records of the kind have.</param>
    /// <param name="log">Receives what is wrong and what is only listed.</param>
    public static ModelRecord Parse(RawRecord record, int earlier, OptionLog log)
    {
        var tokens = new RecordTokens(record);
        var compartments = ImmutableArray.CreateBuilder<ModelCompartment>();
        var read = new ModelRecord(record, []);
        int? count = null;
        for (tokens.SkipCommas(); !tokens.IsAtEnd; tokens.SkipCommas())
        {
            var word = tokens.Current;
            if (word.Kind == RecordTokenKind.Word && Table.Find(word.Text)?.Name == "COMPARTMENT")
            {
                tokens.Take();
                tokens.Skip(RecordTokenKind.Equals);
                compartments.Add(ReadCompartment(tokens, earlier + compartments.Count + 1, log));
            }
            else if (Table.Read(tokens, log) is { } option)
            {
                if (option.Name == "LINK")
                {
                    // The rest of the clause says which compartments are linked.
                    while (!tokens.IsAtEnd && Table.Find(tokens.Current.Text) is null)
                    {
                        tokens.Take();
                    }
                }
                else if (Whole(option, log.Diagnostics) is { } number)
                {
                    count = option.Name == "NCOMPARTMENTS" ? number : count;
                    read = Apply(read, option.Name, number);
                }
            }
        }

        for (var i = compartments.Count; i < count; i++)
        {
            compartments.Add(new ModelCompartment($"COMP{earlier + i + 1}", record.Location));
        }

        return read with { Compartments = compartments.ToImmutable() };
    }

    private static ModelRecord Apply(ModelRecord record, string name, int number) => name switch
    {
        "NPARAMETERS" => record with { Parameters = number },
        "NEQUILIBRIUM" => record with { Equilibrium = number },
        "I_SS" => record with { InitialSteadyState = number },
        _ => record,
    };

    private static ModelCompartment ReadCompartment(RecordTokens tokens, int number, OptionLog log)
    {
        var first = tokens.Take();
        var group = first.Kind == RecordTokenKind.Open ? tokens.TakeGroup() : [first];
        var compartment = new ModelCompartment($"COMP{number}", tokens.Since(first));
        var isNamed = false;
        foreach (var token in group.Where(t => t.Kind is RecordTokenKind.Word or RecordTokenKind.Quoted))
        {
            var attribute = token.Kind == RecordTokenKind.Quoted
                ? null
                : Options.Find(token.Text, "INITIALOFF", "NOOFF", "NODOSE", "EQUILIBRIUM", "EXCLUDE", "DEFOBSERVATION", "DEFDOSE");
            if (attribute is null && isNamed)
            {
                log.Diagnostics.Add(RecordDiagnostics.UnknownOption(token.Location, "$MODEL COMPARTMENT", token.Text, null));
                continue;
            }

            isNamed |= attribute is null;
            compartment = attribute switch
            {
                "INITIALOFF" => compartment with { IsInitiallyOff = true },
                "NOOFF" => compartment with { IsAlwaysOn = true },
                "NODOSE" => compartment with { RefusesDoses = true },
                "EQUILIBRIUM" => compartment with { IsEquilibrium = true, RefusesDoses = true },
                "EXCLUDE" => compartment with { IsExcluded = true },
                "DEFOBSERVATION" => compartment with { IsDefaultObservation = true },
                "DEFDOSE" => compartment with { IsDefaultDose = true },
                _ => compartment with { Name = token.Text.ToUpperInvariant() },
            };
        }

        return compartment;
    }

    private static int? Whole(RecordOption option, DiagnosticBag diagnostics)
    {
        if (int.TryParse(option.Value, out var number) && number is >= 0 and <= MostCompartments)
        {
            return number;
        }

        diagnostics.Add(RecordDiagnostics.BadOptionNumber(option.Location, option.Name, option.Value ?? ""));
        return null;
    }
}
