using System.Collections.Immutable;
using PopPK.Prediction.Compilation;
using PopPK.Symbolics;

namespace PopPK.Prediction.Structural;

/// <summary>
/// Turns a subject's timeline and its individual quantities into the solver variables (amounts, or what amounts are sums of) at the
/// records, with their exact derivatives by phi. Immutable and safe to share between threads: all scratch is in the
/// <see cref="SubjectWorkspace"/>.
/// </summary>
public abstract class StructuralSolver
{
    /// <summary>One line that tells the model's author how the structure is solved.</summary>
    public abstract string Description { get; }

    /// <summary>Error allowed per step relative to the amounts, where equations are integrated; else null.</summary>
    public virtual double? IntegrationTolerance => null;

    /// <summary>Numbers the solver writes per record for an order.</summary>
    /// <param name="order">Which derivatives are wanted.</param>
    public abstract int RowLength(DerivativeOrder order);

    /// <summary>The functions this solver runs, for people to read; empty when it has none of its own.</summary>
    public virtual ImmutableArray<(string Name, CompiledFunction Function)> Functions => [];

    /// <summary>Where in a row the value or a derivative of a solver variable stands.</summary>
    /// <param name="order">The order of the row.</param>
    internal abstract IReadOnlyDictionary<Symbol, int> RowSlots(DerivativeOrder order);

    /// <summary>What the derivatives of the solver variables are called.</summary>
    internal abstract ImplicitDerivatives Derivatives { get; }

    /// <summary>For each solver variable where its value stands in a row of values.</summary>
    internal virtual ImmutableArray<int> ValuePlaces => [.. Enumerable.Range(0, RowLength(DerivativeOrder.Value))];

    /// <summary>Makes the scratch memory of its own that a worker needs, or null.</summary>
    internal virtual object? CreateScratch() => null;

    /// <summary>
    /// Solves one subject and writes a row per prediction point into <see cref="SubjectWorkspace.SolverRows"/>.
    /// </summary>
    /// <param name="subject">The subject.</param>
    /// <param name="points">The records at which rows are wanted.</param>
    /// <param name="order">Which derivatives are wanted.</param>
    /// <param name="workspace">Scratch; <see cref="SubjectWorkspace.Phi"/> holds the individual quantities.</param>
    internal abstract PredictionStatus Solve(
        BoundSubject subject,
        PredictionPoints points,
        DerivativeOrder order,
        SubjectWorkspace workspace);

    /// <summary>Solves one subject and writes the rows in lanes into <see cref="LaneScratch.SolverRows"/>.</summary>
    /// <param name="subject">The subject.</param>
    /// <param name="points">The records at which rows are wanted; at least one.</param>
    /// <param name="order">Which derivatives are wanted.</param>
    /// <param name="workspace">Scratch; <see cref="SubjectWorkspace.Phi"/> holds the individual quantities.</param>
    internal virtual PredictionStatus SolveInLanes(
        BoundSubject subject, PredictionPoints points, DerivativeOrder order, SubjectWorkspace workspace)
    {
        var status = Solve(subject, points, order, workspace);
        if (status != PredictionStatus.Success)
        {
            return status;
        }

        var length = RowLength(order);
        var lanes = workspace.Lanes;
        for (var j = 0; j < LaneScratch.BlocksOf(points.Count) * LaneFunction.Width; j++)
        {
            var row = workspace.SolverRows.Slice(Math.Min(j, points.Count - 1) * length, length);
            LaneScratch.WriteLane(row, lanes.SolverRows(j / LaneFunction.Width, length), j % LaneFunction.Width);
        }

        return PredictionStatus.Success;
    }

    /// <summary>Solves subjects side by side for the values of their variables, and has them observed; each as it would be in a batch of its own.</summary>
    /// <param name="batch">The subjects.</param>
    /// <returns>False when nothing was done.</returns>
    internal virtual bool TrySolveBatch(scoped in ValueBatch batch) => false;

    /// <summary>Solves one subject for the values of its variables and writes them into <see cref="SubjectWorkspace.Values"/>.</summary>
    /// <param name="subject">The subject.</param>
    /// <param name="points">The records at which values are wanted.</param>
    /// <param name="places"><see cref="ValuePlaces"/>.</param>
    /// <param name="workspace">Scratch; <see cref="SubjectWorkspace.Phi"/> holds the individual quantities.</param>
    internal virtual PredictionStatus SolveValues(
        BoundSubject subject, PredictionPoints points, ReadOnlySpan<int> places, SubjectWorkspace workspace)
    {
        var status = Solve(subject, points, DerivativeOrder.Value, workspace);
        if (status == PredictionStatus.Success)
        {
            workspace.Values.Transpose(workspace.SolverRows, points.Count, RowLength(DerivativeOrder.Value), places);
        }

        return status;
    }
}
