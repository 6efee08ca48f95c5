using PopPK.Modeling;
using PopPK.Numerics.Randomness;
using PopPK.Prediction;
using PopPK.TestKit.Twins;
using Xunit;

namespace PopPK.TestKit;

/// <summary>
/// Data drawn from a model at its initial values: random effects from their normal distribution, observations from theirs around the
/// prediction at those effects. What is drawn depends on the seed, the replicate and the position of the subject only. For models
/// whose observations are normal on the scale of DV and whose random effects belong to single subjects. Stateless.
/// </summary>
public static class SimulatedData
{
    /// <summary>Draws a data set.</summary>
    /// <param name="design">The model and the records; what was observed in them does not matter.</param>
    /// <param name="seed">The seed.</param>
    /// <param name="replicate">The number of the data set.</param>
    /// <returns>The model bound to the same records with observations that were drawn.</returns>
    public static Cohort Draw(Cohort design, long seed, int replicate)
    {
        ArgumentNullException.ThrowIfNull(design);
        Assert.All(design.Model.Forms, f => Assert.True(f is { IsNormal: true, IsOnDataScale: true }));
        var column = design.Dataset.IndexOf("DV");
        var workspace = design.CreateWorkspace();
        double[] theta = [.. design.Model.Model.FixedEffects.Select(f => f.Initial)];
        var subjects = design.Subjects.Select((subject, i) =>
        {
            var stream = new RandomStream(seed, RandomPurpose.Simulation, i, replicate);
            var eta = DrawEffects(design, stream);
            Assert.Equal(PredictionStatus.Success, design.Model.Predict(subject, subject.Observations, theta, eta, DerivativeOrder.Value, workspace));
            var records = subject.Subject.Records.ToBuilder();
            for (var j = 0; j < subject.Observations.Count; j++)
            {
                var at = subject.Observations.Records[j];
                var value = workspace.Mean(j) + (Math.Sqrt(workspace.Variance(j)) * stream.NextNormal());
                records[at] = records[at] with { DependentValue = value, Values = records[at].Values.SetItem(column, value) };
            }

            return subject.Subject with { Records = records.ToImmutable() };
        });
        var binding = CohortBuilder.Build(design.Model.Model, design.Dataset with { Subjects = [.. subjects] });
        return binding.Cohort ?? throw new InvalidOperationException(string.Join('\n', binding.Diagnostics));
    }

    // Instance by instance: the Cholesky factor of its block's matrix times standard normal numbers.
    private static double[] DrawEffects(Cohort design, RandomStream stream)
    {
        var slots = design.Model.Slots;
        var eta = new double[slots.Length];
        for (var first = 0; first < slots.Length;)
        {
            var key = (slots[first].Block, slots[first].Instance);
            var size = slots.Skip(first).TakeWhile(s => (s.Block, s.Instance) == key).Count();
            var block = MatrixOf(design.Model.Model, key.Block);
            var matrix = new double[size * size];
            for (var k = 0; k < matrix.Length; k++)
            {
                matrix[k] = block.InitialAt(slots[first + (k / size)].Position, slots[first + (k % size)].Position);
            }

            var factor = PlainCholesky.Factor(matrix, size);
            double[] z = [.. Enumerable.Range(0, size).Select(_ => stream.NextNormal())];
            for (var k = 0; k < size; k++)
            {
                eta[first + k] = Enumerable.Range(0, k + 1).Sum(l => factor[(k * size) + l] * z[l]);
            }

            first += size;
        }

        return eta;
    }

    private static RandomEffectBlock MatrixOf(PopulationModel model, int block) =>
        model.RandomEffects[block].SameAs is { } earlier ? MatrixOf(model, earlier) : model.RandomEffects[block];
}
