using PopPK.TestKit;

namespace PopPK.Prediction.Tests;

/// <summary>
/// Random subjects: boluses and infusions (overlapping ones too) into any compartment, additional doses, several doses at one
/// time, resets with and without a dose, observations anywhere and at dose times before and after the dose.
/// </summary>
internal static class RandomRegimen
{
    private const double End = 40;

    /// <summary>A data set of random subjects.</summary>
    /// <param name="random">Draws them.</param>
    /// <param name="subjects">Number of subjects.</param>
    /// <param name="compartments">Doses go to the first so many compartments.</param>
    public static TestData Draw(Random random, int subjects, int compartments)
    {
        var data = new TestData();
        for (var i = 0; i < subjects; i++)
        {
            data.Subject();
            var records = new List<(double Time, Action<double> Write)>();
            void Add(double time, Action<double> write) => records.Add((time, write));

            var doses = random.Next(1, 5);
            var time = 0.0;
            for (var d = 0; d < doses; d++)
            {
                AddDose(data, random, compartments, time, isReset: d > 0 && random.Next(4) == 0, Add);
                if (random.Next(3) > 0)
                {
                    time += End / 8 * random.NextDouble();
                }
            }

            if (random.Next(4) == 0)
            {
                Add(End * random.NextDouble(), t => data.Reset(t));
            }

            for (var k = 0; k < 5; k++)
            {
                Add(End * random.NextDouble(), t => data.Observe(t));
            }

            foreach (var (when, write) in records.OrderBy(r => r.Time))
            {
                write(when);
            }
        }

        return data;
    }

    private static void AddDose(
        TestData data, Random random, int compartments, double time, bool isReset, Action<double, Action<double>> add)
    {
        var amount = random.LogUniform(1, 1000);
        var compartment = random.Next(compartments) + 1;
        var rate = random.Next(2) == 0 ? 0 : amount / random.LogUniform(0.05, 20);
        var additional = random.Next(2) * random.Next(4);
        var interval = 2 + 8 * random.NextDouble();
        if (random.Next(2) == 0)
        {
            add(time, t => data.Observe(t));
        }

        add(time, t => data.Dose(t, amount, compartment, rate, additional, interval, isReset));
        add(time, t => data.Observe(t));
        if (rate > 0 && time + amount / rate < End)
        {
            add(time + amount / rate, t => data.Observe(t));
        }
    }
}
