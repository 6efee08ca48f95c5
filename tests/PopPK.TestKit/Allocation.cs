using Xunit;

namespace PopPK.TestKit;

/// <summary>Asserts that code allocates nothing.</summary>
public static class Allocation
{
    /// <summary>Runs the code twice, the first time to have it compiled, and asserts that the second run allocated nothing.</summary>
    /// <param name="code">The code.</param>
    public static void IsZero(Action code)
    {
        code();
        var before = GC.GetAllocatedBytesForCurrentThread();
        code();
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }
}
