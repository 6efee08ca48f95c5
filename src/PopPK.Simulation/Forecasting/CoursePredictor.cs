using System.Collections.Immutable;
using PopPK.Likelihood;
using PopPK.Numerics.Randomness;
using PopPK.Prediction;

namespace PopPK.Simulation.Forecasting;

/// <summary>Predicts the courses of subjects under one way to go on. Scratch of one worker.</summary>
/// <param name="cohort">The records of the course.</param>
/// <param name="point">The population parameters.</param>
/// <param name="options">Settings.</param>
internal sealed class CoursePredictor(SimulationCohort cohort, PopulationPoint point, ForecastOptions options)
{
    private readonly SubjectWorkspace _workspace = cohort.Cohort.CreateWorkspace();
    private readonly SimulatedSubject _subject = new(cohort) { Point = point };
    private readonly ObservationSampler _sampler = new(cohort);
    private readonly RandomStream _residuals = new(options.Posterior.Seed, RandomPurpose.Forecast);
    private readonly double[] _parameters = new double[cohort.Cohort.Model.IndividualParameters.Names.Length];
    private readonly double[] _typical = new double[cohort.Cohort.Model.Slots.Length];
    private readonly double[] _means = new double[cohort.Cohort.LargestRecordCount];
    private readonly double[] _all = new double[cohort.Cohort.LargestRecordCount];

    /// <summary>Predicts a subject's course.</summary>
    /// <param name="name">The course's name.</param>
    /// <param name="posterior">What is known of its random effects.</param>
    /// <param name="points">Where predictions are wanted.</param>
    public CourseForecast Predict(string name, IndividualPosterior posterior, ImmutableArray<CoursePoint> points)
    {
        var population = new double[points.Length];
        var individual = new double[points.Length];
        var draws = new double[points.Length * posterior.SampleCount];
        TryPredict(posterior.Position, posterior.Class, _typical, points, population);
        TryPredict(posterior.Position, posterior.Class, posterior.Mode.AsSpan(), points, individual);
        var failed = 0;
        var drawn = new double[points.Length];
        for (var i = 0; i < posterior.SampleCount; i++)
        {
            var isPredicted = TryPredict(posterior.Position, posterior.ClassOf(i), posterior.Draw(i), points, drawn);
            failed += isPredicted ? 0 : 1;
            if (isPredicted && options.HasResiduals)
            {
                _residuals.MoveTo(posterior.Position, i + 1);
                AddResiduals(posterior.Draw(i), points, drawn);
            }

            for (var j = 0; j < points.Length; j++)
            {
                draws[(j * posterior.SampleCount) + i] = drawn[j];
            }
        }

        var rows = ImmutableArray.CreateBuilder<ForecastRow>(points.Length);
        for (var j = 0; j < points.Length; j++)
        {
            rows.Add(new ForecastRow(
                points[j],
                _subject.Points.Endpoints[points[j].Record],
                population[j],
                individual[j],
                Percentiles.Of(draws.AsSpan(j * posterior.SampleCount, posterior.SampleCount), options.Coverage)));
        }

        return new CourseForecast(name, rows.MoveToImmutable(), failed);
    }

    private bool TryPredict(int position, int classOfMixture, ReadOnlySpan<double> eta, ImmutableArray<CoursePoint> points, Span<double> values)
    {
        _subject.Subject = cohort.Cohort.SubjectOf(position, classOfMixture);
        _subject.Points = _subject.Subject.Records;
        var status = cohort.Cohort.Model.Predict(_subject.Subject, _subject.Points, point.Theta, eta, DerivativeOrder.Value, _workspace);

        // A point without a finite prediction is NaN by itself.
        if (status is not (PredictionStatus.Success or PredictionStatus.PredictionNotFinite or PredictionStatus.VarianceNotPositive))
        {
            values.Fill(double.NaN);
            return false;
        }

        for (var record = 0; record < _subject.Points.Count; record++)
        {
            _means[record] = _workspace.Mean(record);
        }

        _sampler.Predictions(_subject, eta, _means, _all);
        for (var j = 0; j < points.Length; j++)
        {
            values[j] = _all[points[j].Record];
        }

        return true;
    }

    // Residuals at one time are drawn one by one: each percentile is of one observation.
    private void AddResiduals(ReadOnlySpan<double> eta, ImmutableArray<CoursePoint> points, Span<double> values)
    {
        for (var j = 0; j < points.Length; j++)
        {
            var record = points[j].Record;
            var law = cohort.Laws[_subject.Points.Endpoints[record]];
            var uniform = _residuals.NextUniform();
            if (law.Kind == ObservationLawKind.WholeNumbers)
            {
                continue;
            }

            cohort.Cohort.Model.IndividualParameters.Evaluate(point.Theta, eta, _subject.Subject, record, _parameters);
            values[j] = law.Draw(
                _workspace.Mean(record), Math.Sqrt(_workspace.Variance(record)), uniform, NormalQuantile.At(uniform), _parameters.AsSpan(cohort.ParameterCount));
        }
    }
}
