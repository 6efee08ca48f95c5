namespace PopPK;

/// <summary>What a fit says about one subject. Immutable.</summary>
public sealed record IndividualResult
{
    internal IndividualResult(string id, double ofv, NamedValues etas, NamedValues etaStandardErrors, NamedValues parameters) =>
        (Id, Ofv, Etas, EtaStandardErrors, Parameters) = (id, ofv, etas, etaStandardErrors, parameters);

    /// <summary>The subject's ID, as the data have it.</summary>
    public string Id { get; }

    /// <summary>Its part of the objective; of subjects that share random effects the part of all of them.</summary>
    public double Ofv { get; }

    /// <summary>
    /// Empirical Bayes estimates of its random effects. Those of occasions are called by effect and occasion, <c>kappa_cl_2</c>; NaN where the
    /// subject does not have the occasion.
    /// </summary>
    public NamedValues Etas { get; }

    /// <summary>Their standard errors: square roots of the conditional variances.</summary>
    public NamedValues EtaStandardErrors { get; }

    /// <summary>The individual parameters, at the subject's first record where they change.</summary>
    public NamedValues Parameters { get; }

    /// <summary>In a mixture the most probable class, from 1, for which all of this holds; 1 without one.</summary>
    public int Class { get; init; } = 1;
}
