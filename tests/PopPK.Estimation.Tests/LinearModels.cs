using System.Globalization;

namespace PopPK.Estimation.Tests;

/// <summary>Models whose likelihood is known on paper.</summary>
internal static class LinearModels
{
    /// <summary>A mean, a random effect and a residual of known variance 1/4.</summary>
    /// <param name="effect">The declaration of the random effect.</param>
    public static string Mean(string effect) => $"""
        model mean
        parameters
          a = 1
          sd = 0.5 fixed
        variability by ID
          {effect}
        individual
          m = a + eta
        observations
          DV ~ additive(m, sd)

        """;

    /// <summary>One observation per subject.</summary>
    /// <param name="values">The observations.</param>
    public static string Data(IEnumerable<double> values) =>
        "ID,TIME,AMT,DV\n" + string.Concat(values.Select((v, i) => string.Create(CultureInfo.InvariantCulture, $"{i + 1},1,.,{v}\n")));
}
