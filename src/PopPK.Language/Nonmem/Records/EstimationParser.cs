using System.Collections.Immutable;
using PopPK.Text;
using static PopPK.Language.Nonmem.Records.OptionTable;

namespace PopPK.Language.Nonmem.Records;

/// <summary>Reads <c>$ESTIMATION option ...</c>; an option that is not said holds from the record before. Stateless.</summary>
internal static class EstimationParser
{
    private static readonly OptionTable Table = new(
        "$ESTIMATION",
        Valued(OptionRole.Honoured, "METHOD MAXEVALS MAXEVALUATIONS:MAXEVALS NITER NSAMPLE:NITER NBURN ISAMPLE SEED EONLY NOPRIOR"),
        Flags(OptionRole.Honoured, "INTERACTION NOINTERACTION LAPLACIAN LAPLACE:LAPLACIAN NOLAPLACIAN NOLAPLACE:NOLAPLACIAN LIKELIHOOD"),
        Flags(OptionRole.Honoured, "-2LOGLIKELIHOOD -2LLIKELIHOOD:-2LOGLIKELIHOOD -2LL:-2LOGLIKELIHOOD PREDICTION POSTHOC NOPOSTHOC OMITTED"),
        Valued(OptionRole.Steering, "PRINT SIGDIGITS NSIGDIGITS:SIGDIGITS"),
        Flags(OptionRole.Steering, "ABORT NOABORT NOHABORT FO NOFO ETABARCHECK NOETABARCHECK NOCENTERING NUMERICAL NONUMERICAL LNTWOPI OLNTWOPI PRIORC"),
        Flags(OptionRole.Steering, "OMEGABOUNDTEST NOOMEGABOUNDTEST SIGMABOUNDTEST NOSIGMABOUNDTEST THETABOUNDTEST NOTHETABOUNDTEST NOOBT NOTBT NOSBT"),
        Flags(OptionRole.Steering, "REPEAT NOREPEAT REPEAT1 NOREPEAT1 REPEAT2 NOREPEAT2 SORT NOSORT NOSLOW FAST SLOW"),
        Valued(OptionRole.Steering, "MSFO MSFOUTPUT:MSFO FILE FORMAT DELIM PARAFILE FPARAFILE PARAFPRINT NOTITLE NOLABEL ORDER ATOL SIGL SIGLO AUTO BAYES_PHI_STORE"),
        Valued(OptionRole.Steering, "CALPHA CINTERVAL CITER CNSAMP CONSTRAIN CTYPE DERCONT DF DFS ETADER ETASAMPLES ETASTYPE FNLETA GRD GRDQ IACCEPT IACCEPTL IKAPPA"),
        Valued(OptionRole.Steering, "ISAMPEND ISAMPLE_M1 ISAMPLE_M1A ISAMPLE_M1B ISAMPLE_M2 ISAMPLE_M3 ISCALE_MAX ISCALE_MIN KAPPA KNUTHSUMOFF MADAPT MAPCOV MAPINTER"),
        Valued(OptionRole.Steering, "MAPITER MAPITERS MASSRESET MCETA MUM NOCOV NONINFETA NOSUB NUMDER NUTS_BASE NUTS_DELTA NUTS_EPARAM NUTS_GAMMA NUTS_INIT"),
        Valued(OptionRole.Steering, "NUTS_MASS NUTS_MAXDEPTH NUTS_OPARAM NUTS_REG NUTS_SPARAM NUTS_STEPINTER NUTS_STEPITER NUTS_TERM NUTS_TEST NUTS_TRANSFORM OACCEPT"),
        Valued(OptionRole.Steering, "OPTMAP OSAMPLE_M1 OSAMPLE_M2 PACCEPT PHITYPE PSAMPLE_M1 PSAMPLE_M2 PSAMPLE_M3 PSCALE_MAX PSCALE_MIN RANMETHOD SADDLE_HESS"),
        Valued(OptionRole.Steering, "SADDLE_RESET CLOCKSEED SELECT STDOBJ TBLN THIN TPU BIONLY PMADAPT WISHTYPE"),
        Refused("CENTERING", false, "centred conditional estimation is not available; leave it out for the usual one"),
        Refused("STIELTJES", false, "the Stieltjes method is not available; use METHOD=1 LAPLACIAN"),
        Refused("GRID", true, "it belongs to the Stieltjes method, which is not available"),
        Refused("ZERO", true, "the hybrid method is not available; use METHOD=1"),
        Refused("BOOTDATA", true, "bootstrap with the command: poppk fit --bootstrap", "0"),
        Refused("LEVCENTER", true, "leave it out", "0"),
        Refused("LEVWT", true, "leave it out", "0"),
        Refused("OLKJDF", true, "LKJ priors are not available", "0"),
        Refused("SLKJDF", true, "LKJ priors are not available", "0"),
        Refused("OVARF", true, "LKJ priors are not available", "1"),
        Refused("SVARF", true, "LKJ priors are not available", "1"),
        Refused("TTDF", true, "t-distributed thetas are not available", "0"));

    /// <summary>Reads the record.</summary>
    /// <param name="record">The record.</param>
    /// <param name="earlier">What holds behind the record before.</param>
    /// <param name="log">Receives what is wrong and what is only listed.</param>
    public static EstimationRecord Parse(RawRecord record, EstimationSettings earlier, OptionLog log)
    {
        var tokens = new RecordTokens(record);
        var options = ImmutableArray.CreateBuilder<RecordOption>();
        var settings = earlier;
        for (tokens.SkipCommas(); !tokens.IsAtEnd; tokens.SkipCommas())
        {
            if (Table.Read(tokens, log) is not { } option)
            {
                continue;
            }

            options.Add(option);
            if (option.Name == "MAXEVALS" && option.Value != "0")
            {
                // Only the evaluation at the initial estimates is meant here too; a search has its own limits.
                log.AddSteering("$ESTIMATION", option);
            }

            settings = Apply(settings, option, log.Diagnostics);
        }

        return new EstimationRecord(record, options.ToImmutable(), settings);
    }

    /// <summary>The method a name or number means, or null.</summary>
    /// <param name="name">The name; case is ignored.</param>
    public static EstimationMethod? MethodOf(string name) => name.ToUpperInvariant() switch
    {
        "0" => EstimationMethod.FirstOrder,
        "1" => EstimationMethod.Conditional,
        "IMP" or "IMPORTANCE" => EstimationMethod.ImportanceSampling,
        "IMPMAP" => EstimationMethod.ImportanceSamplingAtMode,
        "ITS" => EstimationMethod.IterativeTwoStage,
        "SAEM" => EstimationMethod.StochasticApproximation,
        "DIRECT" => EstimationMethod.DirectSampling,
        "NUTS" => EstimationMethod.NoUTurn,
        "FO" => EstimationMethod.FirstOrder,
        _ => Options.Find(name, "ZERO", "CONDITIONAL", "HYBRID", "STIELTJES", "BAYES", "CHAIN") switch
        {
            "ZERO" => EstimationMethod.FirstOrder,
            "CONDITIONAL" => EstimationMethod.Conditional,
            "HYBRID" => EstimationMethod.Hybrid,
            "STIELTJES" => EstimationMethod.Stieltjes,
            "BAYES" => EstimationMethod.Bayes,
            "CHAIN" => EstimationMethod.Chain,
            _ => null,
        },
    };

    private static EstimationSettings Apply(EstimationSettings settings, RecordOption option, DiagnosticBag diagnostics)
    {
        switch (option.Name)
        {
            case "METHOD":
                if (option.Value is { } name && MethodOf(name) is { } method)
                {
                    return settings with { Method = method };
                }

                diagnostics.Add(RecordDiagnostics.UnknownMethod(option.Location, option.Value ?? ""));
                return settings;
            case "INTERACTION":
                return settings with { HasInteraction = true };
            case "NOINTERACTION":
                return settings with { HasInteraction = false };
            case "LAPLACIAN":
                return settings with { IsLaplacian = true };
            case "NOLAPLACIAN":
                return settings with { IsLaplacian = false };
            case "LIKELIHOOD":
                return settings with { Observation = ObservationMeaning.Likelihood };
            case "-2LOGLIKELIHOOD":
                return settings with { Observation = ObservationMeaning.Minus2LogLikelihood };
            case "PREDICTION":
                return settings with { Observation = ObservationMeaning.Prediction };
            case "POSTHOC":
                return settings with { IsPostHoc = true };
            case "NOPOSTHOC":
                return settings with { IsPostHoc = false };
            case "OMITTED":
                return settings with { IsOmitted = true };
            case "MAXEVALS":
                return settings with { MaxEvaluations = Whole(option, diagnostics) ?? settings.MaxEvaluations };
            case "NITER":
                return settings with { Iterations = Whole(option, diagnostics) ?? settings.Iterations };
            case "NBURN":
                return settings with { BurnIn = Whole(option, diagnostics) ?? settings.BurnIn };
            case "ISAMPLE":
                return settings with { Samples = Whole(option, diagnostics) ?? settings.Samples };
            case "SEED":
                return settings with { Seed = Whole(option, diagnostics) ?? settings.Seed };
            case "EONLY":
                return settings with { IsExpectationOnly = Whole(option, diagnostics) is > 0 };
            case "NOPRIOR":
                return settings with { IgnoresPriors = Whole(option, diagnostics) is not (null or 0) };
            case "SIGDIGITS":
                return settings with { SignificantDigits = Number(option, diagnostics) ?? settings.SignificantDigits };
            default:
                return settings;
        }
    }

    private static int? Whole(RecordOption option, DiagnosticBag diagnostics) =>
        Number(option, diagnostics) is not { } number ? null : (int)Math.Clamp(Math.Truncate(number), int.MinValue, int.MaxValue);

    private static double? Number(RecordOption option, DiagnosticBag diagnostics)
    {
        if (option.Value is not { } text)
        {
            return null;
        }

        if (RecordTokens.TryNumber(text, out var value) && double.IsFinite(value))
        {
            return value;
        }

        diagnostics.Add(RecordDiagnostics.BadOptionNumber(option.Location, option.Name, text));
        return null;
    }
}
