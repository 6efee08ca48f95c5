using System.Globalization;

namespace PopPK.Evaluation.Predictive;

/// <summary>Words of messages. Stateless.</summary>
internal static class Words
{
    /// <summary>A number with its words: "an observation has" reads "1 observation has".</summary>
    /// <param name="count">The number.</param>
    /// <param name="one">The words for one.</param>
    /// <param name="many">The words for others.</param>
    public static string Count(long count, string one, string many) =>
        string.Create(CultureInfo.InvariantCulture, $"{count} {(count == 1 ? one : many)}");

    /// <summary>A number.</summary>
    /// <param name="value">The number.</param>
    public static string Number(double value) => value.ToString("G6", CultureInfo.InvariantCulture);
}
