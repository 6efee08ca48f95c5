using System.Text;
using PopPK.Prediction;
using PopPK.Prediction.Compilation;
using PopPK.Symbolics;

namespace PopPK.Cli.Output;

/// <summary>Shows what a model became on its way to machine code. Stateless.</summary>
internal static class CompiledModelPrinter
{
    /// <summary>The individual quantities phi and each endpoint's mean and variance in terms of them.</summary>
    /// <param name="model">The model.</param>
    public static string Equations(CompiledModel model)
    {
        var text = new StringBuilder();
        text.Append("solver: ").Append(model.Solver.Description).Append('\n');
        text.Append($"\nindividual quantities (phi): {model.Phi.Count}\n");
        text.Append("  active: with random effects; passive: with estimated fixed effects only; constant: neither\n");
        AppendTable(text, [.. model.Phi.Definitions.Select(d =>
            (string[])[d.Role.ToString().ToLowerInvariant(), d.Symbol.Name, "= " + ExprPrinter.Print(d.Value)])]);
        foreach (var (endpoint, (mean, variance)) in model.Model.Endpoints.Zip(model.Observations))
        {
            text.Append($"\nendpoint {endpoint.Name}, in solver variables, phi and time\n");
            AppendTable(text, [["mean", "= " + ExprPrinter.Print(mean)], ["variance", "= " + ExprPrinter.Print(variance)]]);
        }

        return text.ToString();
    }

    /// <summary>The compiled functions with all derivatives a gradient needs.</summary>
    /// <param name="model">The model.</param>
    public static string Kernels(CompiledModel model)
    {
        var text = new StringBuilder();
        foreach (var (name, function) in model.Functions(DerivativeOrder.SecondAll))
        {
            text.Append(text.Length == 0 ? "" : "\n")
                .Append($"{name}: {DisplayNumber.Count(function.OutputCount, "output")}, {DisplayNumber.Count(function.Operations, "operation")}\n");
            foreach (var line in function.Listing.Split('\n', StringSplitOptions.RemoveEmptyEntries))
            {
                text.Append("  ").Append(line).Append('\n');
            }
        }

        return text.ToString();
    }

    private static void AppendTable(StringBuilder text, IReadOnlyList<string[]> rows)
    {
        if (rows.Count == 0)
        {
            return;
        }

        var widths = Enumerable.Range(0, rows[0].Length).Select(i => rows.Max(r => r[i].Length)).ToArray();
        foreach (var row in rows)
        {
            text.Append("  ").Append(string.Join("  ", row.Select((cell, i) => cell.PadRight(widths[i]))).TrimEnd()).Append('\n');
        }
    }
}
