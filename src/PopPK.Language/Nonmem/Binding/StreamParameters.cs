using System.Collections.Immutable;
using PopPK.Language.Nonmem.Records;
using PopPK.Modeling;
using PopPK.Symbolics;
using PopPK.Text;

namespace PopPK.Language.Nonmem.Binding;

/// <summary>
/// Theta, eta and epsilon of a control stream with their numbers: THETA1, THETA2 ..., ETA1 ..., and the elements of Sigma, which are
/// fixed effects with a place in that matrix. Immutable.
/// </summary>
internal sealed class StreamParameters
{
    private readonly Dictionary<(int Row, int Column), FixedEffect> _sigma = [];

    private StreamParameters(ControlStream stream, ParameterNames names, DiagnosticBag diagnostics)
    {
        Thetas = [.. stream.Thetas.Select((t, i) => ThetaOf(t, i, names, diagnostics))];
        Blocks = BindOmega(stream, names, diagnostics);
        Etas = [.. Blocks.SelectMany(b => b.Effects)];
        EtaNames = [.. stream.Omega.SelectMany(b => b.Effects).Select(e => e.Name)];
        Sigmas = BindSigma(stream, names, diagnostics);
        EpsilonNames = [.. stream.Sigma.SelectMany(b => b.Effects).Select(e => e.Name)];
        Epsilons = [.. EpsilonNames.Select((_, i) => new Symbol($"EPS{i + 1}"))];
        ThetaNames = [.. stream.Thetas.Select(t => t.Name)];
    }

    /// <summary>The thetas.</summary>
    public ImmutableArray<FixedEffect> Thetas { get; }

    /// <summary>Names by which code may ask for thetas; null where there is none.</summary>
    public ImmutableArray<string?> ThetaNames { get; }

    /// <summary>The blocks of Omega.</summary>
    public ImmutableArray<RandomEffectBlock> Blocks { get; }

    /// <summary>The etas.</summary>
    public ImmutableArray<RandomEffect> Etas { get; }

    /// <summary>Names by which code may ask for etas; null where there is none.</summary>
    public ImmutableArray<string?> EtaNames { get; }

    /// <summary>The elements of Sigma row by row.</summary>
    public ImmutableArray<FixedEffect> Sigmas { get; }

    /// <summary>The epsilons.</summary>
    public ImmutableArray<Symbol> Epsilons { get; }

    /// <summary>Names by which code may ask for epsilons; null where there is none.</summary>
    public ImmutableArray<string?> EpsilonNames { get; }

    /// <summary>True for a theta, an eta or an element of Sigma.</summary>
    /// <param name="symbol">A symbol.</param>
    public bool Contains(Symbol symbol) =>
        Thetas.Any(t => t.Symbol == symbol) || Etas.Any(e => e.Symbol == symbol) || Sigmas.Any(s => s.Symbol == symbol);

    /// <summary>Numbers the parameters of a control stream.</summary>
    /// <param name="stream">The control stream.</param>
    /// <param name="names">Names them.</param>
    /// <param name="diagnostics">Receives what is wrong.</param>
    public static StreamParameters Bind(ControlStream stream, ParameterNames names, DiagnosticBag diagnostics) => new(stream, names, diagnostics);

    /// <summary>The covariance of two epsilons; a number where it is fixed.</summary>
    /// <param name="row">One, from 0.</param>
    /// <param name="column">The other, from 0.</param>
    public Expr SigmaOf(int row, int column)
    {
        var element = _sigma[(Math.Max(row, column), Math.Min(row, column))];
        return element.Residual?.EqualTo is { } other ? other : element.IsFixed ? element.Initial : element.Symbol;
    }

    private static FixedEffect ThetaOf(ThetaItem item, int position, ParameterNames names, DiagnosticBag diagnostics)
    {
        if (item.Initial is null)
        {
            diagnostics.Add(BindingDiagnostics.NoInitial(item.Location, position + 1));
        }

        var initial = item.Initial ?? 1;
        var isFixed = item.IsFixed || (item.Lower == initial && item.Upper == initial);
        if (!isFixed && item.Initial is not null && !(item.Lower < initial && initial < item.Upper))
        {
            diagnostics.Add(BindingDiagnostics.InitialAtBound(item.Location, position + 1, initial, item.Lower, item.Upper));
        }

        return new FixedEffect(new Symbol(names.OfTheta(item, position + 1)), initial)
        {
            Lower = item.Lower,
            Upper = item.Upper,
            IsFixed = isFixed,
            Description = item.Label ?? item.Name,
            Location = item.Location,
        };
    }

    private static ImmutableArray<RandomEffectBlock> BindOmega(ControlStream stream, ParameterNames names, DiagnosticBag diagnostics)
    {
        var blocks = ImmutableArray.CreateBuilder<RandomEffectBlock>();
        var number = 0;
        foreach (var block in stream.Omega)
        {
            CheckMatrix(block, "OMEGA", diagnostics);
            var effects = block.Effects.Select(e => new RandomEffect(new Symbol(names.OfEta(e, ++number))) { Location = e.Location }).ToImmutableArray();
            var isSame = block.IsSame && blocks.Count > 0;
            blocks.Add(new RandomEffectBlock("ID", effects, block.Values, isSame ? blocks[^1].IsFixed : block.IsFixed)
            {
                SameAs = isSame ? blocks[^1].SameAs ?? blocks.Count - 1 : null,
            });
        }

        return blocks.ToImmutable();
    }

    private ImmutableArray<FixedEffect> BindSigma(ControlStream stream, ParameterNames names, DiagnosticBag diagnostics)
    {
        var elements = ImmutableArray.CreateBuilder<FixedEffect>();
        var rows = stream.Sigma.SelectMany((b, i) => Enumerable.Range(0, b.Size).Select(k => (Block: i, Position: k))).ToArray();
        var firstOf = stream.Sigma.Select((_, i) => Array.FindIndex(rows, r => r.Block == i)).ToArray();
        foreach (var block in stream.Sigma)
        {
            CheckMatrix(block, "SIGMA", diagnostics);
        }

        for (var row = 0; row < rows.Length; row++)
        {
            for (var column = 0; column <= row; column++)
            {
                var (block, position) = rows[row];
                var isInside = rows[column].Block == block;
                var of = stream.Sigma[block];
                var original = block;
                while (original > 0 && stream.Sigma[original].IsSame)
                {
                    original--;
                }

                FixedEffect? other = null;
                if (isInside && original != block && _sigma.TryGetValue((firstOf[original] + position, firstOf[original] + rows[column].Position), out var first))
                {
                    other = first;
                }

                var element = new FixedEffect(new Symbol(names.OfSigma(of.Effects[position], row + 1, column + 1)), isInside ? At(of.Values, position, rows[column].Position) : 0)
                {
                    IsFixed = !isInside || (other?.IsFixed ?? of.IsFixed),
                    Lower = row == column ? 0 : double.NegativeInfinity,
                    Residual = new ResidualElement(row + 1, column + 1, isInside ? block : null) { EqualTo = other?.Symbol },
                    Description = row == column ? of.Effects[position].Label ?? of.Effects[position].Name : null,
                    Location = of.Effects[position].Location,
                };
                _sigma[(row, column)] = element;
                elements.Add(element);
            }
        }

        return elements.ToImmutable();
    }

    private static double At(ImmutableArray<double> values, int row, int column) =>
        row * (row + 1) / 2 + column is var at && at < values.Length ? values[at] : 0;

    // A row of zeros in a fixed block is an effect that is left out.
    private static void CheckMatrix(OmegaBlock block, string name, DiagnosticBag diagnostics)
    {
        var size = block.Size;
        if (block.IsSame || block.Values.Length != size * (size + 1) / 2)
        {
            return;
        }

        var present = Enumerable.Range(0, size).Where(k => !(block.IsFixed && At(block.Values, k, k) == 0)).ToArray();
        var factor = new double[size, size];
        foreach (var row in present)
        {
            foreach (var column in present.Where(c => c <= row))
            {
                var sum = At(block.Values, row, column);
                foreach (var k in present.Where(k => k < column))
                {
                    sum -= factor[row, k] * factor[column, k];
                }

                if (row == column && !(sum > 0))
                {
                    diagnostics.Add(BindingDiagnostics.NotPositive(block.Location, name, size));
                    return;
                }

                factor[row, column] = row == column ? Math.Sqrt(sum) : sum / factor[column, column];
            }
        }
    }
}
