
namespace PopPK.Prediction.Compilation;

/// <summary>Subjects whose predictions are wanted without derivatives, and where they go: the arguments of one call.</summary>
/// <param name="model">The model.</param>
/// <param name="subjects">The subjects.</param>
/// <param name="points">The points of each.</param>
/// <param name="theta">All fixed effects.</param>
/// <param name="etas">The random effects, subject behind subject.</param>
/// <param name="workspace">Scratch.</param>
internal readonly ref struct ValueBatch(
    CompiledModel model,
    ReadOnlySpan<BoundSubject> subjects,
    ReadOnlySpan<PredictionPoints> points,
    ReadOnlySpan<double> theta,
    ReadOnlySpan<double> etas,
    SubjectWorkspace workspace)
{
    private readonly ReadOnlySpan<double> _theta = theta;
    private readonly ReadOnlySpan<double> _etas = etas;

    /// <summary>The subjects.</summary>
    public ReadOnlySpan<BoundSubject> Subjects { get; } = subjects;

    /// <summary>The points of each.</summary>
    public ReadOnlySpan<PredictionPoints> Points { get; } = points;

    /// <summary>Scratch.</summary>
    public SubjectWorkspace Workspace { get; } = workspace;

    /// <summary>Number of subjects.</summary>
    public int Count => Subjects.Length;

    /// <summary>Where each subject's numbers begin among those of all.</summary>
    public ReadOnlySpan<int> Offsets { get; init; }

    /// <summary>Receives the predictions, subject behind subject.</summary>
    public Span<double> Predictions { get; init; }

    /// <summary>Receives the variances, or nothing.</summary>
    public Span<double> Variances { get; init; }

    /// <summary>Receives the means, or nothing.</summary>
    public Span<double> Means { get; init; }

    /// <summary>Receives how it went.</summary>
    public Span<PredictionStatus> Statuses { get; init; }

    /// <summary>The random effects of a subject.</summary>
    /// <param name="index">The subject.</param>
    public ReadOnlySpan<double> Eta(int index) => _etas.Slice(index * model.Slots.Length, model.Slots.Length);

    /// <summary>Evaluates phi of a subject into the workspace; false when it is not finite.</summary>
    /// <param name="index">The subject.</param>
    public bool TryBegin(int index)
    {
        var canBegin = model.TryBegin(Subjects[index], _theta, Eta(index), DerivativeOrder.Value, Workspace);
        Statuses[index] = canBegin ? PredictionStatus.Success : PredictionStatus.IndividualNotFinite;
        return canBegin;
    }

    /// <summary>Predicts a subject by itself.</summary>
    /// <param name="index">The subject.</param>
    public void PredictAlone(int index)
    {
        if (!TryBegin(index))
        {
            return;
        }

        var status = model.SolveValues(Subjects[index], Points[index], Workspace);
        Statuses[index] = status == PredictionStatus.Success ? Observe(index, Workspace.Values) : status;
    }

    /// <summary>Makes predictions of a subject's solver variables.</summary>
    /// <param name="index">The subject.</param>
    /// <param name="phi">Its individual quantities.</param>
    /// <param name="rows">The variables.</param>
    public void Observe(int index, ReadOnlySpan<double> phi, ValueRows rows)
    {
        phi.CopyTo(Workspace.Phi);
        rows.FillUp();
        Statuses[index] = Observe(index, rows);
    }

    private PredictionStatus Observe(int index, ValueRows rows)
    {
        var (offset, count) = (Offsets[index], Points[index].Count);
        return model.ObserveValues(
            Subjects[index],
            Points[index],
            Workspace,
            rows,
            Predictions.Slice(offset, count),
            Variances.IsEmpty ? default : Variances.Slice(offset, count),
            Means.IsEmpty ? default : Means.Slice(offset, count));
    }
}
