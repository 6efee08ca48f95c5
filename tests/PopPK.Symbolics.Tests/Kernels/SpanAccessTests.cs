using System.Runtime.CompilerServices;
using PopPK.TestKit;
using Xunit;

namespace PopPK.Symbolics.Tests.Kernels;

public class SpanAccessTests
{
    [Fact]
    public void The_references_reach_the_numbers_the_spans_hold()
    {
        double[] numbers = [1, 2, 3, 4, 5];
        var part = numbers.AsSpan(1, 3);
        for (var i = 0; i < part.Length; i++)
        {
            Assert.Equal(part[i], Unsafe.Add(ref SpanAccess.StartOfBank(part), i));
            Unsafe.Add(ref SpanAccess.StartOfOutput(part), i) *= 10;
        }

        Assert.Equal([1, 20, 30, 40, 5], numbers);
    }

    [Fact]
    public void An_empty_span_has_a_start_that_is_not_read()
    {
        // A function without fixed effects, say, still asks where they begin.
        Assert.True(Unsafe.IsNullRef(ref SpanAccess.StartOfBank([])));
        Assert.True(Unsafe.IsNullRef(ref SpanAccess.StartOfOutput([])));
    }

    [Fact]
    public void Access_allocates_nothing()
    {
        var numbers = new double[3];
        Allocation.IsZero(() => SpanAccess.StartOfOutput(numbers) = SpanAccess.StartOfBank(numbers) + 1);
        Assert.Equal(2, numbers[0]);
    }
}
