using PopPK.Numerics.LinearAlgebra;
using PopPK.Numerics.Randomness;
using PopPK.Prediction;
using PopPK.Prediction.Compilation;

namespace PopPK.Simulation;

/// <summary>
/// Draws the observations of a subject from their distributions around its predictions; one random number each, in their order, so that
/// what is drawn at one does not depend on the others. Mutable; one owner.
/// </summary>
/// <param name="cohort">The cohort.</param>
internal sealed class ObservationSampler(SimulationCohort cohort)
{
    private const double MostLeft = 1e-9;
    private const double SumTolerance = 1e-6;
    private const int MostCounts = 100_000;
    private const int Beyond = 10;
    private readonly double[] _parameters = new double[cohort.Cohort.Model.IndividualParameters.Names.Length];
    private readonly double[] _normal = new double[cohort.Cohort.LargestRecordCount];
    private readonly double[] _uniform = new double[cohort.Cohort.LargestRecordCount];
    private readonly bool _hasParameters = cohort.Cohort.Model.IndividualParameters.Names.Length > cohort.ParameterCount;

    /// <summary>Fills in individual predictions and observations.</summary>
    /// <param name="subject">The subject.</param>
    /// <param name="means">Its predictions on the scale of the transforms, one per point.</param>
    /// <param name="variances">The variances of its residuals there; none without residual error.</param>
    /// <param name="workspace">Holds the evaluation, for correlated residuals and whole numbers.</param>
    /// <param name="stream">Gives the random numbers; null: no residual error.</param>
    public void Draw(SimulatedSubject subject, ReadOnlySpan<double> means, ReadOnlySpan<double> variances, SubjectWorkspace workspace, RandomStream? stream)
    {
        var bound = subject.Subject;
        var observations = bound.Observations;
        var values = subject.ValueRoom;
        values.Fill(double.NaN);
        for (var j = 0; stream is not null && j < observations.Count; j++)
        {
            _uniform[j] = stream.NextUniform();
            _normal[j] = NormalQuantile.At(_uniform[j]);
        }

        if (stream is not null)
        {
            Correlate(bound, workspace);
        }

        for (int point = 0, j = 0; point < subject.Points.Count; point++)
        {
            var record = subject.Points.Records[point];
            var of = cohort.Laws[subject.Points.Endpoints[point]];
            if (_hasParameters)
            {
                subject.EvaluateParameters(record, _parameters);
            }

            var parameters = _parameters.AsSpan(cohort.ParameterCount);
            var isObservation = j < observations.Count && observations.Records[j] == record;
            if (of.Kind == ObservationLawKind.WholeNumbers)
            {
                subject.IndividualRoom[point] = double.NaN;
                values[point] = isObservation ? DrawWholeNumber(subject, point, of, stream is null ? double.NaN : _uniform[j], workspace) : double.NaN;
            }
            else
            {
                subject.IndividualRoom[point] = of.ToDataScale(means[point], parameters);
                if (isObservation)
                {
                    values[point] = stream is null
                        ? subject.IndividualRoom[point]
                        : of.Draw(means[point], Math.Sqrt(variances[point]), _uniform[j], _normal[j], parameters);
                }
            }

            j += isObservation ? 1 : 0;
        }
    }

    /// <summary>Predictions on the scale of DV.</summary>
    /// <param name="subject">The subject.</param>
    /// <param name="eta">The random effects it was predicted at.</param>
    /// <param name="means">Its predictions on the scale of the transforms, one per point.</param>
    /// <param name="values">Receives one value per point.</param>
    public void Predictions(SimulatedSubject subject, ReadOnlySpan<double> eta, ReadOnlySpan<double> means, Span<double> values)
    {
        for (var point = 0; point < subject.Points.Count; point++)
        {
            var of = cohort.Laws[subject.Points.Endpoints[point]];
            if (_hasParameters)
            {
                cohort.Cohort.Model.IndividualParameters.Evaluate(subject.Point.Theta, eta, subject.Subject, subject.Points.Records[point], _parameters);
            }

            values[point] = of.Kind == ObservationLawKind.WholeNumbers ? double.NaN : of.ToDataScale(means[point], _parameters.AsSpan(cohort.ParameterCount));
        }
    }

    // In groups of correlated residuals z becomes L z, with L the Cholesky factor of the correlation matrix.
    private void Correlate(BoundSubject subject, SubjectWorkspace workspace)
    {
        foreach (var group in subject.ResidualGroups)
        {
            var n = group.Observations.Length;
            var matrix = new double[n * n];
            for (var k = 0; k < n; k++)
            {
                matrix[(k * n) + k] = 1;
            }

            foreach (var pair in group.Pairs)
            {
                matrix[(pair.Second * n) + pair.First] = matrix[(pair.First * n) + pair.Second] = workspace.Correlation(pair.Correlation);
            }

            var isPossible = CholeskyKernels.TryFactor(matrix, n);
            for (var k = n - 1; k >= 0; k--)
            {
                var sum = isPossible ? 0 : double.NaN;
                for (var l = 0; l <= k; l++)
                {
                    sum += matrix[(k * n) + l] * _normal[group.Observations[l]];
                }

                _normal[group.Observations[k]] = sum;
            }
        }
    }

    // Without a distribution over whole numbers NaN is the answer, which is counted as what could not be drawn.
    private static double DrawWholeNumber(SimulatedSubject subject, int point, ObservationLaw law, double uniform, SubjectWorkspace workspace)
    {
        double Probability(double value) => Math.Exp(-0.5 * subject.Cohort.Cohort.Model.ExtraAt(subject.Subject, subject.Points, point, value, workspace));
        if (double.IsNaN(uniform))
        {
            return double.NaN;
        }

        var sum = 0.0;
        foreach (var value in law.Support)
        {
            sum += Probability(value);
        }

        return Math.Abs(sum - 1) <= SumTolerance ? AmongSupport(law, uniform * sum, Probability) : FromZero(uniform, Probability);
    }

    private static double AmongSupport(ObservationLaw law, double target, Func<double, double> probability)
    {
        var sum = 0.0;
        foreach (var value in law.Support)
        {
            sum += probability(value);
            if (sum >= target)
            {
                return value;
            }
        }

        return law.Support[^1];
    }

    // Probabilities that go on behind a sum of 1 are none: then the numbers do not begin at 0, or it is a density.
    private static double FromZero(double uniform, Func<double, double> probability)
    {
        var (sum, drawn) = (0.0, double.NaN);
        for (var k = 0; k < MostCounts && sum <= 1 + SumTolerance; k++)
        {
            var p = probability(k);
            if (!(p >= 0))
            {
                return double.NaN;
            }

            sum += p;
            if (double.IsNaN(drawn) && sum >= uniform)
            {
                drawn = k;
            }

            if (sum >= 1 - MostLeft)
            {
                var rest = Enumerable.Range(k + 1, Beyond).Sum(next => probability(next));
                return rest + sum <= 1 + SumTolerance ? (double.IsNaN(drawn) ? k : drawn) : double.NaN;
            }
        }

        return double.NaN;
    }
}
