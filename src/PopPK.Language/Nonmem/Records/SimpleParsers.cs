using System.Collections.Immutable;
using System.Text.RegularExpressions;
using PopPK.Text;
using static PopPK.Language.Nonmem.Records.OptionTable;

namespace PopPK.Language.Nonmem.Records;

/// <summary>Reads the records whose grammar is little more than a list of options. Stateless.</summary>
internal static partial class SimpleParsers
{
    private const int LongestTitle = 72;

    private static readonly OptionTable Covariance = new(
        "$COVARIANCE",
        Valued(OptionRole.Honoured, "MATRIX"),
        Flags(OptionRole.Honoured, "UNCONDITIONAL CONDITIONAL OMITTED"),
        Flags(OptionRole.Steering, "SPECIAL COMPRESS SLOW NOSLOW FAST NOFCOV RESUME"),
        Valued(OptionRole.Steering, "PRINT TOL ATOL SIGL SIGLO PARAFILE PARAFPRINT THBND IACCEPT IACCEPTL SIRNITER SIRCENTER SIRDF RANMETHOD SIRPRINT FILE FORMAT"),
        Valued(OptionRole.Steering, "SIRTHBND SIRMINWT SIRMAXWT SIR_CAPCORR SIRSEED SIRCLOCKSEED SIRPARAFILE SIRPARAFPRINT PRECOND PRECONDS PFCOND PRETYPE FPOSDEF"),
        Valued(OptionRole.Steering, "CHOLROFF KNUTHSUMOFF POSDEF SSTOL SSATOL"),
        Refused("SIRSAMPLE", true, "ask the command for it: poppk fit --sir", "-1"));

    private static readonly OptionTable Simulation = new(
        "$SIMULATION",
        Valued(OptionRole.Honoured, "SUBPROBLEMS SUBPROBS:SUBPROBLEMS NSUBPROBLEMS:SUBPROBLEMS NSUBPROBS:SUBPROBLEMS TRUE"),
        Flags(OptionRole.Honoured, "ONLYSIMULATION OMITTED PREDICTION NOPREDICTION"),
        Flags(OptionRole.Steering, "REQUESTFIRST REQUESTSECOND NOREWIND REWIND SUPRESET NOSUPRESET NEW"),
        Valued(OptionRole.Steering, "CLOCKSEED SOURCE_EPS RANMETHOD PARAFILE"),
        Refused("BOOTSTRAP", true, "ask the command for it: poppk fit --bootstrap"),
        Refused("TTDF", true, "leave it out", "0"),
        Refused("STRAT", true, "it belongs to BOOTSTRAP"),
        Refused("STRATF", true, "it belongs to BOOTSTRAP"),
        Flags(OptionRole.Steering, "REPLACE NOREPLACE"));

    private static readonly OptionTable Prior = new(
        "$PRIOR",
        Flags(OptionRole.Honoured, "NWPRI"),
        Valued(OptionRole.Honoured, "NTHETA NETA NEPS NTHP NETP NEPP NPEXP ITYP PLEV NSAM ISS CNT"),
        Valued(OptionRole.Steering, "ICMAX"),
        Flags(OptionRole.Steering, "DISPLAY"),
        Refused("TNPRI", false, "write the prior with NWPRI"),
        Refused("IFND", true, "it belongs to TNPRI"),
        Refused("MODE", true, "it belongs to TNPRI"),
        Refused("IVAR", true, "it belongs to TNPRI"));

    /// <summary>Reads <c>$PROBLEM text</c>: the title is the rest of the line, comment signs included.</summary>
    /// <param name="record">The record.</param>
    /// <param name="diagnostics">Receives what is not part of the title.</param>
    public static ProblemRecord Problem(RawRecord record, DiagnosticBag diagnostics)
    {
        if (record.Lines.Skip(1).FirstOrDefault(l => !RecordSplitter.IsBlankOrComment(l.Text)) is { } further)
        {
            diagnostics.Add(RecordDiagnostics.BehindTitle(RecordSplitter.Trimmed(further)));
        }

        var title = record.Lines[0].Text.Trim();
        return new ProblemRecord(record, title.Length > LongestTitle * 2 ? title[..(LongestTitle * 2)] : title);
    }

    /// <summary>Reads <c>$COVARIANCE option ...</c>.</summary>
    /// <param name="record">The record.</param>
    /// <param name="log">Receives what is wrong and what is only listed.</param>
    public static CovarianceRecord ReadCovariance(RawRecord record, OptionLog log)
    {
        var options = Covariance.ReadAll(new RecordTokens(record), log);
        var matrix = options.LastOrDefault(o => o.Name == "MATRIX");
        var name = matrix?.Value?.ToUpperInvariant();
        if (matrix is not null && name is not ("R" or "S"))
        {
            log.Diagnostics.Add(RecordDiagnostics.BadMatrix(matrix.Location, matrix.Value ?? ""));
        }

        return new CovarianceRecord(record, options)
        {
            Matrix = name is "R" or "S" ? name : null,
            IsUnconditional = options.LastOrDefault(o => o.Name is "UNCONDITIONAL" or "CONDITIONAL")?.Name == "UNCONDITIONAL",
            IsOmitted = options.Any(o => o.Name == "OMITTED"),
        };
    }

    /// <summary>Reads <c>$SIMULATION (seed ...) ... option ...</c>.</summary>
    /// <param name="record">The record.</param>
    /// <param name="log">Receives what is wrong and what is only listed.</param>
    public static SimulationRecord ReadSimulation(RawRecord record, OptionLog log)
    {
        var tokens = new RecordTokens(record);
        var seeds = ImmutableArray.CreateBuilder<long>();
        var options = ImmutableArray.CreateBuilder<RecordOption>();
        for (tokens.SkipCommas(); !tokens.IsAtEnd; tokens.SkipCommas())
        {
            var first = tokens.Current;
            if (tokens.Skip(RecordTokenKind.Open))
            {
                var group = tokens.TakeGroup();
                if (group.Length > 0 && long.TryParse(group[0].Text, out var seed))
                {
                    seeds.Add(seed);
                }
                else
                {
                    log.Diagnostics.Add(RecordDiagnostics.BadSeed(tokens.Since(first)));
                }
            }
            else if (long.TryParse(first.Text, out var seed))
            {
                tokens.Take();
                seeds.Add(seed);
            }
            else if (Simulation.Read(tokens, log) is { } option)
            {
                options.Add(option);
            }
        }

        var count = options.LastOrDefault(o => o.Name == "SUBPROBLEMS")?.Value;
        return new SimulationRecord(record, options.ToImmutable())
        {
            Seeds = seeds.ToImmutable(),
            Subproblems = int.TryParse(count, out var n) ? Math.Max(1, n) : 1,
            IsOnlySimulation = options.Any(o => o.Name == "ONLYSIMULATION"),
            IsOmitted = options.Any(o => o.Name == "OMITTED"),
        };
    }

    /// <summary>Reads <c>$PRIOR NWPRI [(condition)] NAME=n ...</c>.</summary>
    /// <param name="record">The record.</param>
    /// <param name="log">Receives what is wrong and what is only listed.</param>
    public static PriorRecord ReadPrior(RawRecord record, OptionLog log)
    {
        var tokens = new RecordTokens(record);
        var options = ImmutableArray.CreateBuilder<RecordOption>();
        for (tokens.SkipCommas(); !tokens.IsAtEnd; tokens.SkipCommas())
        {
            var first = tokens.Current;
            if (tokens.Skip(RecordTokenKind.Open))
            {
                var clause = TextOf(tokens.TakeGroup());
                if (!Options.Matches(clause.Trim(), "ESTIMATION"))
                {
                    log.Diagnostics.Add(RecordDiagnostics.RefusedOption(tokens.Since(first), "$PRIOR", $"({clause})", "write the prior without a condition"));
                }
            }
            else if (Prior.Read(tokens, log) is { } option)
            {
                options.Add(option);
            }
        }

        return new PriorRecord(record, options.ToImmutable()) { Routine = options.FirstOrDefault(o => o.Name == "NWPRI")?.Name };
    }

    /// <summary>Reads <c>$LEVEL ITEM=(n[m], ...) ...</c>.</summary>
    /// <param name="record">The record.</param>
    /// <param name="diagnostics">Receives what is wrong.</param>
    public static LevelRecord ReadLevel(RawRecord record, DiagnosticBag diagnostics)
    {
        var tokens = new RecordTokens(record);
        var levels = ImmutableArray.CreateBuilder<RandomLevel>();
        for (tokens.SkipCommas(); !tokens.IsAtEnd; tokens.SkipCommas())
        {
            var item = tokens.Take();
            var pairs = item.Kind == RecordTokenKind.Word && tokens.Skip(RecordTokenKind.Equals) && tokens.Skip(RecordTokenKind.Open)
                ? Pairs(TextOf(tokens.TakeGroup()))
                : null;
            if (pairs is { } found)
            {
                levels.Add(new RandomLevel(item.Text.ToUpperInvariant(), found, tokens.Since(item)));
            }
            else
            {
                diagnostics.Add(RecordDiagnostics.BadLevel(tokens.Since(item)));
                break;
            }
        }

        return new LevelRecord(record, levels.ToImmutable());
    }

    private static ImmutableArray<(int Eta, int Nested)>? Pairs(string text)
    {
        var pairs = ImmutableArray.CreateBuilder<(int Eta, int Nested)>();
        foreach (var part in text.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
        {
            var match = Pair().Match(part);
            if (!match.Success || NumberList.Expand(match.Groups["etas"].Value) is not { } etas || NumberList.Expand(match.Groups["nested"].Value) is not { } nested)
            {
                return null;
            }

            for (var i = 0; i < etas.Length; i++)
            {
                // 5 TO 6[1] counts the nested ones up along.
                pairs.Add((etas[i], nested.Length == etas.Length ? nested[i] : nested[0] + i));
            }
        }

        return pairs.Count > 0 ? pairs.ToImmutable() : null;
    }

    [GeneratedRegex(@"^(?<etas>[^\[\]]+?)\s*\[(?<nested>[^\[\]]+)\]$", RegexOptions.CultureInvariant)]
    private static partial Regex Pair();
}
