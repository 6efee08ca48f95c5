using System.Collections.Immutable;
using PopPK.Data;

namespace PopPK.Simulation.Exposure;

/// <summary>
/// How many subjects attain each of several targets (or one target with several thresholds) with each of several doses: the same subjects with
/// every dose, so that doses differ by what they do and not by chance. Mutable, one owner; tables of several workers are added up.
/// </summary>
/// <param name="plan">Measures and targets.</param>
/// <param name="factors">The doses, as factors on those of the data.</param>
/// <param name="isScaled">Which doses they multiply; null: all.</param>
public sealed class AttainmentTable(ExposurePlan plan, ImmutableArray<double> factors, Func<Dose, bool>? isScaled = null)
{
    private readonly Attainment[] _cells = new Attainment[factors.Length * plan.Request.Targets.Length];

    /// <summary>The doses.</summary>
    public ImmutableArray<double> Factors => factors;

    /// <summary>The targets.</summary>
    public ImmutableArray<Target> Targets => plan.Request.Targets;

    /// <summary>How many attain a target with a dose.</summary>
    /// <param name="dose">Position of the dose.</param>
    /// <param name="target">Position of the target.</param>
    public Attainment this[int dose, int target] => _cells[dose * Targets.Length + target];

    /// <summary>Counts a subject.</summary>
    /// <param name="calculator">Measures it.</param>
    /// <param name="subject">Position of the subject in the cohort.</param>
    /// <param name="class">Its class in a mixture, from 0.</param>
    /// <param name="theta">All fixed effects on their natural scale, in the model's order.</param>
    /// <param name="eta">Random effects, one per slot of the compiled model.</param>
    public void Add(ExposureCalculator calculator, int subject, int @class, ReadOnlySpan<double> theta, ReadOnlySpan<double> eta)
    {
        ArgumentNullException.ThrowIfNull(calculator);
        for (var d = 0; d < factors.Length; d++)
        {
            calculator.CalculateWithDoses(subject, @class, theta, eta, factors[d], isScaled);
            for (var t = 0; t < Targets.Length; t++)
            {
                var attained = Targets[t].IsAttained(calculator.Values[plan.MeasureOf(t)]) ? 1 : 0;
                _cells[d * Targets.Length + t] = this[d, t].Plus(new Attainment(attained, 1));
            }
        }
    }

    /// <summary>Forgets all subjects.</summary>
    public void Clear() => Array.Clear(_cells);

    /// <summary>Adds the counts of another table with the same doses and targets.</summary>
    /// <param name="other">The table.</param>
    public void Add(AttainmentTable other)
    {
        ArgumentNullException.ThrowIfNull(other);
        for (var i = 0; i < _cells.Length; i++)
        {
            _cells[i] = _cells[i].Plus(other._cells[i]);
        }
    }
}
