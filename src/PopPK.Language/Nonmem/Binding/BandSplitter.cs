using System.Collections.Immutable;
using PopPK.Language.Nonmem.Records;
using PopPK.Text;

namespace PopPK.Language.Nonmem.Binding;

/// <summary>
/// Takes blocks apart where initial covariances are 0: such elements stay 0 while the others are estimated (band matrices). Stateless.
/// </summary>
internal static class BandSplitter
{
    /// <summary>The blocks, each without zeros; a block that is the same as the one before is divided like it.</summary>
    /// <param name="blocks">The blocks as written.</param>
    /// <param name="name">OMEGA or SIGMA.</param>
    /// <param name="diagnostics">Receives blocks whose zeros cannot be kept by dividing them.</param>
    /// <returns>The blocks with the number of parts of the block each comes from.</returns>
    public static ImmutableArray<(OmegaBlock Block, int Parts)> Split(ImmutableArray<OmegaBlock> blocks, string name, DiagnosticBag diagnostics)
    {
        var parts = ImmutableArray.CreateBuilder<(OmegaBlock, int)>();
        foreach (var block in blocks)
        {
            var pieces = block.IsFixed || block.Values.Length != block.Size * (block.Size + 1) / 2 ? [block] : Pieces(block);
            parts.AddRange(pieces.Select(p => (p, pieces.Length)));
            if (!block.IsSame && pieces.Any(p => !p.IsFixed && Enumerable.Range(0, p.Size).Any(row => Enumerable.Range(0, row).Any(column => At(p, row, column) == 0))))
            {
                diagnostics.Add(BindingDiagnostics.BandMatrix(block.Location, name));
            }
        }

        return parts.ToImmutable();
    }

    private static ImmutableArray<OmegaBlock> Pieces(OmegaBlock block)
    {
        var pieces = ImmutableArray.CreateBuilder<OmegaBlock>();
        var first = 0;
        for (var end = 1; end <= block.Size; end++)
        {
            if (end < block.Size && !IsDivided(block, end))
            {
                continue;
            }

            pieces.Add(block with
            {
                Effects = block.Effects[first..end],
                Values = [.. Enumerable.Range(first, end - first).SelectMany(row => Enumerable.Range(first, row - first + 1).Select(column => At(block, row, column)))],
            });
            first = end;
        }

        return pieces.ToImmutable();
    }

    // True when nothing connects the rows from a position on with those before.
    private static bool IsDivided(OmegaBlock block, int position)
    {
        for (var row = position; row < block.Size; row++)
        {
            for (var column = 0; column < position; column++)
            {
                if (At(block, row, column) != 0)
                {
                    return false;
                }
            }
        }

        return true;
    }

    private static double At(OmegaBlock block, int row, int column) => block.Values[row * (row + 1) / 2 + column];
}
