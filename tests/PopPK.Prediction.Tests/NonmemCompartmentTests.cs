using PopPK.Modeling;
using PopPK.Symbolics;
using PopPK.TestKit;
using Xunit;

namespace PopPK.Prediction.Tests;

/// <summary>
/// One dose into any compartment of the models NONMEM calls ADVAN1, 4, 11 and 12: the published table, as a closed form, as
/// linear equations and by integration.
/// </summary>
public class NonmemCompartmentTests
{
    private const int Rows = 26;

    [SkippableFact]
    public void Every_row_of_the_table_is_met()
    {
        var table = new NumericTable(RepositoryFiles.Reference("events", "advan_predictions.csv"));
        var (models, parameters) = (table.Column("ADVAN"), table.Column("PARAMETERS"));
        Assert.Equal(Rows, table.Count);
        for (var row = 0; row < table.Count; row++)
        {
            var model = Model(models[row], parameters[row]);
            var data = new TestData().Subject()
                .Dose(0, table[row, "AMT"], (int)table[row, "CMT"], table[row, "RATE"], 0, table[row, "II"], steadyState: (int)table[row, "SS"])
                .Observe(table[row, "TIME"]).Read();
            foreach (var bound in new[] { Bound.To(model, data), Bound.To(model.AsEquations(), data), Bound.Integrated(model.AsEquations(), data) })
            {
                var what = $"{models[row]}, row {row + 1}, {bound.Model.Solver.Description}";
                Near.Equal(table[row, "EXACT_PRED"], bound.Means()[0], Tolerance.Ode, what: what);
                Near.Equal(table[row, "NONMEM_PRED"], bound.Means()[0], Tolerance.NonmemClosedForm, what: what);
            }
        }
    }

    private static PopulationModel Model(string advan, string parameters)
    {
        var values = parameters.Split(';').Select(p => p.Split('=')).ToDictionary(p => p[0], p => Expr.Constant(double.Parse(p[1])));
        var m = new ModelBuilder();
        var hasDepot = values.TryGetValue("KA", out var ka);
        _ = hasDepot ? m.Amount("depot") : null;
        var central = m.Amount("central");
        var v = values[advan == "ADVAN1" ? "V" : hasDepot ? "V2" : "V1"];
        (Expr, Expr) Exchange(string q, string volume) => (values[q] / v, values[q] / values[volume]);
        (Expr, Expr)[] exchange = advan switch
        {
            "ADVAN1" => [],
            "ADVAN4" => [Exchange("Q", "V3")],
            "ADVAN11" => [Exchange("Q2", "V2"), Exchange("Q3", "V3")],
            _ => [Exchange("Q3", "V3"), Exchange("Q4", "V4")],
        };
        for (var i = 0; i < exchange.Length; i++)
        {
            m.Amount($"peripheral{i + 1}");
        }

        return m.Observe(central / v, m.Theta("add", 1)).ClosedForm(ka, values["CL"] / v, exchange);
    }
}
