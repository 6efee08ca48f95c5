using System.Collections.Immutable;
using PopPK.Modeling;
using PopPK.Prediction.Compilation;

namespace PopPK.Likelihood;

/// <summary>
/// The population parameters of a model and how they are numbered: all of them in the order theta, Omega by rows of its
/// lower triangle; the estimated ones ("free") as a vector on the natural scale. Immutable; safe to share.
/// </summary>
public sealed class ParameterLayout
{
    private readonly CompiledModel _model;
    private readonly int[] _etaOfEffect;

    /// <summary>Lays out the parameters of a model.</summary>
    /// <param name="model">The model.</param>
    public ParameterLayout(CompiledModel model)
    {
        ArgumentNullException.ThrowIfNull(model);
        _model = model;
        var effects = model.Model.RandomEffects.SelectMany(b => b.Effects).ToArray();
        _etaOfEffect = [.. effects.Select(e => model.Etas.IndexOf(e))];
        Parameters = [.. Thetas(model.Model), .. Omegas(model.Model, effects)];
        Free = [.. Enumerable.Range(0, Parameters.Length).Where(i => !Parameters[i].IsFixed)];
        FreeThetaCount = Free.Count(i => Parameters[i].Kind == ParameterKind.Theta);
        FreeOmegas = [.. Free.Skip(FreeThetaCount).Select(i => Parameters[i].Index)
            .Select(x => (Row: _etaOfEffect[x[0] - 1], Column: _etaOfEffect[x[1] - 1]))];
        FreeBlocks = [.. FindFreeBlocks(model)];
    }

    /// <summary>All parameters.</summary>
    public ImmutableArray<PopulationParameter> Parameters { get; }

    /// <summary>Positions of the estimated parameters in <see cref="Parameters"/>.</summary>
    public ImmutableArray<int> Free { get; }

    /// <summary>Number of estimated fixed effects; they come first among the free parameters.</summary>
    public int FreeThetaCount { get; }

    /// <summary>Row and column in eta (from 0) of each estimated element of Omega, in the order of the free parameters.</summary>
    public ImmutableArray<(int Row, int Column)> FreeOmegas { get; }

    /// <summary>The estimated blocks of Omega: first eta and size, in order.</summary>
    public ImmutableArray<(int First, int Size)> FreeBlocks { get; }

    /// <summary>Number of random effects that are present.</summary>
    public int EtaCount => _model.Etas.Length;

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

        return all;
    }

    /// <summary>The population point of values of the free parameters.</summary>
    /// <param name="free">One value per free parameter, natural scale.</param>
    /// <returns>The point, or null when Omega is not positive definite there or a number is not finite.</returns>
    public PopulationPoint? PointAt(ReadOnlySpan<double> free)
    {
        var all = Complete(free);
        var thetaCount = _model.Model.FixedEffects.Length;
        var n = EtaCount;
        var omega = new double[n * n];
        for (var i = thetaCount; i < all.Length; i++)
        {
            var row = _etaOfEffect[Parameters[i].Index[0] - 1];
            var column = _etaOfEffect[Parameters[i].Index[1] - 1];
            if (row >= 0 && column >= 0)
            {
                omega[row * n + column] = omega[column * n + row] = all[i];
            }
        }

        return PopulationPoint.TryCreate(all.AsSpan(0, thetaCount), omega);
    }

    private static IEnumerable<PopulationParameter> Thetas(PopulationModel model) =>
        model.FixedEffects.Select((f, i) => new PopulationParameter(f.Name, ParameterKind.Theta, [i + 1], f.Initial, f.IsFixed)
        {
            Lower = f.Lower,
            Upper = f.Upper,
            Unit = f.Unit,
            Description = f.Description,
        });

    private static IEnumerable<PopulationParameter> Omegas(PopulationModel model, RandomEffect[] effects)
    {
        var blockOf = model.RandomEffects.SelectMany((b, i) => b.Effects.Select((_, k) => (Block: b, Number: i, Position: k))).ToArray();
        for (var row = 0; row < effects.Length; row++)
        {
            for (var column = 0; column <= row; column++)
            {
                var (block, number, position) = blockOf[row];
                var inside = blockOf[column].Number == number;
                yield return new PopulationParameter(
                    row == column ? $"omega({effects[row].Name})" : $"omega({effects[row].Name}, {effects[column].Name})",
                    ParameterKind.Omega,
                    [row + 1, column + 1],
                    inside ? block.InitialAt(position, blockOf[column].Position) : 0,
                    !inside || block.IsFixed)
                {
                    IsStructuralZero = !inside,
                    Lower = row == column ? 0 : double.NegativeInfinity,
                };
            }
        }
    }

    private static IEnumerable<(int First, int Size)> FindFreeBlocks(CompiledModel model)
    {
        foreach (var block in model.Model.RandomEffects.Where(b => !b.IsFixed))
        {
            yield return (model.Etas.IndexOf(block.Effects[0]), block.Size);
        }
    }
}
