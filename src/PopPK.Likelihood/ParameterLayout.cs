using System.Collections.Immutable;
using PopPK.Modeling;
using PopPK.Prediction.Compilation;
using PopPK.Symbolics;

namespace PopPK.Likelihood;

/// <summary>
/// The population parameters of a model and how they are numbered: all of them in the order theta, Sigma where a
/// model has one, Omega, each by rows of its lower triangle; the estimated ones ("free") as a vector on the natural scale. Immutable; safe to share.
/// </summary>
public sealed class ParameterLayout
{
    private readonly CompiledModel _model;
    private readonly int[] _covarianceOfBlock;
    private readonly (int Block, int Position)[] _place;
    private readonly int[] _present;
    private readonly ImmutableArray<int> _sizes;

    /// <summary>Lays out the parameters of a model.</summary>
    /// <param name="model">The model.</param>
    public ParameterLayout(CompiledModel model)
    {
        ArgumentNullException.ThrowIfNull(model);
        _model = model;
        var blocks = model.Model.RandomEffects;
        _covarianceOfBlock = NumberCovariances(blocks);
        _place = [.. blocks.SelectMany((b, i) => Enumerable.Range(0, b.Size).Select(k => (i, k)))];
        _present = PresentPositions(blocks);
        _sizes = [.. Enumerable.Range(0, blocks.Length).Where(i => blocks[i].SameAs is null).Select(i => PresentCount(blocks[i]))];
        Parameters = [.. Thetas(model.Model), .. Omegas(model.Model)];
        Free = [.. Enumerable.Range(0, Parameters.Length).Where(i => !Parameters[i].IsFixed)];
        FreeThetaCount = Free.Count(i => i < model.Model.FixedEffects.Length);
        FreeOmegas = [.. Free.Skip(FreeThetaCount).Select(i => Parameters[i].Index)
            .Select(x => (CovarianceOf(x[0] - 1), _present[x[0] - 1], _present[x[1] - 1]))];
        FreeBlocks = [.. Enumerable.Range(0, blocks.Length)
            .Where(i => !blocks[i].IsFixed && blocks[i].SameAs is null)
            .Select(i => (_covarianceOfBlock[i], blocks[i].Size))];
        FreeTriangles = [.. SigmaTriangles(model.Model), .. OmegaTriangles()];
        var inTriangles = FreeTriangles.SelectMany(t => Enumerable.Range(t.First, t.Size * (t.Size + 1) / 2)).ToHashSet();
        FreeScalars = [.. Enumerable.Range(0, Free.Length).Where(i => !inTriangles.Contains(i))];
        SubjectBlocks = [.. LayOutSubject(model)];
        EtaCount = SubjectBlocks.Sum(b => b.Size);
    }

    /// <summary>All parameters.</summary>
    public ImmutableArray<PopulationParameter> Parameters { get; }

    /// <summary>Positions of the estimated parameters in <see cref="Parameters"/>.</summary>
    public ImmutableArray<int> Free { get; }

    /// <summary>Number of estimated fixed effects, elements of Sigma among them; they come first among the free parameters.</summary>
    public int FreeThetaCount { get; }

    /// <summary>
    /// For each estimated element of Omega, in the order of the free parameters, its covariance matrix (see
    /// <see cref="PopulationPoint.Covariances"/>), row and column there, from 0.
    /// </summary>
    public ImmutableArray<(int Covariance, int Row, int Column)> FreeOmegas { get; }

    /// <summary>The estimated covariance matrices and their sizes, in the order of the free parameters.</summary>
    public ImmutableArray<(int Covariance, int Size)> FreeBlocks { get; }

    /// <summary>
    /// The estimated covariance matrices as lower triangles among the free parameters, position of the first element and size: of
    /// Sigma those of two and more residual errors, then all of Omega.
    /// </summary>
    public ImmutableArray<(int First, int Size)> FreeTriangles { get; }

    /// <summary>Positions of the free parameters that are no part of <see cref="FreeTriangles"/>.</summary>
    public ImmutableArray<int> FreeScalars { get; }

    /// <summary>Number of random effects of a subject that are present, occasion by occasion.</summary>
    public int EtaCount { get; }

    /// <summary>Number of distinct covariance matrices.</summary>
    internal int CovarianceCount => _sizes.Length;

    /// <summary>The blocks a subject's random effects are made of.</summary>
    internal ImmutableArray<LatentBlock> SubjectBlocks { get; }

    /// <summary>The initial values of the free parameters.</summary>
    public double[] InitialFree() => [.. Free.Select(i => Parameters[i].Initial)];

    /// <summary>All parameter values, in the order of <see cref="Parameters"/>, from values of the free ones.</summary>
    /// <param name="free">One value per free parameter, natural scale.</param>
    /// <exception cref="ArgumentException">The number of values is not the number of free parameters.</exception>
    public double[] Complete(ReadOnlySpan<double> free)
    {
        if (free.Length != Free.Length)
        {
            throw new ArgumentException($"The model has {Free.Length} free parameters; {free.Length} values were given.", nameof(free));
        }

        var all = Parameters.Select(p => p.Initial).ToArray();
        for (var i = 0; i < free.Length; i++)
        {
            all[Free[i]] = free[i];
        }

        for (var i = 0; i < all.Length; i++)
        {
            all[i] = Parameters[i].EqualTo is { } other ? all[other] : all[i];
        }

        return all;
    }

    /// <summary>The population point of values of the free parameters.</summary>
    /// <param name="free">One value per free parameter, natural scale.</param>
    /// <returns>The point, or null when Omega is not positive definite there or a number is not finite.</returns>
    public PopulationPoint? PointAt(ReadOnlySpan<double> free)
    {
        var all = Complete(free);
        var thetaCount = _model.Model.FixedEffects.Length;
        var covariances = _sizes.Select(size => new double[size * size]).ToArray();
        for (var i = thetaCount; i < all.Length; i++)
        {
            var (row, column) = (Parameters[i].Index[0] - 1, Parameters[i].Index[1] - 1);
            var (k, l) = (_present[row], _present[column]);
            if (!Parameters[i].IsStructuralZero && k >= 0 && l >= 0)
            {
                var covariance = CovarianceOf(row);
                var size = _sizes[covariance];
                covariances[covariance][k * size + l] = covariances[covariance][l * size + k] = all[i];
            }
        }

        return PopulationPoint.TryCreate(all.AsSpan(0, thetaCount), covariances, SubjectBlocks);
    }

    /// <summary>The covariance matrix of a block of the model: its position in <see cref="PopulationPoint.Covariances"/>.</summary>
    /// <param name="block">Position of the block.</param>
    public int CovarianceOfBlock(int block) => _covarianceOfBlock[block];

    /// <summary>Number of effects that are present in the blocks that have a covariance matrix.</summary>
    /// <param name="covariance">Position of the matrix.</param>
    internal int SizeOf(int covariance) => _sizes[covariance];

    private int CovarianceOf(int effect) => _covarianceOfBlock[_place[effect].Block];

    private static int[] NumberCovariances(ImmutableArray<RandomEffectBlock> blocks)
    {
        var numbers = new int[blocks.Length];
        var next = 0;
        for (var i = 0; i < blocks.Length; i++)
        {
            numbers[i] = blocks[i].SameAs is { } earlier ? numbers[earlier] : next++;
        }

        return numbers;
    }

    private static int PresentCount(RandomEffectBlock block) =>
        Enumerable.Range(0, block.Size).Count(k => !ModelCompiler.IsAbsent(block, k));

    // For every effect its position among the present ones of its block, or -1.
    private static int[] PresentPositions(ImmutableArray<RandomEffectBlock> blocks) =>
        [.. blocks.SelectMany(b => Enumerable.Range(0, b.Size)
            .Select(k => ModelCompiler.IsAbsent(b, k) ? -1 : Enumerable.Range(0, k).Count(i => !ModelCompiler.IsAbsent(b, i))))];

    private static IEnumerable<PopulationParameter> Thetas(PopulationModel model) =>
        model.FixedEffects.Select((f, i) => new PopulationParameter(
            f.Name,
            f.Residual is null ? ParameterKind.Theta : ParameterKind.Sigma,
            f.Residual is { } element ? [element.Row, element.Column] : [i + 1],
            f.Initial,
            f.IsFixed || f.Residual?.EqualTo is not null)
        {
            Lower = f.Lower,
            Upper = f.Upper,
            Unit = f.Unit,
            Description = f.Description,
            IsStructuralZero = f.Residual is { Block: null },
            EqualTo = f.Residual?.EqualTo is { } other ? IndexOf(model, other) : null,
        });

    private static int IndexOf(PopulationModel model, Symbol effect)
    {
        for (var i = 0; i < model.FixedEffects.Length; i++)
        {
            if (model.FixedEffects[i].Symbol == effect)
            {
                return i;
            }
        }

        throw new ArgumentException($"{effect} is not a fixed effect of the model.", nameof(effect));
    }

    // A single variance is kept above zero by its bound; a block by its Cholesky factor.
    private IEnumerable<(int First, int Size)> SigmaTriangles(PopulationModel model) =>
        Enumerable.Range(0, FreeThetaCount)
            .Where(i => Parameters[Free[i]].Kind == ParameterKind.Sigma)
            .GroupBy(i => model.FixedEffects[Free[i]].Residual!.Block)
            .Select(g => (First: g.First(), Size: g.Count(i => Parameters[Free[i]].IsVariance)))
            .Where(t => t.Size > 1);

    private IEnumerable<(int First, int Size)> OmegaTriangles()
    {
        var first = FreeThetaCount;
        foreach (var (_, size) in FreeBlocks)
        {
            yield return (first, size);
            first += size * (size + 1) / 2;
        }
    }

    private IEnumerable<PopulationParameter> Omegas(PopulationModel model)
    {
        var blocks = model.RandomEffects;
        var names = blocks.SelectMany(b => b.Effects).Select(e => e.Name).ToArray();
        for (var row = 0; row < names.Length; row++)
        {
            for (var column = 0; column <= row; column++)
            {
                var block = blocks[_place[row].Block];
                var inside = _place[column].Block == _place[row].Block;
                var original = inside ? Original(blocks, _place[row].Block) : block;
                yield return new PopulationParameter(
                    row == column ? $"omega({names[row]})" : $"omega({names[row]}, {names[column]})",
                    ParameterKind.Omega,
                    [row + 1, column + 1],
                    inside ? original.InitialAt(_place[row].Position, _place[column].Position) : 0,
                    !inside || original.IsFixed || block.SameAs is not null)
                {
                    IsStructuralZero = !inside,
                    EqualTo = inside && block.SameAs is not null ? PositionOfOriginal(model, row, column) : null,
                    Lower = row == column ? 0 : double.NegativeInfinity,
                };
            }
        }
    }

    private static RandomEffectBlock Original(ImmutableArray<RandomEffectBlock> blocks, int block) =>
        blocks[block].SameAs is { } earlier ? Original(blocks, earlier) : blocks[block];

    // Where in all parameters the element stands that this one repeats.
    private int PositionOfOriginal(PopulationModel model, int row, int column)
    {
        var original = Original(model.RandomEffects, _place[row].Block);
        var first = Array.FindIndex(_place, p => ReferenceEquals(model.RandomEffects[p.Block], original));
        var (k, l) = (first + _place[row].Position, first + _place[column].Position);
        return model.FixedEffects.Length + k * (k + 1) / 2 + l;
    }

    // A subject's slots, instance by instance.
    private IEnumerable<LatentBlock> LayOutSubject(CompiledModel model)
    {
        var first = 0;
        foreach (var instance in model.Slots.GroupBy(s => (s.Block, s.Instance)))
        {
            var size = instance.Count();
            yield return new LatentBlock(_covarianceOfBlock[instance.Key.Block], first, size);
            first += size;
        }
    }
}
