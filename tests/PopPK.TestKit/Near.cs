using Xunit;

namespace PopPK.TestKit;

/// <summary>Asserts that numbers agree, and says what, where and by how much when they do not.</summary>
public static class Near
{
    /// <summary>Asserts |actual - expected| &lt;= tolerance * max(|expected|, scale).</summary>
    /// <param name="expected">What it should be.</param>
    /// <param name="actual">What it is.</param>
    /// <param name="tolerance">One of <see cref="Tolerance"/>.</param>
    /// <param name="scale">The size below which the difference counts absolutely; 0: the difference is relative.</param>
    /// <param name="what">Says in the message what was compared.</param>
    public static void Equal(double expected, double actual, double tolerance, double scale = 0, string what = "value")
    {
        var allowed = tolerance * Math.Max(Math.Abs(expected), scale);
        if (!(Math.Abs(actual - expected) <= allowed))
        {
            Assert.Fail($"{what}: expected {expected:R}, got {actual:R}; the difference is {Math.Abs(actual - expected):E2}, allowed {allowed:E2}.");
        }
    }

    /// <summary>Asserts that two lists agree element by element.</summary>
    /// <param name="expected">What they should be.</param>
    /// <param name="actual">What they are.</param>
    /// <param name="tolerance">One of <see cref="Tolerance"/>.</param>
    /// <param name="scale">As in <see cref="Equal(double, double, double, double, string)"/>.</param>
    /// <param name="what">Says in the message what was compared.</param>
    public static void Equal(ReadOnlySpan<double> expected, ReadOnlySpan<double> actual, double tolerance, double scale = 0, string what = "value")
    {
        Assert.Equal(expected.Length, actual.Length);
        for (var i = 0; i < expected.Length; i++)
        {
            Equal(expected[i], actual[i], tolerance, scale, $"{what}[{i}]");
        }
    }
}
