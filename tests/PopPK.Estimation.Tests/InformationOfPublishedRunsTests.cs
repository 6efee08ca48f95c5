using PopPK.Likelihood.Checks;
using PopPK.TestKit;
using Xunit;

namespace PopPK.Estimation.Tests;

/// <summary>Models that were published with their fits: none of their parameters is without information.</summary>
public class InformationOfPublishedRunsTests
{
    public static TheoryData<string> Ids => [.. NonmemModels.Ids, .. NonmemModels.IllConditionedIds];

    // Those whose data are in the repository.
    public static TheoryData<string> Models =>
    [
        .. Directory.GetFiles(RepositoryFiles.Path("models"), "*.poppk")
            .Where(f => CohortOf.Model(File.ReadAllText(f)).Data is { } data && File.Exists(Path.Combine(Path.GetDirectoryName(f)!, data.Path)))
            .Select(f => Path.GetFileName(f)),
    ];

    [SkippableTheory]
    [MemberData(nameof(Ids))]
    public void Published_run_raises_no_warning(string id)
    {
        var run = NonmemModels.Read(id);
        Assert.Empty(InformationCheck.Check(CohortOf.TextAndFile(run.AtEstimates(), run.DataPath)).Select(d => d.Message));
    }

    [Theory]
    [MemberData(nameof(Models))]
    public void Model_of_the_repository_raises_no_warning(string file)
    {
        var cohort = CohortOf.File("models", file);
        Assert.Empty(InformationCheck.Check(cohort).Concat(InitialEstimateCheck.Check(cohort.Model.Model)).Select(d => d.Message));
    }
}
