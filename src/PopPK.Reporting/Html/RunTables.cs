using System.Globalization;
using System.Text;
using System.Text.Json;

namespace PopPK.Reporting.Html;

/// <summary>The parts of a report that are text: summary, findings, parameters, equations, provenance. Stateless.</summary>
internal static class RunTables
{
    /// <summary>What the run was and how it ended.</summary>
    /// <param name="run">The run.</param>
    public static string Summary(RunContents run)
    {
        var fit = run.Fit;
        var options = fit.Field("provenance").Field("options");
        var isFit = IsFit(run);
        var criteria = fit.Field("informationCriteria");
        var isGood = fit.Flag("converged");
        var html = new StringBuilder("<div class=\"facts\">");
        Fact(html, isFit ? "Estimation" : "Evaluation", isGood ? isFit ? "converged" : "done" : StatusText(fit.Text("status")), isGood ? "good" : "bad");
        Fact(html, "Method", (options.Text("method") ?? fit.Text("method") ?? "").ToUpperInvariant().Replace(",", ", then ", StringComparison.Ordinal));
        Fact(html, "Objective (OFV)", HtmlText.Fixed(fit.Field("objective").Number("ofv"), 3));
        Fact(html, "−2 log likelihood", HtmlText.Fixed(fit.Field("objective").Number("minus2LogLikelihood"), 3));
        Fact(html, "AIC", HtmlText.Fixed(criteria.Number("aic"), 3));
        Fact(html, "BIC", HtmlText.Fixed(criteria.Number("bic"), 3));
        Fact(html, "Subjects", HtmlText.Fixed(fit.Number("subjects"), 0));
        Fact(html, "Observations", HtmlText.Fixed(fit.Number("observations"), 0));
        if (isFit)
        {
            var step = fit.Field("covarianceStep");
            Fact(html, "Covariance step", CovarianceText(step),
                step.Flag("requested") && !step.Flag("succeeded") ? "bad" : "");
            Fact(html, "Condition number", HtmlText.Number(fit.Field("covarianceStep").Number("conditionNumber"), 3));
        }

        html.Append($"</div>\n<p class=\"note\">{HtmlText.Encode(Sentence(fit.Text("termination")))}.");
        if (run.Description.Text("structure") is { } structure)
        {
            html.Append($" Structure solved as: {HtmlText.Encode(structure)}.");
        }

        return html.Append("</p>\n").ToString();
    }

    /// <summary>What a modeller should know before reading on, the gravest first.</summary>
    /// <param name="run">The run.</param>
    public static string Findings(RunContents run)
    {
        var html = new StringBuilder();
        foreach (var finding in run.Findings.OrderBy(w => w.Text("severity") == "note"))
        {
            html.Append($"<div class=\"finding {HtmlText.Encode(finding.Text("severity"))}\"><span class=\"code\">{HtmlText.Encode(finding.Text("severity"))} {HtmlText.Encode(finding.Text("code"))}</span>{HtmlText.Encode(finding.Text("message"))}")
                .Append(finding.Text("advice") is { } advice ? $"<div class=\"advice\">{HtmlText.Encode(advice)}</div>" : "")
                .Append("</div>\n");
        }

        return html.Length == 0 ? "<p>Nothing stands out.</p>\n" : html.ToString();
    }

    /// <summary>The table of parameters, and that of variability.</summary>
    /// <param name="run">The run.</param>
    public static string Parameters(RunContents run) => FixedEffects(run) + Variability(run) + Residuals(run.Fit);

    /// <summary>The model as equations; empty when the folder holds none.</summary>
    /// <param name="run">The run.</param>
    public static string Equations(RunContents run)
    {
        var html = new StringBuilder();
        foreach (var part in run.Description.Items("equations"))
        {
            html.Append($"<h3>{HtmlText.Encode(part.Text("heading"))}</h3>\n");
            foreach (var line in part.Texts("mathml"))
            {
                html.Append($"<math display=\"block\"><mrow>{line}</mrow></math>\n");
            }
        }

        return (html.Length == 0 ? "" : $"<div class=\"equations\">\n{html}</div>\n")
            + (run.ModelText is null ? "" : $"<details><summary>The model as written</summary><pre>{HtmlText.Encode(run.ModelText)}</pre></details>\n");
    }

    /// <summary>What the run can be repeated from.</summary>
    /// <param name="run">The run.</param>
    public static string Provenance(RunContents run)
    {
        var provenance = run.Fit.Field("provenance");
        var html = new StringBuilder("<div class=\"wide\"><table class=\"provenance\"><tbody>\n");
        Row("Program", $"PopPK {provenance.Text("version")}");
        Row("Command", provenance.Field("options").Text("command"));
        Row("Method", provenance.Field("options").Text("method"));
        Row("Model", provenance.Text("modelFile"));
        Row("Model, SHA-256", provenance.Text("modelSha256"));
        foreach (var file in provenance.Items("includedFiles"))
        {
            Row("Included", $"{file.Text("file")}  {file.Text("sha256")}");
        }

        Row("Data", provenance.Text("dataFile"));
        Row("Data, SHA-256", provenance.Text("dataSha256"));
        Row("Seed", run.Fit.Number("seed").ToString(CultureInfo.InvariantCulture));
        Row("Iterations", $"{run.Fit.Number("iterations")}, {run.Fit.Number("objectiveEvaluations")} evaluations of the objective");
        Row("Threads", $"{run.Fit.Number("threads")} (results do not depend on it)");
        Row("Time", string.Create(CultureInfo.InvariantCulture, $"{run.Fit.Field("timing").Number("totalSeconds"):F2} s"));
        html.Append("</tbody></table></div>\n");
        if (provenance.Field("options") is { ValueKind: JsonValueKind.Object } options)
        {
            html.Append($"<details><summary>All options</summary><pre>{HtmlText.Encode(options.GetRawText())}</pre></details>\n");
        }

        return html.ToString();

        void Row(string name, string? text) => html.Append($"<tr><td>{HtmlText.Encode(name)}</td><td><code>{HtmlText.Encode(text)}</code></td></tr>\n");
    }

    /// <summary>True when the run estimated something.</summary>
    /// <param name="run">The run.</param>
    internal static bool IsFit(RunContents run) => run.Fit.Field("provenance").Field("options").Text("command") != "evaluate";

    /// <summary>The wording of a status.</summary>
    /// <param name="status">As <c>fit.json</c> has it.</param>
    internal static string StatusText(string? status) => status switch
    {
        "converged" => "no objective at the end",
        "notConverged" => "not converged",
        "initialPointFailed" => "could not start",
        "cancelled" => "interrupted",
        "evaluatedOnly" => "no objective",
        _ => status ?? "",
    };

    private static string CovarianceText(JsonElement step) =>
        step.Flag("succeeded") ? $"done ({HtmlText.Encode(step.Text("matrix"))})"
        : !step.Flag("requested") ? "not asked for"
        : step.Text("reason") is null ? "not run" : "failed";

    private static string FixedEffects(RunContents run)
    {
        var intervals = MoreIntervals(run.Fit);
        var table = new HtmlTable([("Parameter", false), (IsFit(run) ? "Estimate" : "Value", true), ("SE", true), ("RSE %", true), ("95 % interval", true), .. intervals.Select(i => (i.Heading, true)), ("Unit", false), ("Initial", true)]);
        foreach (var parameter in run.Fit.Items("parameters").Where(p => p.Text("kind") != "omega" && !(p.Text("kind") == "sigma" && p.Flag("fixed") && p.Number("estimate") == 0)))
        {
            var name = parameter.Text("name") ?? "";
            table.Add(
                [
                    $"{HtmlText.Encode(name)}<span class=\"description\">{HtmlText.Encode(parameter.Text("description"))}</span>",
                    HtmlText.Number(parameter.Number("estimate")) + (parameter.Flag("fixed") ? " fixed" : ""),
                    parameter.Flag("fixed") ? "" : HtmlText.Number(parameter.Number("standardError"), 3),
                    parameter.Flag("fixed") ? "" : HtmlText.Fixed(parameter.Number("relativeStandardErrorPercent")),
                    parameter.Flag("fixed") ? "" : IntervalOf(parameter),
                    .. intervals.Select(i => i.Values.GetValueOrDefault(name, "")),
                    HtmlText.Encode(parameter.Text("unit")),
                    IsFit(run) ? HtmlText.Number(parameter.Number("initial")) : "",
                ],
                parameter.Flag("fixed") ? " class=\"fixed\"" : "");
        }

        return table.Count == 0 ? "" : table.ToString();
    }

    // Effects of the data's levels with what is left of them in the estimates; covariances that are 0 by construction are left out.
    private static string Variability(RunContents run)
    {
        var omega = run.Fit.Field("omega");
        var effects = omega.Texts("effects");
        if (effects.Length == 0 || !omega.Numbers("variances").Any(double.IsFinite))
        {
            return "";
        }

        var cv = omega.Numbers("cvPercent");
        var correlations = omega.Items("correlations").Select(r => r.EnumerateArray().Select(v => v.ValueKind == JsonValueKind.Number ? v.GetDouble() : double.NaN).ToArray()).ToArray();
        var shrinkage = run.Fit.Field("shrinkage");
        var (names, values) = (shrinkage.Texts("effects"), shrinkage.Numbers("eta"));
        var intervals = MoreIntervals(run.Fit);
        var table = new HtmlTable(
            [("Variability", false), ("Variance", true), ("SE", true), ("RSE %", true), ("95 % interval", true), .. intervals.Select(i => (i.Heading, true)), ("CV %", true), ("Correlation", true), ("Shrinkage %", true)]);
        foreach (var parameter in run.Fit.Items("parameters").Where(p => p.Text("kind") == "omega"))
        {
            var (row, column) = ((int)parameter.Numbers("index")[0] - 1, (int)parameter.Numbers("index")[1] - 1);
            var isVariance = row == column;
            var isFixed = parameter.Flag("fixed");
            if (!isVariance && isFixed && parameter.Number("estimate") == 0)
            {
                continue;
            }

            var at = Array.IndexOf(names, effects[row]);
            table.Add(
                [
                    HtmlText.Encode(isVariance ? effects[row] : $"{effects[row]}, {effects[column]}"),
                    HtmlText.Number(parameter.Number("estimate")) + (isFixed ? " fixed" : ""),
                    isFixed ? "" : HtmlText.Number(parameter.Number("standardError"), 3),
                    isFixed ? "" : HtmlText.Fixed(parameter.Number("relativeStandardErrorPercent")),
                    isFixed ? "" : IntervalOf(parameter),
                    .. intervals.Select(i => i.Values.GetValueOrDefault(parameter.Text("name") ?? "", "")),
                    isVariance ? HtmlText.Fixed(cv[row]) : "",
                    isVariance ? "" : HtmlText.Fixed(correlations[row][column], 3),
                    isVariance && at >= 0 && at < values.Length ? HtmlText.Fixed(100 * values[at]) : "",
                ],
                isFixed ? " class=\"fixed\"" : "");
        }

        return table + "<p class=\"note\">CV %: 100 sqrt(exp(variance) − 1), that of a log-normal parameter. Shrinkage: 1 − sd(estimates)/ω. Intervals: estimate ± 1.96 SE.</p>\n";
    }

    private static string Residuals(JsonElement fit)
    {
        var (names, values) = (fit.Field("shrinkage").Texts("endpoints"), fit.Field("shrinkage").Numbers("epsilon"));
        var texts = names.Zip(values).Where(p => double.IsFinite(p.Second)).Select(p => $"{HtmlText.Encode(p.First)} {HtmlText.Fixed(100 * p.Second)} %").ToArray();
        return texts.Length == 0 ? "" : $"<p class=\"note\">Shrinkage of the residuals: {string.Join(", ", texts)}.</p>\n";
    }

    // What was computed beside standard errors.
    private static (string Heading, Dictionary<string, string> Values)[] MoreIntervals(JsonElement fit)
    {
        var found = new List<(string, Dictionary<string, string>)>();
        Add("Profile", fit.Field("profile"), "intervals");
        Add("SIR", fit.Field("sir"), "parameters");
        Add("Bootstrap", fit.Field("bootstrap"), "parameters");
        return [.. found];

        void Add(string heading, JsonElement part, string field)
        {
            var values = new Dictionary<string, string>();
            foreach (var interval in part.Items(field))
            {
                values[interval.Text("parameter") ?? ""] = HtmlText.Interval(interval.Number("lower"), interval.Number("upper"));
            }

            if (values.Count > 0)
            {
                found.Add(($"{heading}, {HtmlText.Number(100 * part.Number("level"), 2)} %", values));
            }
        }
    }

    private static string IntervalOf(JsonElement parameter) =>
        parameter.Numbers("confidenceInterval") is { Length: 2 } ends ? HtmlText.Interval(ends[0], ends[1]) : HtmlText.None;

    private static void Fact(StringBuilder html, string label, string value, string tone = "") =>
        html.Append($"<div class=\"fact\"><div class=\"label\">{label}</div><div class=\"value {tone}\">{value}</div></div>\n");

    private static string Sentence(string? text) => string.IsNullOrEmpty(text) ? "" : char.ToUpperInvariant(text[0]) + text[1..];
}
