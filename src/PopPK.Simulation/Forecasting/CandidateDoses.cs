using System.Globalization;
using PopPK.Data;
using PopPK.Modeling.Regimens;
using PopPK.Symbolics;
using PopPK.Text;

namespace PopPK.Simulation.Forecasting;

/// <summary>Writes the doses of candidates out for subjects, each as a record of its own. Stateless.</summary>
/// <param name="template">Makes records.</param>
internal sealed class CandidateDoses(RecordTemplate template)
{
    /// <summary>More doses per subject than these are a mistake.</summary>
    public const int MostDoses = 100_000;

    private const double Rounding = 1e-9;
    private const int Decimals = 9;

    /// <summary>The doses of a candidate for a subject, in no order.</summary>
    /// <param name="candidate">The candidate.</param>
    /// <param name="subject">The subject.</param>
    /// <param name="window">Its window.</param>
    /// <param name="before">For a time the index of the subject's last record up to then.</param>
    /// <param name="diagnostics">Receives what cannot be given.</param>
    public IEnumerable<DataRecord> Of(CandidateRegimen candidate, Subject subject, ForecastWindow window, Func<double, int> before, DiagnosticBag diagnostics)
    {
        foreach (var rule in candidate.Doses)
        {
            foreach (var start in rule.Times)
            {
                var number = NumberOf(rule, start, window);
                if (number > MostDoses)
                {
                    diagnostics.Error("PK7306", $"candidate '{candidate.Name}' has more than {MostDoses} doses", rule.Location, "give fewer doses, or a nearer end by --until");
                    yield break;
                }

                for (var k = 0; k < number; k++)
                {
                    var time = Math.Round(window.From + start + (k * rule.Interval), Decimals);
                    var record = template.Make(subject, before(time), time, 0);
                    if (Dose(candidate, rule, subject, record, k == 0 && rule.IsSteadyState, diagnostics) is { } dose)
                    {
                        yield return dose;
                    }
                }
            }
        }
    }

    private DataRecord? Dose(CandidateRegimen candidate, DoseRule rule, Subject subject, DataRecord record, bool isSteady, DiagnosticBag diagnostics)
    {
        var amount = Interpreter.Evaluate(rule.Amount, s => template.ValueOf(s, record));
        var input = rule.InputValue is { } value ? Interpreter.Evaluate(value, s => template.ValueOf(s, record)) : 1;
        if (!(double.IsFinite(amount) && amount >= 0 && double.IsFinite(input) && input > 0))
        {
            // Once is enough: many subjects lack the same.
            var start = $"candidate '{candidate.Name}' gives";
            if (diagnostics.Any(d => d.Code == "PK7305" && d.Message.StartsWith(start, StringComparison.Ordinal)))
            {
                return null;
            }

            diagnostics.Error("PK7305",
                string.Create(CultureInfo.InvariantCulture, $"{start} subject {subject.Id} a dose that cannot be given: ")
                    + string.Create(CultureInfo.InvariantCulture, $"amount {amount:G6}{(rule.InputValue is null ? "" : $", rate or duration {input:G6}")}"),
                rule.Location, "amounts are not negative, rates and durations above 0; do all subjects have the covariates the line uses?");
            return null;
        }

        if (amount == 0)
        {
            return null;
        }

        var rate = rule.Input switch
        {
            DoseRuleInput.Duration => amount / input,
            DoseRuleInput.Rate => input,
            DoseRuleInput.ModelledRate => -1,
            DoseRuleInput.ModelledDuration => -2,
            _ => 0,
        };
        return template.Dose(record, amount, rate, isSteady ? rule.Interval : 0, isSteady ? 1 : 0, rule.Compartment + 1, null);
    }

    private static double NumberOf(DoseRule rule, double start, ForecastWindow window)
    {
        if (rule.Interval <= 0)
        {
            return 1;
        }

        var intoHorizon = Math.Floor(((window.DosesUntil - window.From - start) / rule.Interval) + Rounding) + 1;
        var written = rule.Count ?? (rule.Until is { } until ? Math.Floor(((until - start) / rule.Interval) + Rounding) + 1 : intoHorizon);
        return Math.Max(1, Math.Min(written, intoHorizon));
    }
}
