using System.Collections.Immutable;
using PopPK.Language.Nonmem.Code.Syntax;

namespace PopPK.Language.Nonmem.Code.Execution;

/// <summary>Finds at which records code is run: by phrases such as <c>(ONLY OBSERVATIONS)</c> and by <c>CALLFL=n</c>. Stateless.</summary>
internal static class CallRules
{
    /// <summary>The rule of a record's code.</summary>
    /// <param name="statements">Its statements.</param>
    public static CallRule Of(ImmutableArray<CodeStatement> statements) => statements.Select(Of).OfType<CallRule>().LastOrDefault();

    /// <summary>What a phrase says, or null when it says nothing that is understood.</summary>
    /// <param name="phrase">The phrase.</param>
    public static CallRule? Of(PhraseCode phrase)
    {
        var words = phrase.Words.Replace(",", " ", StringComparison.Ordinal).Split(' ', StringSplitOptions.RemoveEmptyEntries);
        bool Says(string start) => words.Any(w => w.StartsWith(start, StringComparison.Ordinal));
        return Says("OBS") ? CallRule.Observations
            : Says("ONCE") || (Says("IND") && !Says("EVE")) ? CallRule.OncePerSubject
            : Says("ADD") || Says("NONEV") || Says("LAG") ? CallRule.AdditionalDoses
            : Says("NEW") ? CallRule.NewTimes
            : Says("EVE") ? CallRule.EveryRecord
            : null;
    }

    private static CallRule? Of(CodeStatement statement) => statement switch
    {
        PhraseCode phrase => Of(phrase),
        AssignmentCode { Target: { Name: "CALLFL", HasArguments: false }, Value: var value } => value switch
        {
            UnaryCode { Operand: NumberCode { Value: 2 } } => CallRule.AdditionalDoses,
            NumberCode { Value: 0 } => CallRule.NewTimes,
            NumberCode { Value: 1 } => CallRule.OncePerSubject,
            _ => CallRule.EveryRecord,
        },
        _ => null,
    };
}
