using PopPK.Modeling;
using PopPK.TestKit;

namespace PopPK.Prediction.Tests;

/// <summary>
/// Models for dosing events: a depot and a central compartment whose parameters, and lag, bioavailability f, duration d and rate r of doses,
/// are all log-normal and estimated.
/// </summary>
internal static class EventModels
{
    /// <summary>All properties of both compartments.</summary>
    public const string AllProperties = """
        lag(depot) = lag
          bioavailability(depot) = f
          duration(depot) = d
          rate(depot) = r
          lag(central) = 0.5*lag
          bioavailability(central) = f
          duration(central) = d
          rate(central) = r
        """;

    /// <summary>First-order absorption and elimination.</summary>
    public const string Linear = """
        d/dt depot = -ka*depot
          d/dt central = ka*depot - k*central
        """;

    /// <summary>The same with an input of the system's own.</summary>
    public const string WithOwnInput = """
        d/dt depot = -ka*depot
          d/dt central = 7*d + ka*depot - k*central
        """;

    /// <summary>First-order absorption and saturable elimination.</summary>
    public const string Saturable = """
        d/dt depot = -ka*depot
          d/dt central = ka*depot - 60*k*central/(25 + central)
        """;

    /// <summary>Doses that inhibit the production of a response.</summary>
    public const string IndirectResponse = """
        d/dt depot = -ka*depot
          d/dt central = ka*depot - k*central
          d/dt response = 20/(1 + central/15) - 0.5*d*response
        """;

    /// <summary>A model.</summary>
    /// <param name="structure">The equations and the properties of the compartments, each on its line.</param>
    /// <param name="covariates">The section of the covariates, or nothing.</param>
    /// <param name="elimination">Elimination rate constant.</param>
    public static PopulationModel Of(string structure, string covariates = "", string elimination = "0.1*tvk*exp(e1)") => CohortOf.Model($"""
        model events
        parameters
          tvka  = 1.2
          tvk   = 4
          tvlag = 0.8
          tvf   = 0.7
          tvd   = 2.5
          add   = 0.5
        {(covariates.Length == 0 ? "" : $"covariates\n  {covariates}\n")}
        variability by ID
          e1 ~ 0.1
          e2 ~ 0.1
          e3 ~ 0.1
        individual
          ka  = tvka
          k   = {elimination}
          lag = tvlag*exp(e2)
          f   = tvf*exp(-e3)
          d   = tvd*exp(e3)
          r   = 9*tvd*exp(e3)
        structure
          {structure}
        observations
          cp = {(structure.Contains("response", StringComparison.Ordinal) ? "response" : "central")}/2
          DV ~ additive(cp, add)

        """);
}
