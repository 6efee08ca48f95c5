using PopPK.Modeling;
using PopPK.TestKit;

namespace PopPK.Prediction.Tests;

/// <summary>One model with effects of occasions, and the same one with a column per occasion that says where its effect counts.</summary>
internal static class OccasionModels
{
    /// <summary>One compartment with first-order absorption; doses have no properties.</summary>
    public const string OneCompartment = "one_compartment(cl, v, ka)";

    /// <summary>Two compartments; doses have no properties.</summary>
    public const string TwoCompartments = "two_compartment(cl, v1 = v, q = 2*exp(0.5*eta_ka), v2 = 20, ka)";

    /// <summary>Two compartments with a lag and a bioavailability that occasions change.</summary>
    public const string Properties = TwoCompartments + "\n  bioavailability(depot) = f\n  lag(depot) = 0.4*exp(0.5*kf)";

    /// <summary>Saturable elimination, with the same properties.</summary>
    public const string Saturable = """
        d/dt depot = -ka*depot
          d/dt central = ka*depot - 4*cl*central/(v + 0.2*central)
          bioavailability(depot) = f
          lag(depot) = 0.4*exp(0.5*kf)
        """;

    /// <summary>The model with the column OCC.</summary>
    /// <param name="structure">What to solve.</param>
    public static PopulationModel Of(string structure) => Model(structure, "", """
        variability by OCC within ID
          kcl, kv ~ [0.1; 0.02, 0.1]
          kf ~ 0.1
        """, "");

    /// <summary>The model with the columns O1, O2 ..., its random effects in the order of the slots of the other.</summary>
    /// <param name="structure">What to solve.</param>
    /// <param name="occasions">Number of columns.</param>
    public static PopulationModel Written(string structure, int occasions)
    {
        string[] numbers = [.. Enumerable.Range(1, occasions).Select(o => $"{o}")];
        string Sum(string name) => $"{name} = {string.Join(" + ", numbers.Select(o => $"O{o}*{name}{o}"))}";
        return Model(
            structure,
            $"covariates\n  {string.Join("\n  ", numbers.Select(o => $"O{o}"))}",
            string.Concat(numbers.Select(o => $"  kcl{o}, kv{o} ~ [0.1; 0.02, 0.1]\n")) + string.Concat(numbers.Select(o => $"  kf{o} ~ 0.1\n")),
            string.Join("\n  ", ((string[])["kcl", "kv", "kf"]).Select(Sum)));
    }

    /// <summary>Subjects with up to three occasions.</summary>
    /// <param name="numbers">What the occasions are called.</param>
    public static TestData Data(params double[] numbers)
    {
        var data = new TestData("OCC", "O1", "O2", "O3");
        void At(int o) => data.With(numbers[o], o == 0 ? 1 : 0, o == 1 ? 1 : 0, o == 2 ? 1 : 0);
        data.Subject();
        At(0);
        data.Dose(0, 100).Observe(0.5, 2, 7);
        At(1);

        // Two of these doses come in the next occasion, with what this record says of the first.
        data.Dose(8, 150, additional: 2, interval: 9).Observe(9, 12);
        At(2);
        data.Observe(18).Dose(20, 80, compartment: 2, rate: 20).Observe(21, 28);
        At(0);
        data.Observe(30).Dose(31, 90).Observe(33, 50);
        data.Subject();
        At(0);
        data.Dose(0, 100, compartment: 2).Observe(1, 5).Dose(12, 120).Observe(13, 20);
        data.Subject();
        At(0);
        data.Dose(0, 100).Observe(3);
        At(1);
        data.Observe(6).Dose(7, 50, reset: true).Observe(8, 11);
        return data;
    }

    private static PopulationModel Model(string structure, string covariates, string effects, string sums) => CohortOf.Model($"""
        model occasions
        parameters
          tvcl = 3
          tvv  = 20
          tvka = 0.8
          tvf  = 0.7
          add  = 0.3
          prop = 0.1
        {covariates}
        variability by ID
          eta_cl ~ 0.1
          eta_v ~ 0.1
          eta_ka ~ 0.1
        {effects}
        individual
          {sums}
          cl = tvcl*exp(eta_cl + kcl)
          v  = tvv*exp(eta_v + kv)
          ka = tvka*exp(eta_ka)
          f  = tvf*exp(kf)
        structure
          {structure}
        observations
          cp = central/v
          DV ~ combined(cp, add, prop*f)

        """);
}
