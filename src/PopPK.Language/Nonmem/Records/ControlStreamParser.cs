using System.Collections.Immutable;
using PopPK.Text;
using static PopPK.Language.Nonmem.Records.OptionTable;

namespace PopPK.Language.Nonmem.Records;

/// <summary>Reads the records of a control stream one after the other. One owner.</summary>
internal sealed class ControlStreamParser
{
    private static readonly OptionTable Sizes = new(
        "$SIZES",
        Valued(
            OptionRole.Steering,
            "LTH LVR LVR2 LPAR LPAR3 NO MMX LNP4 LSUPP LIM7 LWS3 MAXIDS LIM1 LIM2 LIM3 LIM4 LIM5 LIM6 LIM8 LIM10 LIM11 LIM13 LIM15 LIM16 MAXRECID "
            + "PC PCT PIR PD PAL MAXFCN MAXIC PG NPOPMIXMAX MAXOMEG MAXPTHETA MAXITER ISAMPLEMAX DIMTMP DIMCNS DIMNEW DIMVRB PL NPOPMIX SD FSD SDF "
            + "PNM_MAXNODES DIMQ NPOPS MAXXNAME MAXVRESWRK PAST_SIZE MAXIDSVECT PDT MAXSIRITER"));

    private static readonly ImmutableDictionary<RecordKind, string> Refused = new Dictionary<RecordKind, string>
    {
        [RecordKind.AesInitial] = "algebraic equations cannot be solved; write the amounts at equilibrium out",
        [RecordKind.ThetaTransform] = "give initial estimates on the scale of the code",
        [RecordKind.ThetaReport] = "thetas are reported on the scale of the code; remove the record",
        [RecordKind.Msfi] = "there are no model specification files; give the final estimates as initial ones",
        [RecordKind.Etas] = "individual etas begin at 0; remove the record",
        [RecordKind.Phis] = "individual etas begin at 0; remove the record",
        [RecordKind.Chain] = "give initial estimates in $THETA, $OMEGA and $SIGMA",
        [RecordKind.Contr] = "routines written in Fortran cannot be called; remove the record",
        [RecordKind.Bind] = "routines written in Fortran cannot be called; remove the record",
        [RecordKind.Index] = "routines written in Fortran cannot be called; remove the record",
        [RecordKind.Design] = "designs are not evaluated; remove the record",
        [RecordKind.OmegaLkj] = "LKJ priors are not available; use NWPRI",
        [RecordKind.OmegaVarianceFactor] = "LKJ priors are not available; use NWPRI",
        [RecordKind.SigmaLkj] = "LKJ priors are not available; use NWPRI",
        [RecordKind.SigmaVarianceFactor] = "LKJ priors are not available; use NWPRI",
        [RecordKind.ThetaDegrees] = "t-distributed thetas are not available; remove the record",
        [RecordKind.Rcov] = "no covariance matrix is read from a file; remove the record",
        [RecordKind.Rcovi] = "no covariance matrix is read from a file; remove the record",
        [RecordKind.Super] = "problems are not repeated; run the command several times",
        [RecordKind.VarCalc] = "variances of variables are not computed; remove the record",
    }.ToImmutableDictionary();

    private readonly SourceText _source;
    private readonly DiagnosticBag _diagnostics;
    private readonly OptionLog _log;
    private readonly ImmutableArray<ControlRecord>.Builder _records = ImmutableArray.CreateBuilder<ControlRecord>();
    private readonly Dictionary<RecordKind, OmegaBlock> _lastBlocks = [];
    private EstimationSettings _settings = EstimationSettings.Default;
    private int _compartments;

    private ControlStreamParser(SourceText source, DiagnosticBag diagnostics) =>
        (_source, _diagnostics, _log) = (source, diagnostics, new OptionLog(diagnostics));

    /// <summary>Reads a control stream.</summary>
    /// <param name="source">The text.</param>
    /// <param name="include">Finds the text of an included file by its name as written; null: there are none to be had.</param>
    /// <param name="diagnostics">Receives what is wrong.</param>
    /// <returns>The records that could be read.</returns>
    public static ControlStream Parse(SourceText source, Func<string, SourceText?>? include, DiagnosticBag diagnostics)
    {
        var parser = new ControlStreamParser(source, diagnostics);
        parser.ReadAll(RecordSplitter.Split(source, include, diagnostics));
        return new ControlStream(source, parser._records.ToImmutable());
    }

    private void ReadAll(ImmutableArray<RawRecord> records)
    {
        foreach (var record in records)
        {
            if (record.Kind == RecordKind.Problem && _records.Any(r => r.Kind == RecordKind.Problem))
            {
                _diagnostics.Add(RecordDiagnostics.SecondProblem(record.Location));
                break;
            }

            if (Read(record) is { } read)
            {
                _records.Add(read);
            }
        }

        _log.Report();
        RecordChecks.Check(new ControlStream(_source, _records.ToImmutable()), _diagnostics);
    }

    private ControlRecord? Read(RawRecord record)
    {
        if (RecordNames.IsCode(record.Kind) && record.Kind != RecordKind.AesInitial)
        {
            return new CodeRecord(record);
        }

        return record.Kind switch
        {
            RecordKind.Problem => SimpleParsers.Problem(record, _diagnostics),
            RecordKind.Input => InputParser.Parse(record, _diagnostics),
            RecordKind.Data => DataFileParser.Parse(record, _log),
            RecordKind.Subroutines => SubroutinesParser.Parse(record, _log),
            RecordKind.Model => ReadModel(record),
            RecordKind.Abbreviated => AbbreviatedParser.Parse(record, _log),
            RecordKind.Theta or RecordKind.ThetaPrior => ThetaParser.Parse(record, _diagnostics),
            RecordKind.Omega or RecordKind.Sigma or RecordKind.ThetaPriorVariance or RecordKind.OmegaPrior or RecordKind.OmegaPriorDegrees
                or RecordKind.SigmaPrior or RecordKind.SigmaPriorDegrees => ReadMatrix(record),
            RecordKind.Estimation => ReadEstimation(record),
            RecordKind.Covariance => SimpleParsers.ReadCovariance(record, _log),
            RecordKind.Table => TableParser.Parse(record, NamesOfItems(), _log),
            RecordKind.Simulation => ReadSimulation(record),
            RecordKind.Prior => SimpleParsers.ReadPrior(record, _log),
            RecordKind.Level => SimpleParsers.ReadLevel(record, _diagnostics),
            RecordKind.Sizes => new OptionsRecord(record, Sizes.ReadAll(new RecordTokens(record), _log)),
            RecordKind.Nonparametric => Undone(record, "everything else is; remove the record to be rid of this warning"),
            _ => ReadOther(record),
        };
    }

    private ModelRecord ReadModel(RawRecord record)
    {
        var model = ModelRecordParser.Parse(record, _compartments, _log);
        _compartments += model.Compartments.Length;
        return model;
    }

    private OmegaRecord ReadMatrix(RawRecord record)
    {
        var matrix = OmegaParser.Parse(record, _lastBlocks.GetValueOrDefault(record.Kind), _diagnostics);
        if (matrix.Blocks.Length > 0)
        {
            _lastBlocks[record.Kind] = matrix.Blocks[^1];
        }

        return matrix;
    }

    private EstimationRecord ReadEstimation(RawRecord record)
    {
        var estimation = EstimationParser.Parse(record, _settings, _log);
        // A step that is left out does not leave the next one out.
        _settings = estimation.Settings with { IsOmitted = false };
        return estimation;
    }

    private HashSet<string> NamesOfItems() => _records.OfType<InputRecord>().SelectMany(r => r.Items)
        .SelectMany(i => new[] { i.Name, i.Synonym }).OfType<string>().ToHashSet(StringComparer.OrdinalIgnoreCase);

    private SimulationRecord ReadSimulation(RawRecord record)
    {
        var simulation = SimpleParsers.ReadSimulation(record, _log);
        if (!simulation.IsOmitted)
        {
            _diagnostics.Add(RecordDiagnostics.StepNotDone(
                record.Location, "$SIMULATION", "observations are taken from the data as they are; simulate with the command: poppk simulate"));
        }

        return simulation;
    }

    private OptionsRecord Undone(RawRecord record, string advice)
    {
        _diagnostics.Add(RecordDiagnostics.StepNotDone(record.Location, RecordNames.NameOf(record.Kind), advice));
        return new OptionsRecord(record, []);
    }

    /// <summary>Records of which nothing is used: refused, or listed where they only steer printing and searching.</summary>
    private OptionsRecord ReadOther(RawRecord record)
    {
        if (Refused.TryGetValue(record.Kind, out var advice))
        {
            _diagnostics.Add(RecordDiagnostics.RefusedRecord(record.Location, RecordNames.NameOf(record.Kind), advice));
        }
        else
        {
            _log.AddSteering(RecordNames.NameOf(record.Kind), new RecordOption("", null, record.Location));
        }

        return new OptionsRecord(record, []);
    }
}
