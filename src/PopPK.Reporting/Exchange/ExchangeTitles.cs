using PopPK.Estimation;

namespace PopPK.Reporting.Exchange;

/// <summary>The titles of methods and tables. Stateless.</summary>
internal static class ExchangeTitles
{
    /// <summary>The title of a method.</summary>
    /// <param name="result">An estimation or evaluation.</param>
    public static string MethodOf(EstimationResult result)
    {
        var title = result.Approximation.Name switch
        {
            "fo" => "First Order",
            "foi" => "First Order with Interaction",
            "foce" => "First Order Conditional Estimation",
            "focei" => "First Order Conditional Estimation with Interaction",
            "laplace" => "Laplacian Conditional Estimation with Interaction",
            "laplace-nointer" => "Laplacian Conditional Estimation",
            _ => result.Approximation.Title,
        };
        return result.Status == EstimationStatus.EvaluatedOnly ? title + " (Evaluation)" : title;
    }

    /// <summary>The title line of a step's table.</summary>
    /// <param name="number">The step's number, from 1.</param>
    /// <param name="result">The step.</param>
    /// <param name="withGoal">True where the goal of the search is named.</param>
    public static string TableOf(int number, EstimationResult result, bool withGoal) =>
        $"TABLE NO. {number,5}: {MethodOf(result)}:{(withGoal ? " Goal Function=MINIMUM VALUE OF OBJECTIVE FUNCTION:" : "")}"
        + " Problem=1 Subproblem=0 Superproblem1=0 Iteration1=0 Superproblem2=0 Iteration2=0";

    /// <summary>A name in a column of 12 characters behind a blank.</summary>
    /// <param name="name">The name.</param>
    public static string Column(string name) => " " + name.PadRight(12);
}
