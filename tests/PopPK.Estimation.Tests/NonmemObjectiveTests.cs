using PopPK.Estimation;
using PopPK.TestKit;
using Xunit;
using Xunit.Abstractions;

namespace PopPK.Estimation.Tests;

/// <summary>The objective at NONMEM's final estimates, before anything is fitted.</summary>
public class NonmemObjectiveTests(ITestOutputHelper output)
{
    public static IEnumerable<object[]> Cases => NonmemModels.Ids.Select(id => new object[] { id });

    [SkippableTheory]
    [MemberData(nameof(Cases))]
    public void Objective_at_nonmems_estimates_is_nonmems(string id)
    {
        var run = NonmemModels.Read(id);
        var result = Estimator.Evaluate(CohortOf.TextAndFile(run.AtEstimates(), run.DataPath), NonmemModels.Options(run));
        output.WriteLine($"{id} ({run.Method}): {result.Ofv:F6}, NONMEM {run.Ofv:F6}, difference {result.Ofv - run.Ofv:E1}");
        Assert.Equal(run.Ofv, result.Ofv, run.HasAllDigits ? Tolerance.ObjectiveAtEstimates : Tolerance.ObjectiveAtRoundedEstimates);
    }

    [SkippableFact]
    public void Objective_at_an_ill_conditioned_end_point_is_nonmems()
    {
        var run = NonmemModels.Read(Assert.Single(NonmemModels.IllConditionedIds));
        var result = Estimator.Evaluate(CohortOf.TextAndFile(run.AtEstimates(), run.DataPath), new EstimationOptions());
        Assert.Equal(run.Ofv, result.Ofv, Tolerance.ObjectiveAtEstimates);
    }

    [SkippableTheory]
    [MemberData(nameof(Cases))]
    public void Every_subject_has_nonmems_objective_and_eta(string id)
    {
        var run = NonmemModels.Read(id);
        Skip.IfNot(run.HasSubjects, "the run comes without a table of subjects");
        var table = new NumericTable(RepositoryFiles.Reference("individuals", id + ".csv"));
        var result = Estimator.Evaluate(CohortOf.TextAndFile(run.AtEstimates(), run.DataPath), NonmemModels.Options(run));
        Assert.Equal(table.Count, result.Subjects.Length);
        for (var i = 0; i < table.Count; i++)
        {
            Assert.Equal(table[i, "OBJ"], result.Subjects[i].Ofv, Tolerance.ObjectiveFourDecimals);
            for (var k = 0; k < result.Subjects[i].Eta.Length && run.Method != "fo"; k++)
            {
                // NONMEM's modes are a small fraction of their conditional standard deviation away from the exact ones.
                var deviation = Math.Sqrt(table[i, $"ETC_{k + 1}_{k + 1}"]);
                Assert.Equal(table[i, $"ETA{k + 1}"], result.Subjects[i].Eta[k], Tolerance.ModeInStandardDeviations * deviation);
            }
        }
    }
}
