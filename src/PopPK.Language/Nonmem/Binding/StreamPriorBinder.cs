using System.Collections.Immutable;
using PopPK.Language.Nonmem.Records;
using PopPK.Modeling;
using PopPK.Text;

namespace PopPK.Language.Nonmem.Binding;

/// <summary>
/// Turns <c>$PRIOR NWPRI</c> into priors: normal ones of theta, inverse Wishart ones of blocks of Omega with the scale matrix nu times
/// <c>$OMEGAP</c>. The numbers stand in records of their own, or, as they once did, behind the model's own thetas and omegas. One owner.
/// </summary>
/// <param name="context">What all binders share.</param>
/// <param name="record">The record.</param>
internal sealed class StreamPriorBinder(StreamContext context, PriorRecord record)
{
    /// <summary>False where NOPRIOR leaves the priors out of every step. In some steps only, or where the priors' numbers stand behind the model's own, that is refused.</summary>
    /// <param name="context">What all binders share.</param>
    /// <param name="record">The record.</param>
    public static bool IsWanted(StreamContext context, PriorRecord record)
    {
        var steps = context.Stream.Estimations;
        if (steps.FirstOrDefault(s => s.Settings.IgnoresPriors) is not { } ignoring)
        {
            return true;
        }

        var hasOwnRecords = !context.Stream.Items(RecordKind.ThetaPrior).IsEmpty || !context.Stream.Blocks(RecordKind.OmegaPrior).IsEmpty;
        if (hasOwnRecords && steps.All(s => s.Settings.IgnoresPriors))
        {
            context.Diagnostics.Add(BindingDiagnostics.PriorsLeftOut(record.Location));
            return false;
        }

        context.Diagnostics.Add(RecordDiagnostics.RefusedOption(
            ignoring.Location, "$ESTIMATION", "NOPRIOR", "the priors hold for all steps: remove $PRIOR and its numbers to estimate without them"));
        return true;
    }

    /// <summary>Adds the priors to a model; what is wrong is reported.</summary>
    /// <param name="model">The model.</param>
    public PopulationModel AddTo(PopulationModel model)
    {
        var stream = context.Stream;
        if (!stream.Blocks(RecordKind.SigmaPrior).IsEmpty || record.Number("NEPP") > 0)
        {
            Refuse(record.Location, "priors of Sigma are not supported");
            return model;
        }

        var (means, variances, omegas, degrees) = stream.Items(RecordKind.ThetaPrior).IsEmpty && stream.Blocks(RecordKind.OmegaPrior).IsEmpty
            ? BehindTheModel()
            : (stream.Items(RecordKind.ThetaPrior).Select(t => t.Initial ?? 0).ToImmutableArray(),
                stream.Blocks(RecordKind.ThetaPriorVariance),
                stream.Blocks(RecordKind.OmegaPrior),
                Degrees(stream));
        var kept = record.Number("NETA") is { } etas && omegas.Length > 0 ? Truncated(model.RandomEffects, (int)etas) : model.RandomEffects;
        context.Diagnostics.Add(BindingDiagnostics.PriorsComplete(record.Location));
        return model with
        {
            RandomEffects = kept,
            FixedEffectPriors = NormalPriors(model, means, variances),
            CovariancePriors = WishartPriors(kept, omegas, degrees),
        };
    }

    private static ImmutableArray<double> Degrees(ControlStream stream) =>
        [.. stream.Blocks(RecordKind.OmegaPriorDegrees).Where(b => !b.IsSame).SelectMany(b => Enumerable.Range(0, b.Size).Select(k => b.Values[k * (k + 3) / 2]))];

    // $THETA: the model's, the prior means, the degrees of freedom; $OMEGA: the model's, the variances of theta, the prior matrices.
    private (ImmutableArray<double> Means, ImmutableArray<OmegaBlock> Variances, ImmutableArray<OmegaBlock> Omegas, ImmutableArray<double> Degrees) BehindTheModel()
    {
        var (thetas, etas) = ((int)(record.Number("NTHETA") ?? 0), (int)(record.Number("NETA") ?? 0));
        var (thetaPriors, etaPriors) = ((int)(record.Number("NTHP") ?? 0), (int)(record.Number("NETP") ?? 0));
        var values = context.Stream.Thetas.Select(t => t.Initial ?? 0).ToImmutableArray();
        var blocks = context.Stream.Omega;
        if (values.Length < thetas + thetaPriors || blocks.Sum(b => b.Size) < etas + thetaPriors + etaPriors)
        {
            Refuse(record.Location, "there are fewer thetas and omegas than NTHETA, NTHP, NETA and NETP say");
            return ([], [], [], []);
        }

        return (
            [.. values.Skip(thetas).Take(thetaPriors)],
            Rows(blocks, etas, thetaPriors),
            Rows(blocks, etas + thetaPriors, etaPriors),
            [.. values.Skip(thetas + thetaPriors)]);
    }

    private static ImmutableArray<OmegaBlock> Rows(ImmutableArray<OmegaBlock> blocks, int first, int count)
    {
        var rows = ImmutableArray.CreateBuilder<OmegaBlock>();
        var start = 0;
        foreach (var block in blocks)
        {
            if (start >= first && start + block.Size <= first + count)
            {
                rows.Add(block);
            }

            start += block.Size;
        }

        return rows.ToImmutable();
    }

    private static ImmutableArray<RandomEffectBlock> Truncated(ImmutableArray<RandomEffectBlock> blocks, int etas)
    {
        var start = 0;
        return [.. blocks.TakeWhile(b => (start += b.Size) <= etas)];
    }

    private ImmutableArray<NormalPrior> NormalPriors(PopulationModel model, ImmutableArray<double> means, ImmutableArray<OmegaBlock> variances)
    {
        var priors = ImmutableArray.CreateBuilder<NormalPrior>();
        var thetas = model.FixedEffects.Where(f => f.Residual is null).ToArray();
        var first = 0;
        foreach (var block in variances)
        {
            if (first + block.Size > Math.Min(means.Length, thetas.Length))
            {
                Refuse(block.Location, "there are more prior variances than prior means or thetas");
                break;
            }

            var start = first;
            first += block.Size;
            var rows = Enumerable.Range(0, block.Size).Where(k => !thetas[start + k].IsFixed).ToArray();
            if (rows.Length < block.Size && Enumerable.Range(0, block.Size).Any(k => Enumerable.Range(0, k).Any(l => block.Values[k * (k + 1) / 2 + l] != 0)))
            {
                Refuse(block.Location, "a theta with a prior that is correlated with others is fixed");
            }

            if (rows.Length > 0)
            {
                priors.Add(new NormalPrior(
                    [.. rows.Select(k => thetas[start + k].Symbol)],
                    [.. rows.Select(k => means[start + k])],
                    [.. rows.SelectMany((k, i) => rows.Take(i + 1).Select(l => block.Values[k * (k + 1) / 2 + l]))])
                {
                    Location = block.Location,
                });
            }
        }

        return priors.ToImmutable();
    }

    private ImmutableArray<InverseWishartPrior> WishartPriors(ImmutableArray<RandomEffectBlock> blocks, ImmutableArray<OmegaBlock> omegas, ImmutableArray<double> degrees)
    {
        var priors = ImmutableArray.CreateBuilder<InverseWishartPrior>();
        var own = omegas.Where(b => !b.IsSame).ToArray();
        var originals = Enumerable.Range(0, blocks.Length).Where(i => blocks[i].SameAs is null).ToArray();
        for (var i = 0; i < own.Length; i++)
        {
            if (i >= originals.Length || blocks[originals[i]].Size != own[i].Size)
            {
                Refuse(own[i].Location, "the blocks of the prior are not those of $OMEGA");
                break;
            }

            if (i >= degrees.Length || !(degrees[i] > own[i].Size - 1))
            {
                Refuse(own[i].Location, $"the prior of a block of {own[i].Size} needs more than {own[i].Size - 1} degrees of freedom");
            }
            else if (!blocks[originals[i]].IsFixed)
            {
                var nu = degrees[i];
                priors.Add(new InverseWishartPrior(originals[i], [.. own[i].Values.Select(v => nu * v)], nu) { Location = own[i].Location });
            }
        }

        return priors.ToImmutable();
    }

    private void Refuse(TextLocation at, string what) => context.Diagnostics.Add(BindingDiagnostics.PriorNotSupported(at, what));
}
