using System.Collections.Immutable;
using PopPK.Modeling;
using PopPK.Numerics.LinearAlgebra;
using PopPK.Prediction.Structural;
using PopPK.Symbolics;

namespace PopPK.Prediction.Compilation;

/// <summary>
/// A population model made runnable: individual quantities phi, a structural solver and observation functions, all with
/// exact derivatives. Immutable and safe to share between threads; each worker brings its own <see cref="SubjectWorkspace"/>.
/// </summary>
public sealed class CompiledModel
{
    private readonly IndividualFunctions _individual;
    private readonly ImmutableArray<ObservationFunctions> _observations;

    internal CompiledModel(
        PopulationModel model,
        EffectLayout effects,
        SolverParts parts,
        StructuralSolver solver,
        IndividualFunctions individual,
        ImmutableArray<ObservationFunctions> observations,
        ImmutableArray<Definition> reported,
        StructurePlan plan)
    {
        Model = model;
        Amounts = [.. model.Structure.Compartments.Select(c => plan.Amounts[c.Amount])];
        SolverReason = plan.Reason;
        Etas = effects.Etas;
        Slots = effects.Slots;
        Flags = effects.Flags;
        ClassProbabilities = model.Mixture is { } mixture ? new ClassProbabilityFunction(model, mixture, effects) : null;
        Phi = parts.Phi;
        Moment = parts.Moment;
        Solver = solver;
        _individual = individual;
        _observations = observations;
        FreeThetas = [.. Enumerable.Range(0, model.FixedEffects.Length).Where(i => !model.FixedEffects[i].IsFixed)];
        IndividualParameters = new IndividualParameterFunction(model, effects, reported);
    }

    /// <summary>The model.</summary>
    public PopulationModel Model { get; }

    /// <summary>The random effects in the order of the model, those with a variance fixed to zero left out.</summary>
    public ImmutableArray<RandomEffect> Etas { get; }

    /// <summary>
    /// The random numbers of a subject (eta): blocks in the order of the model, in a block instance by instance, in an instance effect
    /// by effect. The same as <see cref="Etas"/> unless a block has several instances in some subject, such as occasions.
    /// </summary>
    public ImmutableArray<EffectSlot> Slots { get; }

    /// <summary>The hidden covariates that tell the instances of a level apart; see <see cref="EffectLayout"/>.</summary>
    internal ImmutableArray<Covariate> Flags { get; }

    /// <summary>Positions of the estimated fixed effects among the model's fixed effects.</summary>
    public ImmutableArray<int> FreeThetas { get; }

    /// <summary>The individual quantities.</summary>
    public PhiTable Phi { get; }

    /// <summary>The covariates of the model that are followed from record to record.</summary>
    internal ImmutableArray<Covariate> Followed => Moment.Covariates[..^Flags.Length];

    /// <summary>What varies within a subject beside the amounts.</summary>
    internal MomentLayout Moment { get; }

    /// <summary>Solves the structure.</summary>
    public StructuralSolver Solver { get; }

    /// <summary>Why the structure is not solved in a simpler way (closed form, matrix exponential), in words for its author; null when there is nothing to say.</summary>
    public string? SolverReason { get; }

    /// <summary>The amount in each compartment in terms of solver variables, fixed and random effects and covariates.</summary>
    internal ImmutableArray<Expr> Amounts { get; }

    /// <summary>The model's individual parameters as functions of theta, eta and covariates, for tables.</summary>
    public IndividualParameterFunction IndividualParameters { get; }

    /// <summary>The probabilities of the classes of the model's mixture, or null without one.</summary>
    public ClassProbabilityFunction? ClassProbabilities { get; }

    /// <summary>Mean and variance of each endpoint in terms of solver variables, phi and the moment, for people to read.</summary>
    public IEnumerable<(Expr Mean, Expr Variance)> Observations => _observations.Select(o => (o.Mean, o.Variance));

    /// <summary>The compiled functions of an order, for people to read.</summary>
    /// <param name="order">The order.</param>
    public IEnumerable<(string Name, CompiledFunction Function)> Functions(DerivativeOrder order)
    {
        yield return ("individual", _individual[order].Function);
        for (var i = 0; i < _observations.Length; i++)
        {
            yield return ($"observation of {Model.Endpoints[i].Name}", _observations[i][order]);
        }

        foreach (var function in Solver.Functions)
        {
            yield return function;
        }
    }

    /// <summary>
    /// Evaluates phi, solves the structure and evaluates mean and variance at the points, with derivatives by phi, and
    /// the derivatives of phi by eta and theta. Everything is left in the workspace.
    /// </summary>
    /// <param name="subject">The subject.</param>
    /// <param name="points">Where predictions are wanted: <see cref="BoundSubject.Observations"/> or <see cref="BoundSubject.Records"/>.</param>
    /// <param name="theta">All fixed effects on their natural scale, in the model's order.</param>
    /// <param name="eta">Random effects, one per entry of <see cref="Slots"/>.</param>
    /// <param name="order">Which derivatives are wanted.</param>
    /// <param name="workspace">Scratch of this worker, made for this model.</param>
    /// <returns>
    /// Success, or why not. Where single points have no finite mean or no positive variance the other points are valid;
    /// after any other failure the workspace's contents mean nothing.
    /// </returns>
    /// <exception cref="ArgumentException">The number of fixed or random effects is not the model's.</exception>
    public PredictionStatus Predict(
        BoundSubject subject,
        PredictionPoints points,
        ReadOnlySpan<double> theta,
        ReadOnlySpan<double> eta,
        DerivativeOrder order,
        SubjectWorkspace workspace)
    {
        ArgumentNullException.ThrowIfNull(subject);
        ArgumentNullException.ThrowIfNull(points);
        ArgumentNullException.ThrowIfNull(workspace);
        if (theta.Length != Model.FixedEffects.Length || eta.Length != Slots.Length)
        {
            throw new ArgumentException(
                $"The model has {Model.FixedEffects.Length} fixed and {Slots.Length} random effects; {theta.Length} and {eta.Length} were given.");
        }

        workspace.FailedPoint = -1;
        workspace.FailedTime = double.NaN;
        workspace.RefusedProperty = null;
        if (!EvaluatePhi(theta, eta, subject.Covariates, order, workspace))
        {
            return PredictionStatus.IndividualNotFinite;
        }

        var status = Solver.Solve(subject, points, order, workspace);
        return status == PredictionStatus.Success ? Observe(subject, points, order, workspace) : status;
    }

    private bool EvaluatePhi(
        ReadOnlySpan<double> theta,
        ReadOnlySpan<double> eta,
        ReadOnlySpan<double> covariates,
        DerivativeOrder order,
        SubjectWorkspace workspace)
    {
        var variant = _individual[order];
        var output = workspace.IndividualOutput[..variant.Function.OutputCount];
        variant.Function.Invoke(theta, eta, covariates, output);
        if (!FiniteKernel.AreFinite(output))
        {
            return false;
        }

        output[..Phi.Count].CopyTo(workspace.Phi);
        workspace.ClearPhiDerivatives(order);
        var targets = variant.Targets;
        for (var i = 0; i < targets.Length; i++)
        {
            workspace.PhiTable(targets[i].Table)[targets[i].Index] = output[Phi.Count + i];
        }

        return true;
    }

    // All rows are filled even where one of them is no distribution, so that the others can be shown.
    private PredictionStatus Observe(BoundSubject subject, PredictionPoints points, DerivativeOrder order, SubjectWorkspace workspace)
    {
        workspace.SetOrder(order);
        var status = PredictionStatus.Success;
        var solverLength = Solver.RowLength(order);
        for (var j = 0; j < points.Count; j++)
        {
            var row = workspace.ObservationRow(j);
            _observations[points.Endpoints[j]][order].Invoke(
                workspace.SolverRows.Slice(j * solverLength, solverLength),
                workspace.Phi,
                subject.MomentAt(points.Records[j]),
                row);
            if (status == PredictionStatus.Success && !(row[1] > 0 && FiniteKernel.AreFinite(row)))
            {
                var isVariance = double.IsFinite(row[0]) && !(row[1] > 0 && double.IsFinite(row[1]));
                status = isVariance ? PredictionStatus.VarianceNotPositive : PredictionStatus.PredictionNotFinite;
                workspace.FailedPoint = j;
            }
        }

        return status;
    }
}
