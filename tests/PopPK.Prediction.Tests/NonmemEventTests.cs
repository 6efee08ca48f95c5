using System.Globalization;
using System.Text;
using PopPK.Modeling;
using PopPK.Prediction.Compilation;
using PopPK.TestKit;
using Xunit;

namespace PopPK.Prediction.Tests;

/// <summary>
/// Published NONMEM predictions of dosing events without random effects: boluses, infusions, lags, bioavailability, additional doses,
/// steady states, resets, a covariate that changes; by the closed form's solver and by integration alike.
/// </summary>
public class NonmemEventTests
{
    private const string Columns = "ID,TIME,EVID,AMT,CMT,RATE,II,ADDL,SS,DV,MDV,LAGT,BIOAV,DUR2,RAT2,WT\n";

    private const string Scenarios = """
        model scenarios
        parameters
          tvcl = 1.1 in (0, 10)
          tvv  = 20  in (0, 100)
          tvka = 1.5 in (0, 10)
          add  = 1   in (0, 10)
        covariates
          LAGT
          BIOAV
          DUR2
          RAT2
          WT
        individual
          cl = tvcl*(WT/70)^0.75
          v  = tvv
          ka = tvka
        structure
          {0}
          lag(central) = LAGT
          bioavailability(central) = BIOAV
          duration(central) = DUR2
          rate(central) = RAT2
        observations
          cp = central/(v/1000)
          DV ~ normal(cp, add)

        """;

    private const string ResetWithLag = """
        model resets
        parameters
          cl  = 2    in (0, 10)
          v   = 20   in (0, 100)
          ka  = 0.15 in (0, 10)
          add = 1    in (0, 10)
        covariates
          LAGT
        structure
          {0}
          lag(depot) = LAGT
        observations
          cp = central/v
          DV ~ normal(cp, add)

        """;

    private const string Closed = "one_compartment(cl = cl, v = v, ka = ka)";

    private const string Equations = """
        d/dt depot   = -ka*depot
          d/dt central = ka*depot - cl/v*central
        """;

    [SkippableTheory]
    [InlineData("nmtest.csv", false)]
    [InlineData("nmtest.csv", true)]
    [InlineData("mrgsolve_scenarios.csv", false)]
    [InlineData("mrgsolve_scenarios.csv", true)]
    public void Every_binding_row_of_the_event_matrix_is_met(string file, bool integrated)
    {
        var table = new NumericTable(RepositoryFiles.Reference("events", file));
        var failures = Compare(table, Scenarios, integrated, (row, prediction) =>
            table[row, "MUST_MATCH"] == 0
            || Math.Abs(prediction - table[row, "NONMEM_CP"]) <= 2e-4 * Math.Abs(table[row, "NONMEM_CP"]) + 0.02,
            (text, row) => Append(text, table, row, table[row, "lagt"], table[row, "bioav"], table[row, "dur2"], table[row, "rat2"], 70),
            row => table[row, "NONMEM_CP"]);

        Assert.True(failures.Count == 0, $"{failures.Count} rows:\n{string.Join("\n", failures.Take(20))}");
    }

    [SkippableTheory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_covariate_that_changes_holds_for_the_interval_its_record_ends(bool integrated)
    {
        var table = new NumericTable(RepositoryFiles.Reference("events", "time_varying_covariate.csv"));
        var failures = Compare(table, Scenarios, integrated, (row, prediction) =>
            table[row, "MUST_MATCH"] == 0
            || Math.Abs(prediction - table[row, "NONMEM_CP"]) <= Tolerance.FiveDigits * Math.Abs(table[row, "NONMEM_CP"]),
            (text, row) => Append(text, table, row, 0, 1, 2, 10, table[row, "WT"]),
            row => table[row, "NONMEM_CP"]);

        Assert.True(failures.Count == 0, $"{failures.Count} rows:\n{string.Join("\n", failures.Take(20))}");
    }

    [SkippableTheory]
    [InlineData(false)]
    [InlineData(true)]
    public void Resets_with_lagged_doses_on_their_way_are_met_to_nine_digits(bool integrated)
    {
        var table = new NumericTable(RepositoryFiles.Reference("events", "evid_reset_lag.csv"));
        var failures = Compare(table, ResetWithLag, integrated, (row, prediction) =>
            Math.Abs(prediction - table[row, "NONMEM_PRED"]) <= 1e-9 * Math.Abs(table[row, "NONMEM_PRED"]),
            (text, row) => Append(text, table, row, table[row, "LAG"], 1, 2, 10, 70),
            row => table[row, "NONMEM_PRED"]);

        Assert.True(failures.Count == 0, $"{failures.Count} rows:\n{string.Join("\n", failures.Take(20))}");
    }

    // Predicts every row of a table; a line for each that is not accepted.
    private static List<string> Compare(
        NumericTable table,
        string model,
        bool integrated,
        Func<int, double, bool> isAccepted,
        Action<StringBuilder, int> append,
        Func<int, double> expected)
    {
        var text = new StringBuilder(Columns);
        for (var row = 0; row < table.Count; row++)
        {
            append(text, row);
        }

        var population = CohortOf.Model(model.Replace("{0}", integrated ? Equations : Closed, StringComparison.Ordinal));
        var data = ModelDataset.Read(population, new StringReader(text.ToString()), "events.csv").Dataset!;
        var bound = integrated ? Bound.Integrated(population, data) : Bound.To(population, data);
        Assert.StartsWith(integrated ? "differential equations" : "1 compartment", bound.Model.Solver.Description, StringComparison.Ordinal);
        var failures = new List<string>();
        var next = 0;
        foreach (var subject in bound.Cohort.Subjects)
        {
            var status = bound.Model.Predict(subject, subject.Records, bound.Theta, bound.Eta, DerivativeOrder.Value, bound.Workspace);
            Assert.Equal(PredictionStatus.Success, status);
            for (var j = 0; j < subject.Records.Count; j++, next++)
            {
                var prediction = bound.Workspace.Mean(j);
                if (!isAccepted(next, prediction))
                {
                    failures.Add($"ID {subject.Id}, time {subject.Records.Times[j]}, row {next + 2}: expected {expected(next):R}, got {prediction:R}");
                }
            }
        }

        Assert.Equal(table.Count, next);
        return failures;
    }

    private static void Append(StringBuilder text, NumericTable table, int row, params double[] covariates)
    {
        double Cell(string lower, string upper, double otherwise) =>
            table.Has(lower) ? table[row, lower] : table.Has(upper) ? table[row, upper] : otherwise;
        var evid = Cell("evid", "EVID", 0);
        double[] cells =
        [
            Cell("id", "ID", 0), Cell("time", "TIME", 0), evid, Cell("amt", "AMT", 0), Cell("cmt", "CMT", 0), Cell("rate", "RATE", 0),
            Cell("ii", "II", 0), Cell("addl", "ADDL", 0), Cell("ss", "SS", 0), evid == 0 ? 1 : 0, evid == 0 ? 0 : 1, .. covariates,
        ];
        text.AppendJoin(',', cells.Select(c => c.ToString("R", CultureInfo.InvariantCulture)));
        for (var i = covariates.Length; i < 5; i++)
        {
            text.Append(",0");
        }

        text.Append('\n');
    }
}
