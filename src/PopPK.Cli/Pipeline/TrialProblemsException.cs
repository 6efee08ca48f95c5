using System.Collections.Immutable;
using PopPK.Text;

namespace PopPK.Cli.Pipeline;

/// <summary>The people of a later replicate cannot take part: nothing of the simulation is kept.</summary>
/// <param name="problems">What is wrong with them.</param>
internal sealed class TrialProblemsException(ImmutableArray<Diagnostic> problems) : Exception
{
    /// <summary>What is wrong.</summary>
    public ImmutableArray<Diagnostic> Problems { get; } = problems;
}
