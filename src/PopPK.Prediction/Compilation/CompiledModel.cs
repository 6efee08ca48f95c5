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
public sealed partial class CompiledModel
{
    private readonly IndividualFunctions _individual;
    private readonly ImmutableArray<ObservationFunctions> _observations;
    private readonly CorrelationFunctions _correlations;

    internal CompiledModel(
        PopulationModel model,
        EffectLayout effects,
        SolverParts parts,
        StructuralSolver solver,
        IndividualFunctions individual,
        ImmutableArray<ObservationFunctions> observations,
        CorrelationFunctions correlations,
        ImmutableArray<Definition> reported,
        StructurePlan plan,
        RecordSymbols recordSymbols)
    {
        Model = model;
        Amounts = [.. model.Structure.Compartments.Select(c => plan.Amounts[c.Amount])];
        SolverReason = plan.Reason;
        Effects = effects;
        Etas = effects.Etas;
        Slots = effects.Slots;
        Flags = effects.Flags;
        ClassProbabilities = model.Mixture is { } mixture ? new ClassProbabilityFunction(model, mixture, effects) : null;
        Phi = parts.Phi;
        Moment = parts.Moment;
        Solver = solver;
        _valuePlaces = solver.ValuePlaces;
        _individual = individual;
        _observations = observations;
        _correlations = correlations;
        RecordSymbols = recordSymbols;
        Forms = [.. observations.Select(o => o.Form)];
        HasExtra = Forms.Any(f => f.HasExtra);
        HasDirectForms = Forms.Any(f => !f.IsNormal);
        FreeThetas = [.. Enumerable.Range(0, model.FixedEffects.Length).Where(i => !model.FixedEffects[i].IsFixed)];
        IndividualParameters = new IndividualParameterFunction(model, effects, reported);
    }

    /// <summary>The model.</summary>
    public PopulationModel Model { get; }

    /// <summary>How random effects become a subject's random numbers.</summary>
    internal EffectLayout Effects { get; }

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

    /// <summary><see cref="CompilationOptions.LanesFromObservations"/>.</summary>
    internal int LanesFromObservations { get; init; }

    /// <summary>The covariates of the model that are followed from record to record.</summary>
    public ImmutableArray<Covariate> Followed => Moment.Covariates[..^Flags.Length];

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

    /// <summary>
    /// The forms observations take, in terms of solver variables, phi and the moment: first that of each endpoint's observed values, in the
    /// model's order, then those of censored observations the data have.
    /// </summary>
    public ImmutableArray<ObservationForm> Forms { get; }

    /// <summary>True when some form is not normal.</summary>
    public bool HasDirectForms { get; }

    /// <summary>True when some form has an extra, so that a <see cref="SubjectWorkspace"/> holds them.</summary>
    public bool HasExtra { get; }

    /// <summary>Stand for what a record says of its observation.</summary>
    internal RecordSymbols RecordSymbols { get; }

    /// <summary>Mean and variance of each endpoint in terms of solver variables, phi and the moment, for people to read.</summary>
    public IEnumerable<(Expr Mean, Expr Variance)> Observations => Forms.Take(Model.Endpoints.Length).Select(f => (f.Mean, f.Variance));

    /// <summary>The compiled functions of an order, for people to read.</summary>
    /// <param name="order">The order.</param>
    public IEnumerable<(string Name, CompiledFunction Function)> Functions(DerivativeOrder order)
    {
        yield return ("individual", _individual[order].Function);
        for (var i = 0; i < _observations.Length; i++)
        {
            var (form, censored) = (Forms[i], Forms[i].Status == CensoringStatus.None ? "" : $", {Forms[i].Status.ToString().ToLowerInvariant()}");
            yield return ($"observation of {Model.Endpoints[form.Endpoint].Name}{censored}", _observations[i][order]);
        }

        if (_correlations.Count > 0)
        {
            yield return ("correlations", _correlations[order]);
        }

        foreach (var function in Solver.Functions)
        {
            yield return function;
        }
    }

    /// <summary>
    /// Evaluates phi, solves the structure and evaluates mean, variance and extra at the points, with derivatives by phi, and
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
        if (!TryBegin(subject, theta, eta, order, workspace))
        {
            return PredictionStatus.IndividualNotFinite;
        }

        var status = Solver.Solve(subject, points, order, workspace);
        return status == PredictionStatus.Success ? Observe(subject, points, order, workspace) : status;
    }

    /// <summary>
    /// What <see cref="Predict"/> does for a subject's observations, eight at a time, for those who go through all of them: the predictions are
    /// left in lanes (<see cref="SubjectWorkspace.IsInLanes"/>). Nobody has looked then whether they are finite and variances positive:
    /// what is made of them tells, and <see cref="Predict"/> which point it is.
    /// </summary>
    /// <param name="subject">The subject; <see cref="BoundSubject.HasLanes"/> holds.</param>
    /// <param name="theta">All fixed effects on their natural scale, in the model's order.</param>
    /// <param name="eta">Random effects, one per entry of <see cref="Slots"/>.</param>
    /// <param name="order">Which derivatives are wanted.</param>
    /// <param name="workspace">Scratch of this worker, made for this model.</param>
    public PredictionStatus PredictInLanes(
        BoundSubject subject, ReadOnlySpan<double> theta, ReadOnlySpan<double> eta, DerivativeOrder order, SubjectWorkspace workspace)
    {
        ArgumentNullException.ThrowIfNull(subject);
        ArgumentNullException.ThrowIfNull(workspace);
        var points = subject.Observations;
        if (EvaluatePhi(theta, eta, subject.Covariates, order, workspace)
            && Solver.SolveInLanes(subject, points, order, workspace) == PredictionStatus.Success)
        {
            ObserveInLanes(subject, points, order, workspace);
            return PredictionStatus.Success;
        }

        return Predict(subject, points, theta, eta, order, workspace);
    }

    /// <summary>Writes the predictions of the last evaluation on the scale of DV: f, whatever the transform or the censoring.</summary>
    /// <param name="subject">The subject of the last evaluation.</param>
    /// <param name="points">Its points.</param>
    /// <param name="workspace">The scratch that holds it.</param>
    /// <param name="values">Receives one value per point; NaN where the endpoint has no prediction.</param>
    public void ReportPredictions(BoundSubject subject, PredictionPoints points, SubjectWorkspace workspace, Span<double> values)
    {
        ArgumentNullException.ThrowIfNull(subject);
        ArgumentNullException.ThrowIfNull(points);
        ArgumentNullException.ThrowIfNull(workspace);
        var solverLength = Solver.RowLength(workspace.Order);
        for (var j = 0; j < points.Count; j++)
        {
            if (Forms[points.Forms[j]].IsOnDataScale)
            {
                values[j] = workspace.Mean(j);
                continue;
            }

            _observations[points.Forms[j]].Prediction(workspace.Order).Invoke(
                workspace.SolverRows.Slice(j * solverLength, solverLength),
                workspace.Phi,
                subject.MomentAt(points.Records[j]),
                values.Slice(j, 1));
        }
    }

    /// <summary>Follows a subject's course, for those who listen to it (<see cref="SubjectWorkspace.Course"/>): phi and structure, no observations.</summary>
    /// <param name="subject">The subject.</param>
    /// <param name="points">The record up to which.</param>
    /// <param name="theta">All fixed effects on their natural scale, in the model's order.</param>
    /// <param name="eta">Random effects, one per entry of <see cref="Slots"/>.</param>
    /// <param name="workspace">Scratch of this worker, made for this model.</param>
    internal PredictionStatus Follow(
        BoundSubject subject, PredictionPoints points, ReadOnlySpan<double> theta, ReadOnlySpan<double> eta, SubjectWorkspace workspace)
    {
        workspace.FailedTime = double.NaN;
        workspace.RefusedProperty = null;
        return EvaluatePhi(theta, eta, subject.Covariates, DerivativeOrder.Value, workspace)
            ? Solver.Solve(subject, points, DerivativeOrder.Value, workspace)
            : PredictionStatus.IndividualNotFinite;
    }

    /// <summary>What the last evaluation's form of a point adds to -2 log likelihood, had the record another DV.</summary>
    /// <param name="subject">The subject of the last evaluation.</param>
    /// <param name="points">Its points.</param>
    /// <param name="point">The point; its form is not normal.</param>
    /// <param name="observed">The other DV.</param>
    /// <param name="workspace">The scratch that holds the evaluation.</param>
    /// <returns>-2 log likelihood; it does not depend on DV where the model's author did not use it.</returns>
    public double ExtraAt(BoundSubject subject, PredictionPoints points, int point, double observed, SubjectWorkspace workspace)
    {
        ArgumentNullException.ThrowIfNull(subject);
        ArgumentNullException.ThrowIfNull(points);
        ArgumentNullException.ThrowIfNull(workspace);
        double[] moment = [.. subject.MomentAt(points.Records[point])];
        if (Moment.Slots.TryGetValue(RecordSymbols.Observed, out var slot))
        {
            moment[slot.Index] = observed;
        }

        var row = new double[workspace.RowLength];
        var solverLength = Solver.RowLength(workspace.Order);
        _observations[points.Forms[point]][workspace.Order].Invoke(
            workspace.SolverRows.Slice(point * solverLength, solverLength), workspace.Phi, moment, row);
        return workspace.HasExtra ? row[2] : 0;
    }

    // Forgets what failed before; false when phi is not finite.
    internal bool TryBegin(
        BoundSubject subject, ReadOnlySpan<double> theta, ReadOnlySpan<double> eta, DerivativeOrder order, SubjectWorkspace workspace)
    {
        if (theta.Length != Model.FixedEffects.Length || eta.Length != Slots.Length)
        {
            throw new ArgumentException(
                $"The model has {Model.FixedEffects.Length} fixed and {Slots.Length} random effects; {theta.Length} and {eta.Length} were given.");
        }

        workspace.FailedPoint = -1;
        workspace.FailedTime = double.NaN;
        workspace.RefusedProperty = null;
        return EvaluatePhi(theta, eta, subject.Covariates, order, workspace);
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
        var status = Correlate(order, workspace);
        var solverLength = Solver.RowLength(order);
        for (var j = 0; j < points.Count; j++)
        {
            var row = workspace.ObservationRow(j);
            _observations[points.Forms[j]][order].Invoke(
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

    private void ObserveInLanes(BoundSubject subject, PredictionPoints points, DerivativeOrder order, SubjectWorkspace workspace)
    {
        const int width = LaneFunction.Width;
        workspace.SetOrder(order);
        var solverLength = Solver.RowLength(order);
        var function = _observations[points.Forms[0]].InLanes(order);
        var momentLength = function.RequiredLengths[MomentLayout.Bank];
        var lanes = workspace.Lanes;
        for (var b = 0; b < LaneScratch.BlocksOf(points.Count); b++)
        {
            for (var lane = 0; momentLength > 0 && lane < width; lane++)
            {
                var record = points.Records[Math.Min(b * width + lane, points.Count - 1)];
                LaneScratch.WriteLane(subject.MomentAt(record)[..momentLength], lanes.Moments, lane);
            }

            function.Function(
                lanes.SolverRows(b, solverLength), workspace.Phi, lanes.Moments, lanes.Observations(b, workspace.RowLength));
        }

        workspace.IsInLanes = true;
    }

    // Correlations are constant within a subject.
    private PredictionStatus Correlate(DerivativeOrder order, SubjectWorkspace workspace)
    {
        if (_correlations.Count == 0)
        {
            return PredictionStatus.Success;
        }

        var row = workspace.CorrelationRow;
        _correlations[order].Invoke(default, workspace.Phi, default, row);
        var areInside = FiniteKernel.AreFinite(row);
        for (var k = 0; k < _correlations.Count; k++)
        {
            areInside &= Math.Abs(row[k]) < 1;
        }

        return areInside ? PredictionStatus.Success : PredictionStatus.CorrelationOutOfRange;
    }
}
