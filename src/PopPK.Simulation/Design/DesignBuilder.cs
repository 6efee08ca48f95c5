using System.Collections.Immutable;
using PopPK.Data;
using PopPK.Modeling;
using PopPK.Modeling.Regimens;
using PopPK.Numerics.Randomness;
using PopPK.Prediction;
using PopPK.Text;

namespace PopPK.Simulation.Design;

/// <summary>
/// Makes data of a regimen: draws people and writes their records, with observations that wait to be simulated. The data can be bound to the
/// model as any data can. Everybody's covariates depend on the seed, the person's number and the replicate alone. Stateless.
/// </summary>
public static class DesignBuilder
{
    // All records of a replicate are in memory, about a kilobyte each.
    private const int MostRecords = 5_000_000;

    /// <summary>Makes the data.</summary>
    /// <param name="model">The model.</param>
    /// <param name="regimen">The regimen, read for this model.</param>
    /// <param name="source">The data people are taken from; null where the regimen takes them from none.</param>
    /// <param name="seed">Seed of the random numbers; not negative.</param>
    /// <param name="replicate">Number of the replicate: other people in each; not negative.</param>
    public static DesignResult Build(PopulationModel model, Regimen regimen, Dataset? source, long seed, int replicate = 0)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(regimen);
        var diagnostics = new DiagnosticBag();
        var tally = new DesignTally();
        var plan = regimen.Population;
        var needsSource = plan.Columns.Length > 0 || (plan.Count is null && regimen.Arms.Any(a => a.People is null));
        if (source is null && needsSource)
        {
            diagnostics.Add(DesignDiagnostics.NoSource());
            return new DesignResult(null, [.. diagnostics]);
        }

        var sampler = new PopulationSampler(model, plan, needsSource ? source : null, tally, diagnostics);
        var columns = DesignColumns.Lay(model, regimen, sampler.Symbols, diagnostics);
        var endpoints = FindEndpoints(model, regimen, columns, diagnostics);
        var sizes = regimen.Arms.Select(a => a.People ?? plan.Count ?? sampler.SourceCount).ToArray();
        CheckSizes(regimen, sizes, sampler.SourceCount, diagnostics);
        var planned = regimen.Arms.Select(a => PlanOf(model, a, diagnostics)).ToArray();
        var count = sizes.Zip(planned, (people, records) => (double)people * records.Length).Sum();
        if (count > MostRecords)
        {
            diagnostics.Add(DesignDiagnostics.TooManyPeople(count, MostRecords));
        }

        if (diagnostics.HasErrors)
        {
            return new DesignResult(null, [.. diagnostics]);
        }

        var drawn = new List<double[]>();
        var subjects = ImmutableArray.CreateBuilder<Subject>(sizes.Sum());
        var people = ImmutableArray.CreateBuilder<DesignedPerson>(sizes.Sum());
        var row = 2;
        for (var a = 0; a < sizes.Length; a++)
        {
            var writer = new RecordBuilder(model, regimen.Arms[a], a + 1, planned[a], columns, endpoints, sampler, tally);
            var first = plan.IsSeparate ? sizes[..a].Sum() : 0;
            for (var i = 0; i < sizes[a]; i++)
            {
                var person = first + i;
                while (drawn.Count <= person)
                {
                    drawn.Add(sampler.Draw(drawn.Count, new RandomStream(seed, RandomPurpose.Covariates, drawn.Count, replicate)));
                }

                var id = DoseWriter.Text(subjects.Count + 1);
                var records = writer.Write(id, row, person, drawn[person]);
                row += records.Length;
                subjects.Add(new Subject(id, records) { File = regimen.Name });
                people.Add(new DesignedPerson(person, a));
            }

            // The model is compiled for the doses that are there.
            foreach (var rule in regimen.Arms[a].Titrations.IsEmpty ? [] : writer.NeverGiven)
            {
                diagnostics.Add(DesignDiagnostics.TitratedFromNothing(rule.Location, regimen.Arms[a].Name));
            }
        }

        tally.Report(diagnostics);
        if (diagnostics.HasErrors)
        {
            return new DesignResult(null, [.. diagnostics]);
        }

        var dataset = ModelDataset.Complete(model, new Dataset(regimen.Name, columns.Names, subjects.MoveToImmutable()));
        var positions = columns.Names.Select((name, i) => (name, i)).ToDictionary(c => c.name, c => c.i);
        var titrations = regimen.Arms.Select((a, i) => a.Titrations.IsEmpty ? null : new DoseTitration(a, planned[i], positions));
        return new DesignResult(new TrialDesign(regimen, dataset, people.MoveToImmutable(), [.. titrations]), [.. diagnostics]);
    }

    // The values of columns at observations of each endpoint that is looked at, and of the first one for records that are none.
    private static double[]?[] FindEndpoints(PopulationModel model, Regimen regimen, DesignColumns columns, DiagnosticBag diagnostics)
    {
        var looked = regimen.Arms.SelectMany(a => a.Samples.SelectMany(s => s.Endpoints).Concat(a.Titrations.Select(t => t.Endpoint))).ToHashSet();
        var values = new double[]?[model.Endpoints.Length];
        for (var e = 0; e < values.Length; e++)
        {
            var isPossible = !columns.Endpoint.Any(c => c < DesignColumns.Of("MDV") + 1 && c != DesignColumns.Of("CMT"));
            values[e] = looked.Contains(e) && isPossible ? EndpointColumns.Find(model, columns.EndpointSymbols, e) : null;
            if (looked.Contains(e) && values[e] is null)
            {
                diagnostics.Add(DesignDiagnostics.EndpointNotReached(model.Endpoints[e].Location, model.Endpoints[e].Name));
            }
        }

        return values;
    }

    // Where everybody in the data takes part once, an arm cannot have more people than there are.
    private static void CheckSizes(Regimen regimen, int[] sizes, int available, DiagnosticBag diagnostics)
    {
        if (regimen.Population.Count is not null || regimen.Population.Columns.IsEmpty || diagnostics.HasErrors)
        {
            return;
        }

        for (var a = 0; a < sizes.Length; a++)
        {
            var needed = regimen.Population.IsSeparate ? sizes[..(a + 1)].Sum() : sizes[a];
            if (needed > available)
            {
                diagnostics.Add(DesignDiagnostics.TooFewPeople(regimen.Arms[a].Location, regimen.Arms[a].Name, needed, available));
            }
        }
    }

    private static ImmutableArray<PlannedRecord> PlanOf(PopulationModel model, Arm arm, DiagnosticBag diagnostics)
    {
        if (ArmSchedule.Endless(arm) is { } endless)
        {
            diagnostics.Add(DesignDiagnostics.TooManyDoses(endless.Location, ArmSchedule.MostDoses));
            return [];
        }

        if (ArmSchedule.Write(arm) is not { } records)
        {
            diagnostics.Add(DesignDiagnostics.TooManyRecords(arm.Name, ArmSchedule.MostRecords));
            return [];
        }

        // Carried columns see the doses as they were planned.
        if (!arm.Titrations.IsEmpty && !model.CarriedColumns.IsEmpty)
        {
            diagnostics.Add(DesignDiagnostics.TitrationOfCarried(arm.Titrations[0].Location));
        }

        return records;
    }
}
