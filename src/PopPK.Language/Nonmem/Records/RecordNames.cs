using System.Collections.Immutable;
using PopPK.Text;

namespace PopPK.Language.Nonmem.Records;

/// <summary>The names of records. They may be cut off behind the third letter, and case does not matter. Stateless.</summary>
internal static class RecordNames
{
    private const int ShortestAbbreviation = 3;

    // Where an abbreviation fits several names the first one is meant: $OME is $OMEGA, not $OMEGAP.
    private static readonly ImmutableArray<(string Name, RecordKind Kind)> Names =
    [
        ("PROBLEM", RecordKind.Problem),
        ("INPUT", RecordKind.Input),
        ("INPT", RecordKind.Input),
        ("DATA", RecordKind.Data),
        ("INFILE", RecordKind.Data),
        ("SUBROUTINES", RecordKind.Subroutines),
        ("SUBS", RecordKind.Subroutines),
        ("MODEL", RecordKind.Model),
        ("ABBREVIATED", RecordKind.Abbreviated),
        ("ABBREVIATIONS", RecordKind.Abbreviated),
        ("PK", RecordKind.Pk),
        ("PRED", RecordKind.Pred),
        ("DES", RecordKind.Des),
        ("AES", RecordKind.Aes),
        ("AESINITIAL", RecordKind.AesInitial),
        ("ERROR", RecordKind.Error),
        ("INFN", RecordKind.Infn),
        ("MIX", RecordKind.Mix),
        ("TOL", RecordKind.Tol),
        ("THETA", RecordKind.Theta),
        ("OMEGA", RecordKind.Omega),
        ("SIGMA", RecordKind.Sigma),
        ("THETAP", RecordKind.ThetaPrior),
        ("THETAPV", RecordKind.ThetaPriorVariance),
        ("OMEGAP", RecordKind.OmegaPrior),
        ("OMEGAPD", RecordKind.OmegaPriorDegrees),
        ("SIGMAP", RecordKind.SigmaPrior),
        ("SIGMAPD", RecordKind.SigmaPriorDegrees),
        ("THETAI", RecordKind.ThetaTransform),
        ("THI", RecordKind.ThetaTransform),
        ("THETAR", RecordKind.ThetaReport),
        ("THR", RecordKind.ThetaReport),
        ("ESTIMATION", RecordKind.Estimation),
        ("ESTIMATE", RecordKind.Estimation),
        ("ESTM", RecordKind.Estimation),
        ("COVARIANCE", RecordKind.Covariance),
        ("COVR", RecordKind.Covariance),
        ("TABLE", RecordKind.Table),
        ("SIMULATION", RecordKind.Simulation),
        ("SIMULATE", RecordKind.Simulation),
        ("SIML", RecordKind.Simulation),
        ("PRIOR", RecordKind.Prior),
        ("LEVEL", RecordKind.Level),
        ("MSFI", RecordKind.Msfi),
        ("MSF", RecordKind.Msfi),
        ("SIZES", RecordKind.Sizes),
        ("INCLUDE", RecordKind.Include),
        ("ETAS", RecordKind.Etas),
        ("PHIS", RecordKind.Phis),
        ("ANNEAL", RecordKind.Anneal),
        ("BIND", RecordKind.Bind),
        ("CHAIN", RecordKind.Chain),
        ("CONTR", RecordKind.Contr),
        ("DEFAULT", RecordKind.Default),
        ("DESIGN", RecordKind.Design),
        ("FORMAT", RecordKind.Format),
        ("INDEXES", RecordKind.Index),
        ("INDICES", RecordKind.Index),
        ("INDXS", RecordKind.Index),
        ("NONPARAMETRIC", RecordKind.Nonparametric),
        ("OLKJDF", RecordKind.OmegaLkj),
        ("OVARF", RecordKind.OmegaVarianceFactor),
        ("SLKJDF", RecordKind.SigmaLkj),
        ("SVARF", RecordKind.SigmaVarianceFactor),
        ("TTDF", RecordKind.ThetaDegrees),
        ("OMIT", RecordKind.Omit),
        ("RCOV", RecordKind.Rcov),
        ("RCOVI", RecordKind.Rcovi),
        ("SCATTERPLOTS", RecordKind.Scatter),
        ("SUPERPROBLEM", RecordKind.Super),
        ("VARCALC", RecordKind.VarCalc),
        ("WARNINGS", RecordKind.Warnings),
    ];

    /// <summary>Finds the record a name means.</summary>
    /// <param name="name">The name without its <c>$</c>, as written.</param>
    /// <returns>The record, or <see cref="RecordKind.Unknown"/>.</returns>
    public static RecordKind Find(string name)
    {
        foreach (var (full, kind) in Names)
        {
            if (full.Equals(name, StringComparison.OrdinalIgnoreCase))
            {
                return kind;
            }
        }

        foreach (var (full, kind) in Names)
        {
            if (name.Length >= ShortestAbbreviation && full.StartsWith(name, StringComparison.OrdinalIgnoreCase))
            {
                return kind;
            }
        }

        return RecordKind.Unknown;
    }

    /// <summary>The full name of a record with its <c>$</c>.</summary>
    /// <param name="kind">The record.</param>
    public static string NameOf(RecordKind kind)
    {
        foreach (var (full, candidate) in Names)
        {
            if (candidate == kind)
            {
                return "$" + full;
            }
        }

        return "$?";
    }

    /// <summary>The known name nearest to one that is not known, or null.</summary>
    /// <param name="name">The name without its <c>$</c>.</param>
    public static string? Nearest(string name) => Suggestion.Nearest(name, Names.Select(n => n.Name));

    /// <summary>True for records whose lines are abbreviated code.</summary>
    /// <param name="kind">The record.</param>
    public static bool IsCode(RecordKind kind) => kind is RecordKind.Pk or RecordKind.Pred or RecordKind.Des or RecordKind.Aes
        or RecordKind.AesInitial or RecordKind.Error or RecordKind.Infn or RecordKind.Mix or RecordKind.Tol;
}
