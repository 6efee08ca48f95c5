using System.Collections.Immutable;
using PopPK.Data;
using PopPK.Modeling;
using PopPK.Prediction.Compilation;
using PopPK.Text;

namespace PopPK.Prediction;

/// <summary>Finds the observations whose residuals are correlated: of endpoints the model correlates, next to each other at one time. Stateless.</summary>
internal static class ResidualGrouping
{
    /// <summary>Groups the observations of every subject.</summary>
    /// <param name="model">The model.</param>
    /// <param name="dataset">The data.</param>
    /// <param name="observations">What each record says of its observation.</param>
    /// <param name="diagnostics">Receives what is wrong.</param>
    /// <returns>For each subject its groups.</returns>
    public static ImmutableArray<ImmutableArray<ResidualGroup>> Of(
        PopulationModel model, Dataset dataset, ImmutableArray<RecordObservation[]> observations, DiagnosticBag diagnostics)
    {
        var (twice, censored) = (new List<DataRecord>(), new List<DataRecord>());
        var groups = observations.Select((subject, i) => OfSubject(model, dataset.Subjects[i].Records, subject, twice, censored)).ToImmutableArray();
        if (twice is [var second, ..])
        {
            diagnostics.Error(
                "PK3041",
                $"records of one endpoint at the same time cannot be told apart, so it is not known which of them is correlated with the other endpoint{Others(twice)}",
                new CellLocation(dataset.Path, second.Row, null, null),
                "replicates need times of their own, or a model without the correlation");
        }

        if (censored is [var first, ..])
        {
            diagnostics.Warning(
                "PK3042",
                $"this observation is censored and taken as independent of those it is correlated with{Others(censored)}",
                new CellLocation(dataset.Path, first.Row, null, null),
                "only observed values of normal endpoints have correlated residuals");
        }

        return groups;
    }

    private static string Others(List<DataRecord> records) => records.Count > 1 ? $" ({records.Count - 1} more)" : "";

    private static ImmutableArray<ResidualGroup> OfSubject(
        PopulationModel model, ImmutableArray<DataRecord> records, RecordObservation[] observations, List<DataRecord> twice, List<DataRecord> censored)
    {
        if (model.Correlations.IsEmpty)
        {
            return [];
        }

        var groups = ImmutableArray.CreateBuilder<ResidualGroup>();
        var observed = Enumerable.Range(0, records.Length).Where(r => observations[r].IsObservation).ToArray();
        for (var start = 0; start < observed.Length;)
        {
            var end = start + 1;
            while (end < observed.Length && records[observed[end]].Time == records[observed[start]].Time)
            {
                end++;
            }

            AddGroup(model, start, [.. observed[start..end].Select(r => (records[r], observations[r]))], groups, twice, censored);
            start = end;
        }

        return groups.ToImmutable();
    }

    // The observations of one time, the first of which has a position among the subject's.
    private static void AddGroup(
        PopulationModel model,
        int start,
        (DataRecord Record, RecordObservation Observation)[] at,
        ImmutableArray<ResidualGroup>.Builder groups,
        List<DataRecord> twice,
        List<DataRecord> censored)
    {
        var correlated = new List<(int First, int Second, int Correlation)>();
        for (var j = 1; j < at.Length; j++)
        {
            for (var i = 0; i < j; i++)
            {
                var correlation = IndexOf(model, at[i].Observation.Endpoint, at[j].Observation.Endpoint);
                if (correlation < 0)
                {
                    continue;
                }

                if (at[i].Observation.Status == CensoringStatus.None && at[j].Observation.Status == CensoringStatus.None)
                {
                    correlated.Add((i, j, correlation));
                }
                else
                {
                    censored.Add(at[i].Observation.Status == CensoringStatus.None ? at[j].Record : at[i].Record);
                }
            }
        }

        if (correlated.Count == 0)
        {
            return;
        }

        var members = correlated.SelectMany(p => new[] { p.First, p.Second }).Distinct().Order().ToImmutableArray();
        var endpoints = new HashSet<int>();
        twice.AddRange(members.Where(m => !endpoints.Add(at[m].Observation.Endpoint)).Select(m => at[m].Record));
        groups.Add(new ResidualGroup(
            [.. members.Select(m => start + m)],
            [.. correlated.Select(p => new ResidualPair(members.IndexOf(p.First), members.IndexOf(p.Second), p.Correlation))]));
    }

    private static int IndexOf(PopulationModel model, int one, int other)
    {
        for (var k = 0; k < model.Correlations.Length; k++)
        {
            var correlation = model.Correlations[k];
            if ((correlation.First, correlation.Second) == (one, other) || (correlation.First, correlation.Second) == (other, one))
            {
                return k;
            }
        }

        return -1;
    }
}
