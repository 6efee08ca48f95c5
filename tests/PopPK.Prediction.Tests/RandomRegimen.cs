using PopPK.TestKit;

namespace PopPK.Prediction.Tests;

/// <summary>
/// Random subjects. Plain ones: boluses and infusions (overlapping ones too) into any compartment, additional doses, several doses at one
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

    /// <summary>
    /// A data set of random subjects to whom everything happens: doses of all kinds, steady states, resets, compartments switched off and on.
    /// Covariates change from record to record.
    /// </summary>
    /// <param name="random">Draws them.</param>
    /// <param name="subjects">Number of subjects.</param>
    /// <param name="compartments">Number of compartments; all are dosed.</param>
    /// <param name="covariates">Names of covariates, which are about 1.</param>
    public static TestData DrawEverything(Random random, int subjects, int compartments, params string[] covariates)
    {
        var data = new TestData(covariates);
        for (var i = 0; i < subjects; i++)
        {
            data.Subject();
            var begin = 10 * (random.NextDouble() - 0.5);
            var time = begin;
            var records = random.Next(6, 16);
            for (var r = 0; r < records; r++)
            {
                data.With([.. covariates.Select(_ => random.LogUniform(0.7, 1.4))]);
                var kind = r == 0 ? 0 : random.Next(12);
                var compartment = random.Next(compartments) + 1;
                switch (kind)
                {
                    case < 3:
                        AddAnyDose(data, random, time, compartment, isReset: false);
                        break;
                    case 3 when random.Next(2) == 0:
                        AddAnyDose(data, random, time, compartment, isReset: true);
                        break;
                    case 3:
                        data.Reset(time);
                        break;
                    case 4:
                        data.Other(time, (random.Next(2) == 0 ? -1 : 1) * compartment);
                        break;
                    case 5:
                        data.Other(time);
                        break;
                    default:
                        data.Observe(time);
                        break;
                }

                time += random.Next(4) == 0 ? 0 : 4 * random.NextDouble();
            }

            data.Observe(time, time + 1 + 5 * random.NextDouble());
        }

        return data;
    }

    private static void AddAnyDose(TestData data, Random random, double time, int compartment, bool isReset)
    {
        var steadyState = random.Next(3) == 0 ? random.Next(1, 3) : 0;
        var amount = random.LogUniform(10, 200);
        var rate = random.Next(4) switch { 0 => 0, 1 => -1, 2 => -2, _ => amount / random.LogUniform(0.2, 12) };
        var interval = random.LogUniform(1, 8);
        if (random.Next(8) == 0)
        {
            data.Dose(time, 0, compartment, random.Next(2) * 20 * random.NextDouble(), reset: isReset, steadyState: 1);
        }
        else
        {
            data.Dose(time, amount, compartment, rate, random.Next(2) * random.Next(4), interval, isReset, steadyState);
        }
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
