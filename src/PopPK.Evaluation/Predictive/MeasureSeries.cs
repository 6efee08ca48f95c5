using System.Collections.Immutable;

namespace PopPK.Evaluation.Predictive;

/// <summary>The observations of one endpoint in one subject, in the order of time. Immutable.</summary>
/// <param name="Observations">The observations.</param>
internal sealed record MeasureSeries(ImmutableArray<PredictiveObservation> Observations)
{
    /// <summary>
    /// Reads the values of a data set. What would not be quantified counts as 0 below and as the limit above; where a limit is below 0 (of logarithms) it
    /// counts itself. What would not be in the data is left out.
    /// </summary>
    /// <param name="simulated">All observations of a simulated data set; empty: the observed ones.</param>
    /// <param name="times">Receives times.</param>
    /// <param name="values">Receives values.</param>
    /// <returns>How many there are; -1 when one could not be simulated.</returns>
    public int Read(ReadOnlySpan<double> simulated, Span<double> times, Span<double> values)
    {
        var count = 0;
        foreach (var observation in Observations)
        {
            var value = simulated.IsEmpty ? observation.Ranked : simulated[observation.Index];
            if (double.IsNaN(value) || (!simulated.IsEmpty && double.IsInfinity(value)))
            {
                return -1;
            }

            var ranked = simulated.IsEmpty ? value : observation.Rank(value);
            if (!double.IsNaN(ranked))
            {
                times[count] = observation.Record.Time;
                values[count++] = double.IsNegativeInfinity(ranked) ? Math.Min(0, observation.Lower)
                    : double.IsPositiveInfinity(ranked) ? observation.Upper : ranked;
            }
        }

        return count;
    }
}
