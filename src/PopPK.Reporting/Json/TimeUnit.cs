using PopPK.Modeling;

namespace PopPK.Reporting.Json;

/// <summary>The unit of TIME, which no data file states: what the model's parameters are rates per. Stateless.</summary>
internal static class TimeUnit
{
    /// <summary>The unit, or null where the model does not say, or says different ones.</summary>
    /// <param name="model">The model.</param>
    public static string? Of(PopulationModel model)
    {
        var units = model.FixedEffects.Select(f => f.Unit).Concat(model.Individual.Select(d => d.Unit))
            .Select(PerTime)
            .OfType<string>()
            .Distinct()
            .ToArray();
        return units.Length == 1 ? units[0] : null;
    }

    // L/h and 1/h are per hour; L/h/kg too.
    private static string? PerTime(string? unit) =>
        unit?.Split('/').Skip(1).Select(p => p.Trim()).FirstOrDefault(p => p is "s" or "min" or "h" or "hr" or "d" or "day" or "days" or "week" or "month" or "year");
}
