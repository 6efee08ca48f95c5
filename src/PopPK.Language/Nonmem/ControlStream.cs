using System.Collections.Immutable;
using PopPK.Language.Nonmem.Records;
using PopPK.Text;

namespace PopPK.Language.Nonmem;

/// <summary>A control stream taken apart: its records in their order, each understood on its own. Immutable.</summary>
/// <param name="Source">The text.</param>
/// <param name="Records">The records.</param>
#pragma warning disable CA1711 // A control stream is what users call it; nobody takes it for a System.IO.Stream.
public sealed record ControlStream(SourceText Source, ImmutableArray<ControlRecord> Records)
#pragma warning restore CA1711
{
    /// <summary>The title, or null.</summary>
    public string? Title => Of<ProblemRecord>().FirstOrDefault()?.Title;

    /// <summary>The data items in the order of the file's columns.</summary>
    public ImmutableArray<InputItem> Input { get; } = [.. Records.OfType<InputRecord>().SelectMany(r => r.Items)];

    /// <summary>The data file, or null.</summary>
    public DataFileRecord? Data => Of<DataFileRecord>().FirstOrDefault();

    /// <summary>What all <c>$SUBROUTINES</c> say together, or null without one.</summary>
    public SubroutinesRecord? Subroutines { get; } = Join(Records.OfType<SubroutinesRecord>());

    /// <summary>The compartments of <c>$MODEL</c>.</summary>
    public ImmutableArray<ModelCompartment> Compartments { get; } = [.. Records.OfType<ModelRecord>().SelectMany(r => r.Compartments)];

    /// <summary>The thetas of <c>$THETA</c>.</summary>
    public ImmutableArray<ThetaItem> Thetas { get; } = [.. Records.OfType<ThetaRecord>().Where(r => r.Kind == RecordKind.Theta).SelectMany(r => r.Items)];

    /// <summary>The blocks of <c>$OMEGA</c>.</summary>
    public ImmutableArray<OmegaBlock> Omega { get; } = Blocks(Records, RecordKind.Omega);

    /// <summary>The blocks of <c>$SIGMA</c>.</summary>
    public ImmutableArray<OmegaBlock> Sigma { get; } = Blocks(Records, RecordKind.Sigma);

    /// <summary>The replacements of <c>$ABBREVIATED</c>.</summary>
    public ImmutableArray<AbbreviatedReplacement> Replacements { get; } = [.. Records.OfType<AbbreviatedRecord>().SelectMany(r => r.Replacements)];

    /// <summary>The estimation methods, those that are omitted left out.</summary>
    public ImmutableArray<EstimationRecord> Estimations { get; } = [.. Records.OfType<EstimationRecord>().Where(r => !r.Settings.IsOmitted)];

    /// <summary>The covariance step, or null when there is none.</summary>
    public CovarianceRecord? Covariance => Of<CovarianceRecord>().LastOrDefault(r => !r.IsOmitted);

    /// <summary>The tables, those that are omitted left out.</summary>
    public ImmutableArray<TableRecord> Tables { get; } = [.. Records.OfType<TableRecord>().Where(r => !r.IsOmitted)];

    /// <summary>All records of a type.</summary>
    /// <typeparam name="T">The type.</typeparam>
    public IEnumerable<T> Of<T>()
        where T : ControlRecord => Records.OfType<T>();

    /// <summary>The blocks of all records of a kind: <c>$OMEGA</c>, <c>$SIGMA</c>, <c>$THETAPV</c>, <c>$OMEGAP</c> ...</summary>
    /// <param name="kind">The kind.</param>
    public ImmutableArray<OmegaBlock> Blocks(RecordKind kind) => Blocks(Records, kind);

    /// <summary>The thetas of all records of a kind: <c>$THETA</c> or <c>$THETAP</c>.</summary>
    /// <param name="kind">The kind.</param>
    public ImmutableArray<ThetaItem> Items(RecordKind kind) => [.. Of<ThetaRecord>().Where(r => r.Kind == kind).SelectMany(r => r.Items)];

    /// <summary>The code of a kind: <c>$PK</c>, <c>$ERROR</c> ...; several records of one kind follow each other.</summary>
    /// <param name="kind">The kind.</param>
    public ImmutableArray<CodeRecord> Code(RecordKind kind) => [.. Of<CodeRecord>().Where(r => r.Kind == kind)];

    private static ImmutableArray<OmegaBlock> Blocks(ImmutableArray<ControlRecord> records, RecordKind kind) =>
        [.. records.OfType<OmegaRecord>().Where(r => r.Kind == kind).SelectMany(r => r.Blocks)];

    private static SubroutinesRecord? Join(IEnumerable<SubroutinesRecord> records) => records.Aggregate(
        (SubroutinesRecord?)null,
        (joined, next) => joined is null ? next : joined with
        {
            Advan = joined.Advan ?? next.Advan,
            AdvanLocation = joined.AdvanLocation ?? next.AdvanLocation,
            Trans = joined.Trans ?? next.Trans,
            TransLocation = joined.TransLocation ?? next.TransLocation,
            SteadyState = joined.SteadyState ?? next.SteadyState,
            Tolerance = joined.Tolerance ?? next.Tolerance,
            AbsoluteTolerance = joined.AbsoluteTolerance ?? next.AbsoluteTolerance,
            Options = joined.Options.AddRange(next.Options),
        });
}
