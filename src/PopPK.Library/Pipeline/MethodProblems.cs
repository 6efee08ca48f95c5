using System.Collections.Immutable;
using PopPK.Likelihood;
using PopPK.Likelihood.Capabilities;
using PopPK.Text;

namespace PopPK.Pipeline;

/// <summary>Finds out before a run whether its methods can compute with model and data. Stateless.</summary>
internal static class MethodProblems
{
    /// <summary>Checks every method of a chain.</summary>
    /// <param name="session">Model and data, as far as they could be prepared.</param>
    /// <param name="methods">The methods.</param>
    /// <param name="isFit">True when parameters are to be estimated.</param>
    /// <param name="problems">Receives what they cannot do; what is the same for all of them once.</param>
    public static void Find(ModelSession session, ImmutableArray<MarginalApproximation> methods, bool isFit, DiagnosticBag problems)
    {
        if (session.Model is not { } model)
        {
            return;
        }

        var found = MethodCheck.Check(model).Concat(methods.SelectMany(m => MethodCheck.Check(model, m)));
        if (session.Cohort is { } cohort)
        {
            found = found.Concat(methods.SelectMany(m => MethodCheck.CheckData(cohort, m, isFit)));
        }

        problems.AddRange(found.DistinctBy(d => (d.Code, d.Message, d.Location)));
    }
}
