using PopPK.Prediction;

namespace PopPK.Likelihood.Checks;

/// <summary>
/// Which fixed and random effects the distribution of some observation depends on, at random effects that are not zero (where effects of
/// higher order hide). Looks no further once everything is known to matter. One owner.
/// </summary>
internal sealed class Influence
{
    // In standard deviations of an observation, for a change of a parameter by its own size: rounding.
    private const double Nothing = 1e-10;

    private readonly ParameterLayout _layout;
    private readonly bool[] _slots;

    private Influence(Cohort cohort, ParameterLayout layout)
    {
        _layout = layout;
        Thetas = new bool[layout.FreeThetaCount];
        Omegas = new bool[layout.FreeOmegas.Length];
        _slots = new bool[cohort.Model.Slots.Length];
    }

    /// <summary>For each estimated fixed effect whether something depends on it.</summary>
    public bool[] Thetas { get; }

    /// <summary>For each estimated element of Omega whether an observation depends on its effect; of a covariance, whether some subject's do on both.</summary>
    public bool[] Omegas { get; }

    /// <summary>True when nothing is without influence.</summary>
    public bool IsComplete => !Thetas.Contains(false) && !Omegas.Contains(false);

    /// <summary>True when at least one subject could be predicted.</summary>
    public bool IsKnown { get; private set; }

    /// <summary>Looks at the subjects of a cohort.</summary>
    /// <param name="cohort">The cohort.</param>
    /// <param name="layout">Its parameters.</param>
    /// <param name="at">Where.</param>
    public static Influence Of(Cohort cohort, ParameterLayout layout, CheckPoint at)
    {
        var influence = new Influence(cohort, layout);
        var sensitivity = new SubjectSensitivity(cohort);
        var eta = new double[cohort.Model.Slots.Length];
        for (var i = 0; i < cohort.Subjects.Length && !influence.IsComplete; i++)
        {
            at.FillEta(i, eta);
            Array.Clear(influence._slots);
            for (var c = 0; c < cohort.ClassCount; c++)
            {
                var subject = cohort.SubjectOf(i, c);
                if (subject.Observations.Count > 0 && sensitivity.TryPredict(subject, at.Theta, eta))
                {
                    influence.IsKnown = true;
                    influence.Add(sensitivity, subject, at);
                }
            }

            influence.CloseSubject();
        }

        return influence;
    }

    private void Add(SubjectSensitivity sensitivity, BoundSubject subject, CheckPoint at) => sensitivity.ForEachRow(subject, (byPhi, factor) =>
    {
        for (var p = 0; p < Thetas.Length; p++)
        {
            var size = at.Free[p] == 0 ? 1 : Math.Abs(at.Free[p]);
            Thetas[p] = Thetas[p] || Math.Abs(sensitivity.ByTheta(byPhi, p) * factor * size) > Nothing;
        }

        for (var k = 0; k < _slots.Length; k++)
        {
            var size = Math.Sqrt(at.Point.Omega[k * (_slots.Length + 1)]);
            _slots[k] = _slots[k] || Math.Abs(sensitivity.ByEta(byPhi, k) * factor * size) > Nothing;
        }

        return !Thetas.Contains(false) && !_slots.Contains(false);
    });

    private void CloseSubject()
    {
        for (var i = 0; i < Omegas.Length; i++)
        {
            var (covariance, row, column) = _layout.FreeOmegas[i];
            foreach (var block in _layout.SubjectBlocks)
            {
                Omegas[i] |= block.Covariance == covariance && _slots[block.First + row] && _slots[block.First + column];
            }
        }
    }
}
