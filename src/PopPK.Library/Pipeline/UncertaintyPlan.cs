using System.Collections.Immutable;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using PopPK.Likelihood;
using PopPK.Prediction;
using PopPK.Reporting;
using PopPK.Text;
using PopPK.Uncertainty;

namespace PopPK.Pipeline;

/// <summary>What is asked for beside standard errors, checked against model and data before anything runs. One owner.</summary>
internal sealed class UncertaintyPlan : IDisposable
{
    /// <summary>Positions of the parameters to profile among the free ones; empty for none.</summary>
    public ImmutableArray<int> Profiled { get; private init; } = [];

    /// <summary>The groups the bootstrap draws within, or null without one.</summary>
    public Strata? Strata { get; private init; }

    /// <summary>Where its replicates are kept as they are finished, or null without one.</summary>
    public BootstrapJournal? Journal { get; private init; }

    /// <summary>Makes the plan.</summary>
    /// <param name="session">Model and data.</param>
    /// <param name="request">What the user asked for.</param>
    /// <param name="methods">The methods of the chain.</param>
    /// <param name="folder">Where the results go.</param>
    /// <param name="problems">Receives what is wrong; nothing is opened when something was before.</param>
    public static UncertaintyPlan Make(
        ModelSession session,
        RunRequest request,
        ImmutableArray<MarginalApproximation> methods,
        RunFolder folder,
        DiagnosticBag problems)
    {
        var asked = request.Uncertainty;
        if (session.Cohort is not { } cohort || !asked.IsAny)
        {
            return new UncertaintyPlan();
        }

        var layout = new ParameterLayout(cohort.Model);
        var profiled = asked.Profile is { } names ? FindProfiled(layout, names, problems) : [];
        var strata = asked.Replicates is null ? null
            : asked.Stratify is { } column ? Strata.TryRead(cohort, column, null, problems)
            : Strata.Together(cohort);
        var journal = strata is null || problems.HasErrors || layout.Free.IsEmpty
            ? null
            : BootstrapJournal.TryOpen(folder.Beside("bootstrap.csv"), Identify(session, request, methods), layout, problems);
        return new UncertaintyPlan { Profiled = profiled, Strata = strata, Journal = journal };
    }

    /// <inheritdoc/>
    public void Dispose() => Journal?.Dispose();

    private static ImmutableArray<int> FindProfiled(ParameterLayout layout, string names, DiagnosticBag problems)
    {
        ImmutableArray<int> candidates = [.. Enumerable.Range(0, layout.Free.Length)];
        if (string.Equals(names, "all", StringComparison.OrdinalIgnoreCase))
        {
            return candidates;
        }

        string NameOf(int free) => layout.Parameters[layout.Free[free]].Name;
        var found = ImmutableArray.CreateBuilder<int>();
        foreach (var name in SplitNames(names))
        {
            var match = candidates.Where(i => NameOf(i) == name || NameOf(i) == $"omega({name})").ToArray();
            if (match is [var free, ..])
            {
                found.Add(free);
                continue;
            }

            var known = candidates.Select(NameOf).ToArray();
            problems.Error("PK6004", $"'{name}' is no parameter that can be profiled", advice:
                Suggestion.Advice(name, known) ?? $"the estimated parameters are {string.Join(", ", known)}");
        }

        return [.. found.Distinct()];
    }

    // At commas, but not at those of omega(eta_v, eta_cl).
    private static IEnumerable<string> SplitNames(string names)
    {
        var (depth, first) = (0, 0);
        for (var i = 0; i <= names.Length; i++)
        {
            if (i == names.Length || (names[i] == ',' && depth == 0))
            {
                if (names[first..i].Trim() is { Length: > 0 } name)
                {
                    yield return name;
                }

                first = i + 1;
            }
            else
            {
                depth += names[i] switch { '(' => 1, ')' => -1, _ => 0 };
            }
        }
    }

    // Everything a replicate depends on, but not how many there are to be: a bootstrap may be gone on with to more of them.
    private static string Identify(ModelSession session, RunRequest request, ImmutableArray<MarginalApproximation> methods)
    {
        const int digits = 16;
        string[] parts =
        [
            ProgramVersion.Text,
            session.ModelFile!.Sha256,
            session.DataFile!.Sha256,
            string.Join(',', methods.Select(m => m.Name)),
            request.Seed.ToString(CultureInfo.InvariantCulture),
            request.Uncertainty.Stratify?.ToUpperInvariant() ?? "",
        ];
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(string.Join('\n', parts))))[..digits];
    }
}
