using System.Collections.Immutable;
using PopPK.Likelihood;

namespace PopPK.Simulation.Forecasting;

/// <summary>
/// What the observations of a subject say of its random effects at fixed population parameters: their most probable value (MAP, the
/// empirical Bayes estimate), the curvature there, and a sample. Random effects of occasions without observations follow the prior.
/// Immutable; safe to share between threads.
/// </summary>
public sealed record IndividualPosterior
{
    private readonly double[] _sample;
    private readonly int[] _classes;

    internal IndividualPosterior(int position, double[] sample, int[] classes) => (Position, _sample, _classes) = (position, sample, classes);

    /// <summary>Position of the subject in the cohort.</summary>
    public int Position { get; }

    /// <summary>Number of observations, of all subjects that share its random effects.</summary>
    public required int Observations { get; init; }

    /// <summary>
    /// The mode of the joint density, one value per entry of <see cref="Prediction.Compilation.CompiledModel.Slots"/>; in a mixture that of the
    /// most probable class.
    /// </summary>
    public required ImmutableArray<double> Mode { get; init; }

    /// <summary>The inverse of half the second derivatives of -2 log of the joint density at the mode, row by row.</summary>
    public required ImmutableArray<double> Covariance { get; init; }

    /// <summary>False when those second derivatives are not positive definite and their expectation stands for them.</summary>
    public bool IsExact { get; init; } = true;

    /// <summary>Why the mode is not exact; null when all is well.</summary>
    public SubjectFailure? Failure { get; init; }

    /// <summary>In a mixture the most probable class, from 0.</summary>
    public int Class { get; init; }

    /// <summary>In a mixture the probabilities of the classes given the observations; empty without one.</summary>
    public ImmutableArray<double> ClassProbabilities { get; init; } = [];

    /// <summary>How many independent draws the weighted proposals are worth, 1 to <see cref="Proposals"/>.</summary>
    public double EffectiveSampleSize { get; init; }

    /// <summary>Number of proposals the sample was resampled from.</summary>
    public int Proposals { get; init; }

    /// <summary>Size of the sample.</summary>
    public int SampleCount => _classes.Length;

    /// <summary>The random effects of a draw, one value per entry of <see cref="Prediction.Compilation.CompiledModel.Slots"/>.</summary>
    /// <param name="draw">Its number, 0 to <see cref="SampleCount"/> - 1.</param>
    public ReadOnlySpan<double> Draw(int draw) => _sample.AsSpan(draw * Mode.Length, Mode.Length);

    /// <summary>The class of a draw, from 0.</summary>
    /// <param name="draw">Its number.</param>
    public int ClassOf(int draw) => _classes[draw];
}
