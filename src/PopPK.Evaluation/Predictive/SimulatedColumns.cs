namespace PopPK.Evaluation.Predictive;

/// <summary>The replicates of a subject's observations, one list per observation, those replicates left out in which one does not exist. One owner.</summary>
internal sealed class SimulatedColumns
{
    private SimulatedColumns(double[][] values, int failed)
    {
        Values = values;
        Failed = failed;
    }

    /// <summary>For each observation its value in every replicate that is complete.</summary>
    public double[][] Values { get; }

    /// <summary>Number of replicates that are not.</summary>
    public int Failed { get; }

    /// <summary>Number of replicates that are.</summary>
    public int Count => Values.Length == 0 ? 0 : Values[0].Length;

    /// <summary>Picks observations out of the replicates of a cluster.</summary>
    /// <param name="simulated">All observations of the cluster, replicate by replicate.</param>
    /// <param name="width">Number of observations of the cluster.</param>
    /// <param name="columns">Which of them are wanted.</param>
    public static SimulatedColumns Of(ReadOnlySpan<double> simulated, int width, ReadOnlySpan<int> columns)
    {
        var replicates = width == 0 ? 0 : simulated.Length / width;
        var complete = new List<int>(replicates);
        for (var k = 0; k < replicates; k++)
        {
            var isComplete = true;
            foreach (var column in columns)
            {
                isComplete &= double.IsFinite(simulated[(k * width) + column]);
            }

            if (isComplete)
            {
                complete.Add(k);
            }
        }

        var values = new double[columns.Length][];
        for (var j = 0; j < values.Length; j++)
        {
            values[j] = new double[complete.Count];
            for (var k = 0; k < complete.Count; k++)
            {
                values[j][k] = simulated[(complete[k] * width) + columns[j]];
            }
        }

        return new SimulatedColumns(values, replicates - complete.Count);
    }
}
