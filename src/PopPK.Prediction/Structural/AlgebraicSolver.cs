using System.Collections.Frozen;
using PopPK.Prediction.Compilation;
using PopPK.Prediction.Courses;
using PopPK.Symbolics;

namespace PopPK.Prediction.Structural;

/// <summary>The solver of a model without compartments: there is nothing to solve.</summary>
internal sealed class AlgebraicSolver : StructuralSolver
{
    private static readonly FrozenDictionary<Symbol, int> NoSlots = FrozenDictionary<Symbol, int>.Empty;

    /// <inheritdoc/>
    public override string Description => "no compartments: predictions are written out in the model";

    /// <inheritdoc/>
    internal override ImplicitDerivatives Derivatives { get; } = new();

    /// <inheritdoc/>
    public override int RowLength(DerivativeOrder order) => 0;

    /// <inheritdoc/>
    internal override IReadOnlyDictionary<Symbol, int> RowSlots(DerivativeOrder order) => NoSlots;

    /// <inheritdoc/>
    internal override PredictionStatus Solve(
        BoundSubject subject,
        PredictionPoints points,
        DerivativeOrder order,
        SubjectWorkspace workspace)
    {
        if (workspace.Course is { } course)
        {
            Show(course, subject, points);
        }

        return PredictionStatus.Success;
    }

    // What is predicted between records, up to the last one; there is no state.
    private static void Show(CourseFollower course, BoundSubject subject, PredictionPoints points)
    {
        var records = subject.Timeline.Records.AsSpan();
        for (var r = 0; r <= points.Records[^1]; r++)
        {
            if (course.EnterBefore(records[r].Time, r))
            {
                Answer(course);
            }

            if (r > 0 && records[r].Time > records[r - 1].Time && course.Enter(records[r - 1].Time, records[r].Time, r))
            {
                Answer(course);
            }
        }
    }

    private static void Answer(CourseFollower course)
    {
        while (course.Next())
        {
            course.Settle();
        }
    }
}
