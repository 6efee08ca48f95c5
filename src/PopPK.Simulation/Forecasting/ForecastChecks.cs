using System.Collections.Immutable;
using System.Globalization;
using PopPK.Modeling;
using PopPK.Prediction;
using PopPK.Simulation.Exposure;
using PopPK.Symbolics;
using PopPK.Text;

namespace PopPK.Simulation.Forecasting;

/// <summary>Says what cannot be forecast, or not as one might think. Stateless.</summary>
internal static class ForecastChecks
{
    /// <summary>More random effects than these, of subjects that share some, are too many to sample.</summary>
    public const int MostEffects = 60;

    /// <summary>Checks a forecast.</summary>
    /// <param name="cohort">The data bound to the model.</param>
    /// <param name="design">The forecast.</param>
    /// <param name="plan">What is asked for.</param>
    /// <param name="chosen">Positions of the subjects it is about.</param>
    /// <param name="diagnostics">Receives what is wrong.</param>
    public static void Check(Cohort cohort, ForecastDesign design, ForecastPlan plan, ImmutableArray<int> chosen, DiagnosticBag diagnostics)
    {
        CheckModel(cohort, chosen, diagnostics);
        CheckWindows(cohort, design, plan, chosen, diagnostics);
        CheckCandidates(cohort, plan, diagnostics);
        CheckTargets(cohort, design, plan, chosen, diagnostics);
        var silent = chosen.Where(i => !HasLevels(cohort.Subjects[i], design.Windows[i])).Select(i => cohort.Subjects[i].Id).ToArray();
        if (silent.Length > 0)
        {
            diagnostics.Note("PK7304", $"{Subjects(silent)} no level up to the decision", new FileLocation(cohort.Dataset.Path),
                "the forecast is that of anybody with these covariates: random effects are drawn from their distribution");
        }

        if (design.Occasions.Any())
        {
            diagnostics.Note("PK7308", $"records behind the last of the data are a new occasion of {string.Join(", ", design.Occasions)}", new FileLocation(cohort.Dataset.Path),
                "its random effects are not known: zero in IPRED, drawn from their distribution for the percentiles; give the data rows of the occasion to say otherwise");
        }
    }

    private static void CheckModel(Cohort cohort, ImmutableArray<int> chosen, DiagnosticBag diagnostics)
    {
        var model = cohort.Model.Model;
        if (!model.CarriedColumns.IsEmpty)
        {
            var kept = string.Join(", ", model.CarriedColumns.Select(c => c.Name));
            diagnostics.Error("PK7307", $"the model keeps values from one record to the next ({kept}), which records of a forecast do not have", null,
                "write the model so that it does not need them, for example with time after dose (tad)");
        }

        var shared = cohort.Clusters.Where(c => c.Subjects.Length > 1 && c.Subjects.Any(s => chosen.Contains(s))).ToArray();
        if (model.Mixture is not null && shared.Length > 0)
        {
            diagnostics.Error("PK7309", "subjects of a mixture share random effects, which cannot be forecast", null, "leave out the random effects above subjects, or the mixture");
        }
        else if (shared.Length > 0 && shared.Max(c => c.LatentCount) is > MostEffects and var most)
        {
            diagnostics.Error("PK7309", $"subjects share random effects, together they have {most}, and more than {MostEffects} are not sampled", null,
                "forecast fewer subjects at a time: name a data file with those of one group only");
        }

        var discrete = model.Endpoints.Where(e => e.Distribution is LikelihoodDistribution).ToArray();
        if (discrete.Length > 0)
        {
            var text = $"observations of {string.Join(", ", discrete.Select(e => e.Name))} have no predicted course";
            if (discrete.Length == model.Endpoints.Length)
            {
                diagnostics.Error("PK7310", text, discrete[0].Location, "a likelihood says how probable an observation is, not what it will be; poppk simulate draws it");
            }
            else
            {
                diagnostics.Warning("PK7310", text, discrete[0].Location, "they tell of the random effects; what is forecast is the other endpoints");
            }
        }
    }

    private static void CheckWindows(Cohort cohort, ForecastDesign design, ForecastPlan plan, ImmutableArray<int> chosen, DiagnosticBag diagnostics)
    {
        var windows = design.Windows;
        var place = new FileLocation(cohort.Dataset.Path);
        var early = chosen.Where(i => !(windows[i].Until > windows[i].From)).ToArray();
        if (early is [var first, ..])
        {
            diagnostics.Error("PK7301",
                string.Create(CultureInfo.InvariantCulture, $"the forecast would end at {windows[first].Until:G7}, but subject {cohort.Subjects[first].Id}{Others(early.Length - 1)} ")
                    + string.Create(CultureInfo.InvariantCulture, $"is known up to {windows[first].From:G7}"),
                place, "give a later --until (or later --times), or an earlier --from");
        }

        var unborn = chosen.Where(i => windows[i].From < cohort.Subjects[i].Subject.Records[windows[i].Block].Time).ToArray();
        if (unborn is [var one, ..])
        {
            diagnostics.Error("PK7302",
                string.Create(CultureInfo.InvariantCulture, $"the decision at {windows[one].From:G7} is before the first record of subject {cohort.Subjects[one].Id}{Others(unborn.Length - 1)}"),
                place, "give a later --from");
        }

        if (!plan.Times.IsEmpty)
        {
            var outside = plan.Times.Where(t => chosen.Any(i => t < cohort.Subjects[i].Subject.Records[windows[i].Block].Time || t > windows[i].Until)).ToArray();
            if (outside.Length > 0)
            {
                diagnostics.Warning("PK7303",
                    string.Create(CultureInfo.InvariantCulture, $"{outside.Length} of the times of the forecast, the first is {outside[0]:G7}, ")
                        + "are before the first record of a subject or behind the end, and left out there",
                    place, "times are those of the data");
            }
        }
    }

    private static void CheckCandidates(Cohort cohort, ForecastPlan plan, DiagnosticBag diagnostics)
    {
        foreach (var candidate in plan.Candidates)
        {
            var used = candidate.Doses.SelectMany(d => d.InputValue is { } input ? new[] { d.Amount, input } : [d.Amount]).Symbols();
            if (used.FirstOrDefault(s => cohort.Dataset.IndexOf(s.Name) < 0) is { } missing)
            {
                diagnostics.Error("PK7314", $"the data have no column '{missing.Name}', which the candidate '{candidate.Name}' uses", candidate.Doses[0].Location,
                    Suggestion.Advice(missing.Name, cohort.Dataset.Columns) ?? $"the columns are {string.Join(", ", cohort.Dataset.Columns)}");
            }
        }
    }

    private static void CheckTargets(Cohort cohort, ForecastDesign design, ForecastPlan plan, ImmutableArray<int> chosen, DiagnosticBag diagnostics)
    {
        if (plan.Targets.IsEmpty)
        {
            return;
        }

        ExposurePlanner.TryPlan(cohort, new ExposureRequest { Targets = plan.Targets }, diagnostics);
        var restarted = chosen.Where(i => design.Windows[i].Block > 0).Select(i => cohort.Subjects[i].Id).ToArray();
        if (restarted.Length > 0)
        {
            diagnostics.Error("PK7311", $"the clock of subject {restarted[0]}{Others(restarted.Length - 1)} is set back by a reset, behind which targets cannot be measured",
                new FileLocation(cohort.Dataset.Path), "give later periods times of their own");
        }
    }

    private static bool HasLevels(BoundSubject subject, ForecastWindow window)
    {
        foreach (var record in subject.Observations.Records)
        {
            if (record < window.Block || subject.Subject.Records[record].Time <= window.From)
            {
                return true;
            }
        }

        return false;
    }

    private static string Subjects(string[] ids) => ids.Length == 1 ? $"subject {ids[0]} has" : $"{ids.Length} subjects, the first is {ids[0]}, have";

    private static string Others(int count) => count switch
    {
        0 => "",
        1 => " and another one",
        _ => $" and {count} others",
    };
}
