using PopPK.Likelihood;

namespace PopPK.Estimation;

/// <summary>Says in words which edge an estimate is at. Stateless; safe for concurrent use.</summary>
public static class BoundaryText
{
    /// <summary>An estimate at an edge: <c>omega(eta_v) is zero</c>.</summary>
    /// <param name="layout">The parameters.</param>
    /// <param name="edge">The estimate.</param>
    public static string Of(ParameterLayout layout, BoundaryParameter edge)
    {
        ArgumentNullException.ThrowIfNull(layout);
        ArgumentNullException.ThrowIfNull(edge);
        var name = layout.Parameters[layout.Free[edge.Free]].Name;
        return edge.Kind switch
        {
            BoundaryKind.ZeroVariance => $"{name} is zero",
            BoundaryKind.SingularBlock => $"the block of {name} is singular",
            BoundaryKind.LowerBound => $"{name} is at its lower bound",
            _ => $"{name} is at its upper bound",
        };
    }

    /// <summary>How a search ended, with the edges it ended at.</summary>
    /// <param name="result">What is known at its end.</param>
    internal static string Append(EstimationResult result) => result is { Status: EstimationStatus.Converged, Boundary: { IsEmpty: false } edges }
        ? $"{result.Termination}; on the boundary: {string.Join(", ", edges.Select(e => Of(result.Layout, e)))}"
        : result.Termination;
}
