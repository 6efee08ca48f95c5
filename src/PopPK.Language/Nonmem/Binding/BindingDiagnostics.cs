using PopPK.Text;

namespace PopPK.Language.Nonmem.Binding;

/// <summary>
/// Every message about what a control stream means as a whole, with its code, in one place: PK630x parameters, PK632x structure,
/// PK634x observations, PK636x mixtures, levels and priors, PK638x estimation.
/// </summary>
internal static class BindingDiagnostics
{
    public static Diagnostic NoInitial(TextLocation at, int number) => Error(
        "PK6300", $"THETA({number}) has no initial estimate", at, "give one between its bounds: (low, initial, up); none is searched for");

    public static Diagnostic InitialAtBound(TextLocation at, int number, double initial, double lower, double upper) => Error(
        "PK6301", $"the initial estimate {initial} of THETA({number}) is not inside ({lower}, {upper})", at,
        "an estimated parameter starts strictly inside its bounds; write FIX if it is given");

    public static Diagnostic NotPositive(TextLocation at, string name, int size) => Error(
        "PK6302", size == 1 ? $"a variance of ${name} is not positive" : $"this block of ${name} is not positive definite", at,
        size == 1 ? "variances are above 0; 0 FIX leaves the random effect out" : "check the order of the elements, and that covariances are smaller than the product of the standard deviations");

    public static Diagnostic BandMatrix(TextLocation at, string name) => Error(
        "PK6303", $"some covariances of this block of ${name} are 0 and would stay 0 (a band matrix), which is not supported", at,
        "give them small initial values, or order the random effects so that the block falls into two without covariances between them");

    public static Diagnostic NoModelCode(TextLocation at) => Error(
        "PK6310", "there is no model: neither $PRED nor $PK", at, "write $PRED, or $SUBROUTINES, $PK and $ERROR");

    public static Diagnostic RecordMissing(TextLocation at, string name) => Error(
        "PK6311", $"${name} is missing", at, $"a model with $SUBROUTINES has $PK and $ERROR");

    public static Diagnostic BothKinds(TextLocation at) => Error(
        "PK6312", "$PRED stands beside $PK or $ERROR", at, "$PRED describes a whole model; use $PK and $ERROR with $SUBROUTINES only");

    public static Diagnostic CodeNotSupported(TextLocation at, string name, string advice) => Error(
        "PK6313", $"${name} is not supported", at, advice);

    public static Diagnostic NoAdvan(TextLocation at) => Error(
        "PK6320", "the structure is not said", at, "write $SUBROUTINES with an ADVAN, such as ADVAN2 TRANS2, or $PRED instead of $PK");

    public static Diagnostic AdvanNotSupported(TextLocation at, int advan) => Error(
        "PK6321", $"ADVAN{advan} is not supported", at, advan is 9 or 15 or 17
            ? "algebraic equations (equilibrium compartments, $AES) cannot be solved; solve them by hand and use ADVAN13"
            : advan == 16 || advan == 17 || advan == 18 ? "equations with delays cannot be solved" : "there are ADVAN1 to 8 and 10 to 14");

    public static Diagnostic NoSuchTrans(TextLocation at, int advan, int trans) => Error(
        "PK6322", $"ADVAN{advan} has no TRANS{trans}", at, advan switch
        {
            1 or 2 => "it has TRANS1 (K) and TRANS2 (CL, V)",
            3 or 4 => "it has TRANS1, TRANS3, TRANS4, TRANS5 and TRANS6",
            _ => "it has TRANS1, TRANS4 and TRANS6",
        });

    public static Diagnostic ParameterMissing(TextLocation at, string name, int advan, int trans, string? suggestion) => Error(
        "PK6323", $"ADVAN{advan} TRANS{trans} needs {name}, which $PK does not define", at,
        suggestion is null ? $"define {name} in $PK, or choose another TRANS" : $"define {name} in $PK; is it '{suggestion}'?");

    public static Diagnostic NoCompartments(TextLocation at, int advan) => Error(
        "PK6324", $"ADVAN{advan} needs compartments", at, "name them: $MODEL COMP=(DEPOT) COMP=(CENTRAL)");

    public static Diagnostic NoEquations(TextLocation at, int advan) => Error(
        "PK6325", $"ADVAN{advan} needs equations", at, "write $DES with DADT(1)=... for every compartment");

    public static Diagnostic EquationMissing(TextLocation at, int number, int count) => new(
        "PK6326", DiagnosticSeverity.Warning, $"DADT({number}) is missing; the compartment keeps what it has", at,
        $"$MODEL has {count} compartments; write DADT({number})=0 if that is meant");

    public static Diagnostic EquationTooMany(TextLocation at, int number, int count) => Error(
        "PK6327", $"there is no compartment {number}", at, $"$MODEL has {count}; add COMP=(...)");

    public static Diagnostic RateBetweenNothing(TextLocation at, string name, int count) => Error(
        "PK6328", $"{name} is no rate between two of the {count} compartments", at, $"Kij goes from i to j; j = 0 or {count + 1} is elimination");

    public static Diagnostic RateTwice(TextLocation at, string name) => Error(
        "PK6335", $"{name} gives a rate between compartments a second time", at, "Kij and KiTj are the same, and so are j = 0 and the number behind the last compartment");

    public static Diagnostic NoRates(TextLocation at) => Error(
        "PK6329", "$PK defines no rate constant between compartments", at, "write Kij, such as K12 and K20, or KiTj for numbers above 9");

    public static Diagnostic NoSuchCompartment(TextLocation at, string name, int count) => Error(
        "PK6330", $"{name} belongs to no compartment", at, $"there are {count}");

    public static Diagnostic InitiallyOff(TextLocation at, string name) => Error(
        "PK6331", $"the compartment {name} would be off at first (INITIALOFF)", at, "that is not supported; give it a rate of 0 until it is wanted");

    public static Diagnostic PropertyOfTime(TextLocation at, string name) => Error(
        "PK6332", $"{name} changes with the time between records", at, "it belongs to a dose and may use data items, such as TIME, of the dose's record");

    public static Diagnostic OutputIgnored(TextLocation at, string name) => new(
        "PK6333", DiagnosticSeverity.Note, $"{name} belongs to the output compartment, which is not computed", at, "nothing need be done unless that compartment is observed");

    public static Diagnostic AdditionalCalls(TextLocation at) => new(
        "PK6334", DiagnosticSeverity.Warning, "$PK is run at records only, not at additional and delayed doses", at,
        "a dose's lag, bioavailability, rate and duration are those of its own record, for its additional doses too");

    public static Diagnostic TighterTolerance(TextLocation at, int digits) => new(
        "PK6336", DiagnosticSeverity.Note, $"equations are solved with a relative error of 1e-10 per step, not 1e-{digits} (TOL)", at, "TOL counts from 11 to 14");

    public static Diagnostic TooLarge(TextLocation at) => Error(
        "PK6337", "written out, the expressions of this model are too long", at, "check loops that multiply a variable with itself");

    public static Diagnostic NoY(TextLocation at, string block) => Error(
        "PK6340", $"${block} does not define Y", at, "write the observation, such as Y=F+EPS(1)");

    public static Diagnostic NoResidual(TextLocation at) => Error(
        "PK6341", "Y has no residual error", at, "add EPS(1), or say what Y is: F_FLAG=1, or LIKELIHOOD or -2LOGLIKELIHOOD in $ESTIMATION");

    public static Diagnostic ResidualInLikelihood(TextLocation at) => Error(
        "PK6342", "Y is a likelihood here and cannot have a residual error", at, "leave EPS out where F_FLAG is 1 or 2");

    public static Diagnostic FlagNotConstant(TextLocation at) => Error(
        "PK6343", "what F_FLAG is must be known from the data", at, "set it to 0, 1 or 2 under conditions on data items");

    public static Diagnostic TooManyCases(TextLocation at) => Error(
        "PK6344", "Y has too many cases", at, "join conditions that lead to the same Y");

    public static Diagnostic CorrelatedResiduals(TextLocation at) => Error(
        "PK6345", "L2 correlates residual errors of records in a way that is not supported", at,
        "what is: kinds of observations, told apart by data items, with one EPS each and covariances in $SIGMA BLOCK; otherwise drop L2 from $INPUT");

    public static Diagnostic CorrelatedAtOneTime(TextLocation at) => new(
        "PK6346", DiagnosticSeverity.Note, "L2: the residual errors of records of different kinds are correlated where they have the same time", at,
        "check that records share a value of L2 exactly where they share their time");

    public static Diagnostic MixtureIncomplete(TextLocation at) => Error(
        "PK6360", "$MIX must set NSPOP and P(1) to P(NSPOP)", at, "write NSPOP=2, P(1)=THETA(5) and P(2)=1-THETA(5)");

    public static Diagnostic MixtureMissing(TextLocation at) => Error(
        "PK6361", "MIXNUM is used, but there is no $MIX", at, "write $MIX with NSPOP and the probabilities P(1), P(2) ...");

    public static Diagnostic LevelUnknown(TextLocation at, string what) => Error(
        "PK6362", $"{what}", at, "write $LEVEL ITEM=(n[m]), with a data item and numbers of etas");

    public static Diagnostic PriorNotSupported(TextLocation at, string what) => Error(
        "PK6363", what, at, "priors are NWPRI with $THETAP, $THETAPV, $OMEGAP and $OMEGAPD");

    public static Diagnostic PriorsComplete(TextLocation at) => new(
        "PK6364", DiagnosticSeverity.Note, "the objective contains the whole density of the priors, with its constants", at,
        "the prior of a block of Omega is inverse Wishart with scale matrix nu $OMEGAP; mind this when comparing objectives");

    public static Diagnostic PriorsLeftOut(TextLocation at) => new(
        "PK6367", DiagnosticSeverity.Note, "the priors are not used: NOPRIOR is said in every step", at, "remove NOPRIOR to estimate with them");

    public static Diagnostic MethodNotSupported(TextLocation at, string method) => new(
        "PK6380", DiagnosticSeverity.Warning, $"there is no method {method}: the model runs only with --method", at,
        "METHOD=0 is fo, METHOD=1 foce, with INTER focei, with LAPLACE laplace");

    private static Diagnostic Error(string code, string message, TextLocation at, string advice) =>
        new(code, DiagnosticSeverity.Error, message, at, advice);
}
