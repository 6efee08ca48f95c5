using System.Collections.Immutable;
using PopPK.Data;
using PopPK.Language.Regimens;
using PopPK.Modeling;
using PopPK.Modeling.Regimens;
using PopPK.Simulation.Forecasting;
using PopPK.Text;

namespace PopPK.Cli.Pipeline;

/// <summary>Makes of a command what is to be forecast, and for whom. Stateless.</summary>
internal static class ForecastPlans
{
    /// <summary>Reads candidates and times.</summary>
    /// <param name="model">The model.</param>
    /// <param name="request">The command.</param>
    /// <param name="problems">Receives what is wrong.</param>
    public static ForecastPlan Read(PopulationModel model, ForecastRequest request, DiagnosticBag problems)
    {
        var times = request.Times is { } written && Regimen(model, problems, (RegimenLineKind.Sample, written)) is { } sampled
            ? sampled.Arms.SelectMany(a => a.Samples).SelectMany(s => s.Times).Distinct().Order().ToImmutableArray()
            : [];
        return new ForecastPlan
        {
            From = request.From,
            Until = request.Until,
            Times = times,
            Candidates = [.. request.Doses.Select(d => Candidate(model, d, problems)).OfType<CandidateRegimen>()],
            Targets = request.Targets,
        };
    }

    /// <summary>The positions of the subjects the user named, or of all.</summary>
    /// <param name="data">The data.</param>
    /// <param name="request">The command.</param>
    /// <param name="problems">Receives IDs that do not exist.</param>
    public static ImmutableArray<int> Subjects(Dataset data, ForecastRequest request, DiagnosticBag problems)
    {
        if (request.Subjects.IsEmpty)
        {
            return [.. Enumerable.Range(0, data.Subjects.Length)];
        }

        var found = ImmutableArray.CreateBuilder<int>();
        foreach (var id in request.Subjects)
        {
            if (SubjectIds.Find(data, id) is { } subject)
            {
                found.Add(data.Subjects.IndexOf(subject));
            }
            else
            {
                problems.Error("PK7300", $"there is no subject '{id}'", new FileLocation(data.Path), SubjectIds.Advice(data, id, request.HideValues));
            }
        }

        return [.. found.Distinct().Order()];
    }

    // "100 every 12", or with a name and several lines "loading: 200; 100 every 12 at 12".
    private static CandidateRegimen? Candidate(PopulationModel model, string written, DiagnosticBag problems)
    {
        var kind = written.Contains(':', StringComparison.Ordinal) ? RegimenLineKind.Arm : RegimenLineKind.Dose;
        if (Regimen(model, problems, (kind, written), (RegimenLineKind.Sample, "0")) is not { Arms: [var arm, ..] })
        {
            return null;
        }

        if (!arm.Titrations.IsEmpty || !arm.Resets.IsEmpty || arm.Doses.IsEmpty)
        {
            problems.Error("PK7312", $"the candidate '{written}' is not made of doses only", new FileLocation("command line"),
                "a candidate is one or several lines of doses: --dose \"loading: 200; 100 every 12 at 12\"");
            return null;
        }

        return new CandidateRegimen(kind == RegimenLineKind.Arm ? arm.Name : written.Trim(), arm.Doses);
    }

    // Occasions are those of the data, and an occasion of the future; but the line's language wants them said.
    private static Regimen? Regimen(PopulationModel model, DiagnosticBag problems, params ImmutableArray<(RegimenLineKind Kind, string Text)> lines)
    {
        var occasions = ColumnNeeds.Of(model).Where(n => n.Need == ColumnNeed.Occasion).Select(n => (RegimenLineKind.Statement, $"occasion {n.Name} at 0"));
        var reading = RegimenReader.Read(model, null, hasData: true, [.. lines.Concat(occasions).Select(l => (l.Item1, new SourceText("command line", l.Item2)))]);
        problems.AddRange(reading.Diagnostics);
        return reading.Regimen;
    }
}
